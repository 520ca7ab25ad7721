import { describe, expect, test } from "vitest";
import type { Cookie } from "../cookie.ts";
import { exampleCookie } from "../fixtures/example-cookie.ts";
import { agree } from "./agreement.ts";
import { expectationOf } from "./expectation.ts";
import { judge } from "./outcome.ts";

const at = Date.UTC(2026, 10, 30, 12);
const stored = (more: Partial<Cookie>): Cookie =>
  exampleCookie({
    name: "a",
    value: "1",
    domain: "localhost",
    path: "/",
    sameSite: "unspecified",
    expiresAt: null,
    ...more,
  });

describe("judge", () => {
  test.each<[line: string, held: Cookie | null, verdict: string, why: string[]]>([
    ["a=1", null, "refused", []],
    ["a=1", stored({}), "kept", []],
    ["a=1; Max-Age=60", stored({ expiresAt: at + 61_000 }), "kept", []],
    ["a=1; Max-Age=3600", stored({ expiresAt: at + 60_000 }), "changed", ["labCapped"]],
    ["a=1; Max-Age=60", stored({}), "changed", ["labOtherAge"]],
    [
      "a=1; Max-Age=60; Expires=Fri, 01 Jan 2100 00:00:00 GMT",
      stored({ expiresAt: at + 60_000 }),
      "changed",
      ["labOutranked"],
    ],
    ["a=1; Path=/x", stored({}), "changed", ["labDefaultPath"]],
    ["a=1; Domain=localhost", stored({}), "changed", ["labOwnHostOnly"]],
    ["a=1; Domain=localhost", stored({ hostOnly: false }), "kept", []],
    ["a=1; Secure", stored({}), "changed", ["labOtherAttribute"]],
    ["a=1", stored({ secure: true }), "changed", ["labOtherAttribute"]],
    ["a=1; SameSite=Lax", stored({}), "changed", ["labOtherAttribute"]],
    ["a=1; SameSite=Never", stored({}), "changed", ["labUnreadable"]],
    ["a=1; Colour=blue", stored({}), "changed", ["labUnknownAttribute"]],
    ["a = 1", stored({}), "changed", ["labOtherPair"]],
    ["a=2", stored({}), "changed", ["labOtherPair"]],
    [
      "a=1",
      stored({ partition: { topLevelSite: "http://localhost", crossSiteAncestor: true } }),
      "changed",
      ["labPartitionedUnasked"],
    ],
    ["a=1; Secure; Partitioned", stored({ secure: true }), "changed", ["labOtherAttribute"]],
  ])("%s", (line, held, verdict, why) => {
    const found = judge([line], "chromium", held, at);
    expect(found.verdict).toBe(verdict);
    expect(found.differences.map((one) => one.why[0])).toEqual(why);
  });
});

describe("agree", () => {
  const sent = { fetch: true, image: true };

  test("minds what is stored, and what came back where that is known", () => {
    const expected = { stored: stored({}), sent };
    expect(agree(expected, { stored: stored({}), sent })).toBe(true);
    expect(agree(expected, { stored: null, sent })).toBe(false);
    expect(agree({ stored: null, sent }, expected)).toBe(false);
    expect(agree(expected, { stored: stored({ path: "/x" }), sent })).toBe(false);
    expect(agree(expected, { stored: stored({}), sent: { fetch: true, image: false } })).toBe(false);
    expect(agree(expected, { stored: stored({}), sent: { fetch: true, image: null } })).toBe(true);
  });

  test("allows for the time that passes", () => {
    const ends = (more: number) => ({ stored: stored({ expiresAt: at + more }), sent });
    expect(agree(ends(600_000), ends(601_000))).toBe(true);
    expect(agree(ends(600_000), ends(60_000))).toBe(false);
    expect(agree(ends(600_000), { stored: stored({}), sent })).toBe(false);
  });
});

describe("expectationOf", () => {
  const url = new URL("http://localhost:3000/__sessionscope__");
  const back = new URL("http://localhost:3000/__sessionscope__/ss_lab");
  const page = new URL("http://localhost:3000/");
  const expected = (...lines: string[]) =>
    expectationOf({ lines, url, back, page, loads: ["fetch", "image"] }, "chromium", [], at);

  test("the last line of a name counts", () => {
    expect(expected("a=1", "a=2").stored?.value).toBe("2");
    expect(expected("a=1", "a=1; Max-Age=0").stored).toBeNull();
  });

  test("a refused line leaves what an earlier one stored", () => {
    expect(expected("a=1", "a=2; SameSite=None")).toMatchObject({ stored: { value: "1" }, refusal: null });
    expect(expected("a=2; SameSite=None").refusal?.reason).toBe("SameSiteNoneInsecure");
  });

  test("a cookie of another path does not come back", () => {
    expect(expected("a=1; Path=/cart").sent).toEqual({ fetch: false, image: false });
    expect(expected("a=1; Path=/__sessionscope__").sent).toEqual({ fetch: true, image: true });
  });

  test("Firefox gives a third party a jar for each site", () => {
    const other = new URL("http://127.0.0.1:3000/__sessionscope__");
    const asking = { lines: ["a=1; SameSite=None; Secure"], url: other, back: other, page, loads: ["frame"] as const };
    const partition = { topLevelSite: "http://localhost", crossSiteAncestor: true };
    expect(expectationOf(asking, "firefox", [], at).stored?.partition).toEqual(partition);
    expect(expectationOf(asking, "chromium", [], at).stored).toBeNull();
  });
});
