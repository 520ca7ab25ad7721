import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTyped } from "./typed.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scene() {
  const log: string[] = [];
  let [text, seen] = ["", "old"];
  const typed = createTyped(
    () => text,
    () => {
      const from = seen;
      return (to) => log.push(`${from} → ${to.slice(0, 9)}`);
    },
  );
  return {
    log,
    typed,
    type(to: string) {
      text = to;
      typed.changed(to.length);
    },
    see(to: string) {
      seen = to;
    },
  };
}
const long = "x".repeat(60_001);

test("a short text is told with each key", () => {
  const { log, type } = scene();
  type("a");
  type("ab");
  expect(log).toEqual(["old → a", "old → ab"]);
});

test("a long text is told once, when the typing rests", () => {
  const { log, type } = scene();
  for (const key of "12345") {
    type(`${key}${long}`);
    vi.advanceTimersByTime(150);
  }
  expect(log).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(log).toEqual(["old → 5xxxxxxxx"]);
  vi.runAllTimers();
  expect(log).toHaveLength(1);
});

test("what is not told yet is told at once where it has to be, and not again", () => {
  const { log, type, typed } = scene();
  type(`1${long}`);
  expect(typed.tell()).toBe(true);
  expect(typed.tell()).toBe(false);
  vi.runAllTimers();
  expect(log).toEqual(["old → 1xxxxxxxx"]);
});

test("what the author saw is what stood there at the first key, though it changes before the typing rests", () => {
  const { log, see, type } = scene();
  type(`1${long}`);
  see("another's");
  type(`2${long}`);
  vi.runAllTimers();
  expect(log).toEqual(["old → 2xxxxxxxx"]);
});
