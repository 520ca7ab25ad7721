import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAnnouncer } from "./announcer.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("at most one polite sentence per two seconds, the last one winning", () => {
  const { polite, announce } = createAnnouncer(new AbortController().signal);
  announce("one");
  announce("two");
  announce("three");
  expect(polite.value).toBe("one");
  vi.advanceTimersByTime(1999);
  expect(polite.value).toBe("one");
  vi.advanceTimersByTime(1);
  expect(polite.value).toBe("three");
});

test("what is urgent is said at once; the same sentence again differs", () => {
  const { polite, assertive, announce } = createAnnouncer(new AbortController().signal);
  announce("one");
  announce("conflict", "assertive");
  expect([polite.value, assertive.value]).toEqual(["one", "conflict"]);
  announce("conflict", "assertive");
  expect(assertive.value).not.toBe("conflict");
  expect(assertive.value.trim()).toBe("conflict");
});
