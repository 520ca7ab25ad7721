import { MessageChannel } from "node:worker_threads";
import { afterEach, expect, test, vi } from "vitest";
import { inTime, startDeadline } from "./in-time.ts";

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

/** Nothing else happens in this process for so many milliseconds. */
function standStill(milliseconds: number): void {
  const wakes = performance.now() + milliseconds;
  while (performance.now() < wakes);
}

/** One that lies there, unread until this process reads what has come. */
function unreadAnswer(): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  port2.postMessage("answer");
  return new Promise((resolve) => {
    port1.once("message", (answer) => {
      port1.close();
      resolve(answer);
    });
  });
}

test("who stood still while waiting first takes what has come", async () => {
  const waiting = inTime(unreadAnswer(), 100, late);
  standStill(400);
  expect(await waiting).toBe("answer");
});

test("who stood still and then gets no answer is late, once", async () => {
  let told = 0;
  const waiting = inTime(never, 100, () => {
    told++;
    return late();
  });
  standStill(400);
  await expect(waiting).rejects.toThrow("too late");
  expect(told).toBe(1);
});

test("what was called off in the time that was added is not late", async () => {
  const told: string[] = [];
  const callOff = startDeadline(20, () => told.push("late"));
  standStill(200);
  await new Promise((resolve) => setTimeout(resolve, 0));
  callOff();
  await new Promise<void>((resolve) => startDeadline(50, resolve));
  expect(told).toEqual([]);
});
