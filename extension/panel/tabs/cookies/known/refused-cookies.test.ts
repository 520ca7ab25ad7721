import { describe, expect, test } from "vitest";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { type Jar, type Looking, linesOf, refusedAmong, type SeenLine, slotOf, withLines } from "./seen-lines.ts";

const now = Date.UTC(2026, 10, 23, 10, 56);
const page = new URL("https://shop.test/cart");
const respond = (line: string, at = now - 1000, url = "https://shop.test/") =>
  linesOf({ url, method: "GET", status: 200, at, headers: [["set-cookie", line]], whole: true }, page, "chromium");
const held = (fields: Partial<Cookie> = {}): Cookie => ({
  name: "a",
  value: "b",
  domain: "shop.test",
  hostOnly: true,
  path: "/",
  secure: false,
  httpOnly: false,
  sameSite: "unspecified",
  expiresAt: null,
  partition: null,
  ...fields,
});
const refused = (
  lines: readonly SeenLine[],
  cookies: readonly Cookie[] = [],
  more: Partial<Looking> & Partial<Jar> = {},
) =>
  refusedAmong(lines, {
    page,
    jar: { cookies, readable: more.readable ?? new Set(["shop.test"]), at: more.at ?? now },
    heldAt: more.heldAt ?? new Map(),
    since: more.since ?? 0,
    now,
  }).map(({ refusal }) => refusal.reason);

describe("is refused", () => {
  test("what breaks a rule and is not held", () => {
    expect(refused(respond("a=b; Path=/; SameSite=None"))).toEqual(["SameSiteNoneInsecure"]);
  });
  test("what breaks a rule beside an older cookie of the name", () => {
    expect(refused(respond("a=c; Path=/; SameSite=None"), [held()])).toEqual(["SameSiteNoneInsecure"]);
  });
  test("by the rules alone where the jar cannot be read", () => {
    expect(refused(respond("a=b; SameSite=None"), [], { readable: new Set() })).toEqual(["SameSiteNoneInsecure"]);
  });
  test("what is not held, watched, and explained by nothing", () => {
    expect(refused(respond("a=b"))).toEqual(["UnknownError"]);
  });
  test("a third party's that is not held", () => {
    const lines = respond("a=b; SameSite=None; Secure", now - 1000, "https://pay.test/");
    expect(refused(lines, [], { readable: new Set(["pay.test"]) })).toEqual(["UserPreferences"]);
  });
  test("a deletion that breaks a rule while the cookie stays", () => {
    expect(refused(respond("__Host-a=; Path=/; Max-Age=0"), [held({ name: "__Host-a", secure: true })])).toEqual([
      "InvalidPrefix",
    ]);
  });
  test("once, however often it was sent", () => {
    const lines = [...respond("a=1; SameSite=None"), ...respond("a=2; SameSite=None")];
    expect(refused(lines)).toEqual(["SameSiteNoneInsecure"]);
  });
});

describe("is not refused", () => {
  test.each<[string, readonly SeenLine[], readonly Cookie[], (Partial<Looking> & Partial<Jar>)?]>([
    ["what is held as asked for", respond("a=b; Path=/"), [held()]],
    ["what the browser holds against our rules", respond("a=b; Path=/; SameSite=None"), [held({ sameSite: "none" })]],
    ["what changed its value since", respond("a=b; Path=/"), [held({ value: "c" })]],
    [
      "what a later response asked for rightly",
      [...respond("a=b; Path=/; SameSite=None"), ...respond("a=b; Path=/")],
      [held()],
    ],
    ["a deletion", respond("a=; Max-Age=0"), []],
    ["what is over by now", respond("a=b; Max-Age=1", now - 5000), []],
    [
      "what was seen in the jar after it was sent",
      respond("a=b; Path=/"),
      [],
      { heldAt: new Map([[slotOf(held()), now - 500]]) },
    ],
    ["what came after the jar was read", respond("a=b; Path=/"), [], { at: now - 2000 }],
    ["what came before anybody watched, without a rule", respond("a=b; Path=/"), [], { since: now }],
    ["what cannot be read, without a rule", respond("a=b; Path=/"), [], { readable: new Set() }],
  ])("%s", (_, lines, cookies, more) => expect(refused(lines, cookies, more)).toEqual([]));
});

test("a third party's cookie that the browser put into a partition by itself is held", () => {
  const lines = respond("a=b; Path=/; SameSite=None; Secure", now - 1000, "https://pay.test/");
  const partition = { topLevelSite: "https://shop.test", crossSiteAncestor: true };
  const kept = held({ domain: "pay.test", secure: true, sameSite: "none", partition });
  expect(refused(lines, [kept], { readable: new Set(["pay.test"]) })).toEqual([]);
  expect(refused(lines, [{ ...kept, name: "other" }], { readable: new Set(["pay.test"]) })).toEqual([
    "UserPreferences",
  ]);
});

test("http cannot take the place of a Secure cookie", () => {
  const http = linesOf(
    {
      url: "http://shop.test/",
      method: "GET",
      status: 200,
      at: now - 1000,
      headers: [["set-cookie", "a=c; Path=/"]],
      whole: true,
    },
    new URL("http://shop.test/"),
    "chromium",
  );
  const reasons = refusedAmong(http, {
    page: new URL("http://shop.test/"),
    jar: { cookies: [held({ secure: true })], readable: new Set(["shop.test"]), at: now },
    heldAt: new Map([[slotOf(held()), now]]),
    since: 0,
    now,
  }).map(({ refusal }) => refusal.reason);
  expect(reasons).toEqual(["OverwriteSecure"]);
});

test("lines stay in order of time, the oldest go first", () => {
  const many = Array.from({ length: 501 }, (_, index) => respond(`a${index}=b`, now + index)).flat();
  const kept = withLines(many.slice(1), many.slice(0, 1));
  expect(kept).toHaveLength(500);
  expect(kept[0]!.cookie.name).toBe("a1");
});
