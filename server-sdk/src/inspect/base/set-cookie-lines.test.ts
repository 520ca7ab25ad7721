import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { factsOf, parseLine } from "./set-cookie-lines.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

test.each([0, 400, 999])("the lifetime of a cookie with Expires, written %i ms after a second began", (into) => {
  const written = Date.UTC(2026, 0, 1) + into;
  vi.setSystemTime(written);
  const line = `sid=1; Expires=${new Date(written + 3_600_000).toUTCString()}`;
  expect(factsOf(parseLine(line)).maxAge).toBe(3600);
});
