import { afterEach, expect, test, vi } from "vitest";
import { inTime } from "./in-time.ts";

const late = () => new Error("too late");
const never = new Promise<never>(() => {});

afterEach(() => vi.useRealTimers());

test("an answer in time is the answer, and leaves no timer behind", async () => {
  vi.useFakeTimers();
  expect(await inTime(Promise.resolve("answer"), 1000, late)).toBe("answer");
  expect(vi.getTimerCount()).toBe(0);
});

test("a failure in time is the failure, and leaves no timer behind", async () => {
  vi.useFakeTimers();
  await expect(inTime(Promise.reject(new Error("refused")), 1000, late)).rejects.toThrow("refused");
  expect(vi.getTimerCount()).toBe(0);
});

test("no answer in time is the error of being late", async () => {
  vi.useFakeTimers();
  const waiting = expect(inTime(never, 1000, late)).rejects.toThrow("too late");
  await vi.advanceTimersByTimeAsync(1000);
  await waiting;
});

test("a failure that comes afterwards bothers nobody", async () => {
  vi.useFakeTimers();
  const slow = Promise.withResolvers<never>();
  const waiting = expect(inTime(slow.promise, 1000, late)).rejects.toThrow("too late");
  await vi.advanceTimersByTimeAsync(1000);
  await waiting;
  slow.reject(new Error("refused"));
  await expect(slow.promise).rejects.toThrow("refused");
});
