import fc from "fast-check";
import { expect, test } from "vitest";
import type { Cookie } from "../cookie.ts";
import { askedBy } from "./asked-cookie.ts";
import { parseSetCookie } from "./parse-line.ts";
import { formatSetCookie } from "./write-attributes.ts";

const url = new URL("https://www.shop.example/account/login");
const at = Date.UTC(2026, 10, 23, 10, 56);
const ask = (line: string, from: URL = url) => askedBy(parseSetCookie(line, "chromium"), from, at);

const token = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/);
const anyCookie: fc.Arbitrary<Cookie> = fc.record({
  name: token,
  value: token,
  domain: fc.constant("www.shop.example"),
  hostOnly: fc.boolean(),
  path: token.map((path) => `/${path}`),
  secure: fc.boolean(),
  httpOnly: fc.boolean(),
  sameSite: fc.constantFrom("strict", "lax", "none", "unspecified"),
  expiresAt: fc.option(fc.integer({ min: 1, max: 34_000_000 }).map((seconds) => at + seconds * 1000)),
  partition: fc.constant(null),
});

test("a line that is written from a cookie asks for the same cookie", () => {
  fc.assert(
    fc.property(anyCookie, (cookie) => {
      const { partition, ...expected } = cookie;
      expect(ask(formatSetCookie(cookie))).toEqual({ ...expected, partitioned: false, shortened: false });
    }),
  );
});
