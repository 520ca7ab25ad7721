import { createSecretKey } from "node:crypto";
import { expect, test } from "vitest";
import { newSessionKey, parseSessionKey, sessionHandle, sessionIdOf } from "./session-key.ts";

test("keys are 32 characters of [a-z0-9], each equally likely at each place, and never twice", () => {
  const rounds = 72_000;
  const counts = Array.from({ length: 32 }, () => new Map<string, number>());
  const seen = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const key = newSessionKey();
    seen.add(key);
    for (let place = 0; place < 32; place++)
      counts[place]!.set(key[place]!, (counts[place]!.get(key[place]!) ?? 0) + 1);
  }
  expect(seen.size).toBe(rounds);
  const expected = rounds / 36;
  for (const count of counts) {
    expect([...count.keys()].sort().join("")).toBe("0123456789abcdefghijklmnopqrstuvwxyz");
    const chiSquare = [...count.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(100); // 35 degrees of freedom: more than this once in 10^7 runs
  }
});

test.each([
  "",
  "short",
  "z".repeat(31),
  "z".repeat(33),
  "Z".repeat(32),
  "../".repeat(11).slice(0, 32),
  `${"z".repeat(31)}\n`,
  "é".repeat(32),
])("%j is no key", (value) => {
  expect(parseSessionKey(value)).toBeNull();
});

test("an id tells nothing of its key, a handle nothing of either", () => {
  const key = newSessionKey();
  const id = sessionIdOf(key);
  const handle = sessionHandle(id, createSecretKey(Buffer.alloc(32, 1)));
  expect(id).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(handle).toMatch(/^[A-Za-z0-9_-]{16}$/);
  expect(handle).not.toBe(sessionHandle(id, createSecretKey(Buffer.alloc(32, 2))));
  expect(parseSessionKey(id)).toBeNull();
});
