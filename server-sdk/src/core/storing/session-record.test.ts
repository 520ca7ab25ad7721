import fc from "fast-check";
import { expect, test } from "vitest";
import type { StoredSession } from "../store.ts";
import { decodeSession, encodeSession } from "./session-record.ts";

const times = fc.integer({ min: 0, max: 8.64e15 });
const sessions: fc.Arbitrary<StoredSession> = fc.record({
  entries: fc
    .array(fc.tuple(fc.string({ unit: "binary" }), fc.json({ maxDepth: 3 })))
    .map((entries) => new Map([...entries, ["__proto__", '{"polluted":true}']])),
  createdAt: times,
  modifiedAt: times,
  expiresAt: times,
  expiry: fc.option(fc.string()),
  revision: fc.integer({ min: 1 }),
  user: fc.option(fc.string({ unit: "binary" })),
});

const example: StoredSession = {
  entries: new Map([
    ["a", '"x\\ny"'],
    ["", "{}"],
  ]),
  createdAt: 1,
  modifiedAt: 2,
  expiresAt: 3,
  expiry: null,
  revision: 4,
  user: "u",
};

test("every session comes back exactly, the order of its keys included", () => {
  fc.assert(
    fc.property(sessions, (session) => {
      const back = decodeSession(encodeSession(session));
      expect(back).toEqual(session);
      expect([...back!.entries.keys()]).toEqual([...session.entries.keys()]);
    }),
  );
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test("a text cut short or made longer is refused at every position", () => {
  const text = encodeSession(example);
  for (let length = 0; length < text.length; length++) expect(decodeSession(text.slice(0, length))).toBeNull();
  expect(decodeSession(`${text}x`)).toBeNull();
});

test.each([
  ["not JSON", "[1,2,3,null,4\n"],
  ["not a list", '{"length":6}\n'],
  ["too few parts", "[1,2,3,null]\n"],
  ["a time that is no number", '["1",2,3,null,4,null]\n'],
  ["a fractional revision", "[1,2,3,null,4.5,null]\n"],
  ["a user that is no text", "[1,2,3,null,4,5]\n"],
  ["an expiry that is no text", "[1,2,3,false,4,null]\n"],
  ["a key without length", '[1,2,3,null,4,null,"a"]\n1'],
  ["a negative length", '[1,2,3,null,4,null,"a",-1,"b",2]\n1'],
  ["a key that is no text", "[1,2,3,null,4,null,7,1]\n1"],
])("refuses %s", (_what, text) => {
  expect(decodeSession(text)).toBeNull();
});
