import { describe, expect, test } from "vitest";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { exampleCookie } from "../../../../cookies/fixtures/example-cookie.ts";
import type { Jar } from "./read-jar.ts";
import { type KnownOfJar, refusedCookies } from "./refused-cookies.ts";
import { linesOf, type SeenLine, slotOf, withLines } from "./seen-lines.ts";

const now = Date.UTC(2026, 10, 23, 10, 56);
const page = new URL("https://shop.test/cart");
const respond = (line: string, at = now - 1000, url = "https://shop.test/") =>
  linesOf({ url, method: "GET", status: 200, at, headers: [["set-cookie", line]], whole: true }, page, "chromium");
const held = (fields: Partial<Cookie> = {}): Cookie =>
  exampleCookie({ value: "b", domain: "shop.test", sameSite: "unspecified", ...fields });
const refused = (
  lines: readonly SeenLine[],
  cookies: readonly Cookie[] = [],
  more: Partial<KnownOfJar> & Partial<Jar> = {},
) =>
  refusedCookies(lines, {
    page,
    jar: { cookies, readable: more.readable ?? new Set(["shop.test"]), at: more.at ?? now, ownWrites: 0 },
    heldAt: more.heldAt ?? new Map(),
    watchedSince: more.watchedSince ?? 0,
    now,
  }).map(({ refusal }) => refusal.reason);

describe("a cookie is refused", () => {
  test("if its line breaks a rule and the browser does not hold it", () => {
    expect(refused(respond("a=b; Path=/; SameSite=None"))).toEqual(["SameSiteNoneInsecure"]);
  });
  test("if its line breaks a rule and the browser holds an older cookie of the same name", () => {
    expect(refused(respond("a=c; Path=/; SameSite=None"), [held()])).toEqual(["SameSiteNoneInsecure"]);
  });
  test("by the rules alone if the jar cannot be read", () => {
    expect(refused(respond("a=b; SameSite=None"), [], { readable: new Set() })).toEqual(["SameSiteNoneInsecure"]);
  });
  test("for an unknown reason if the browser does not hold it though the panel watched all the time", () => {
    expect(refused(respond("a=b"))).toEqual(["UnknownError"]);
  });
  test("if a third party asked for it and the browser does not hold it", () => {
    const lines = respond("a=b; SameSite=None; Secure", now - 1000, "https://pay.test/");
    expect(refused(lines, [], { readable: new Set(["pay.test"]) })).toEqual(["UserPreferences"]);
  });
  test("if its line asks for a deletion, breaks a rule, and the cookie is still there", () => {
    expect(refused(respond("__Host-a=; Path=/; Max-Age=0"), [held({ name: "__Host-a", secure: true })])).toEqual([
      "InvalidPrefix",
    ]);
  });
  test("once, however many lines asked for it", () => {
    const lines = [...respond("a=1; SameSite=None"), ...respond("a=2; SameSite=None")];
    expect(refused(lines)).toEqual(["SameSiteNoneInsecure"]);
  });
});

describe("a cookie is not refused", () => {
  test.each<[string, readonly SeenLine[], readonly Cookie[], (Partial<KnownOfJar> & Partial<Jar>)?]>([
    ["if the browser holds it as the line asked", respond("a=b; Path=/"), [held()]],
    [
      "if the browser holds it though the rules say that it refuses it",
      respond("a=b; Path=/; SameSite=None"),
      [held({ sameSite: "none" })],
    ],
    ["if its value changed later", respond("a=b; Path=/"), [held({ value: "c" })]],
    [
      "if a later line that breaks no rule asked for it",
      [...respond("a=b; Path=/; SameSite=None"), ...respond("a=b; Path=/")],
      [held()],
    ],
    ["if its line deletes it", respond("a=; Max-Age=0"), []],
    ["if it has expired since", respond("a=b; Max-Age=1", now - 5000), []],
    [
      "if it was in the jar after the line came",
      respond("a=b; Path=/"),
      [],
      { heldAt: new Map([[slotOf(held()), now - 500]]) },
    ],
    ["if its line came after the jar was read", respond("a=b; Path=/"), [], { at: now - 2000 }],
    ["if its line breaks no rule and came before the panel watched", respond("a=b; Path=/"), [], { watchedSince: now }],
    ["if its line breaks no rule and the jar cannot be read", respond("a=b; Path=/"), [], { readable: new Set() }],
  ])("%s", (_, lines, cookies, more) => expect(refused(lines, cookies, more)).toEqual([]));
});

test("a third party's cookie that the browser put into a partition by itself is not refused", () => {
  const lines = respond("a=b; Path=/; SameSite=None; Secure", now - 1000, "https://pay.test/");
  const partition = { topLevelSite: "https://shop.test", crossSiteAncestor: true };
  const kept = held({ domain: "pay.test", secure: true, sameSite: "none", partition });
  expect(refused(lines, [kept], { readable: new Set(["pay.test"]) })).toEqual([]);
  expect(refused(lines, [{ ...kept, name: "other" }], { readable: new Set(["pay.test"]) })).toEqual([
    "UserPreferences",
  ]);
});

test("a line over http cannot replace a Secure cookie", () => {
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
  const reasons = refusedCookies(http, {
    page: new URL("http://shop.test/"),
    jar: { cookies: [held({ secure: true })], readable: new Set(["shop.test"]), at: now, ownWrites: 0 },
    heldAt: new Map([[slotOf(held()), now]]),
    watchedSince: 0,
    now,
  }).map(({ refusal }) => refusal.reason);
  expect(reasons).toEqual(["OverwriteSecure"]);
});

test("lines stay in the order of time, and the oldest are dropped", () => {
  const many = Array.from({ length: 501 }, (_, index) => respond(`a${index}=b`, now + index)).flat();
  const kept = withLines(many.slice(1), many.slice(0, 1));
  expect(kept).toHaveLength(500);
  expect(kept[0]!.cookie.name).toBe("a1");
});
