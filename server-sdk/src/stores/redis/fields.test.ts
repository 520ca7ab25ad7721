import fc from "fast-check";
import { expect, test } from "vitest";
import { pack, RedisKeys, unpack } from "./fields.ts";

const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });

test("any text comes back from UTF-8, and none becomes a session's own field or the empty text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const packed = pack(text);
      expect(unpack(Buffer.from(packed).toString())).toBe(text);
      expect(packed).toMatch(/^(=|j")/);
    }),
  );
});

test("no two texts are packed alike", () => {
  fc.assert(fc.property(anyText, anyText, (a, b) => (pack(a) === pack(b)) === (a === b)));
  expect(pack("\ud800")).not.toBe(pack('j"\\ud800"'));
});

test("a prefix with the signs of patterns is escaped in them", () => {
  expect(new RedisKeys("a*[b]?\\").allSessions).toBe("a\\*\\[b\\]\\?\\\\session:*");
  expect(new RedisKeys("a").idOf("bsession:x")).toBeNull();
});
