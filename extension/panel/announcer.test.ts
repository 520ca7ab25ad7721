import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAnnouncer } from "./announcer.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("announces at most one polite sentence in two seconds: the latest", () => {
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

test("announces an urgent sentence at once, and makes a repeated sentence differ", () => {
  const { polite, assertive, announce } = createAnnouncer(new AbortController().signal);
  announce("one");
  announce("conflict", "assertive");
  expect([polite.value, assertive.value]).toEqual(["one", "conflict"]);
  announce("conflict", "assertive");
  expect(assertive.value).not.toBe("conflict");
  expect(assertive.value.trim()).toBe("conflict");
});
