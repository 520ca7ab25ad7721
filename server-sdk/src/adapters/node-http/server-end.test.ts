import type { IncomingMessage } from "node:http";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { serverEnd } from "./server-end.ts";

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

const requestTo = (server?: { listening: boolean }) => ({ socket: { server } }) as unknown as IncomingMessage;
const later = 60_000;

test("the end of a server that has listened is told, and not looked for any more", () => {
  const server = { listening: true };
  const end = serverEnd(requestTo(server), new AbortController().signal);
  vi.advanceTimersByTime(later);
  expect(end.aborted).toBe(false);
  server.listening = false;
  vi.advanceTimersByTime(later);
  expect(end.aborted).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test("a server that is given its connections by another, or is none of Node's, has no end that can be seen", () => {
  const ends = [{ listening: false }, undefined].map((server) =>
    serverEnd(requestTo(server), new AbortController().signal),
  );
  vi.advanceTimersByTime(later);
  expect(ends.map(({ aborted }) => aborted)).toEqual([false, false]);
});

test("it is not looked for once nobody asks any more", () => {
  const asking = new AbortController();
  serverEnd(requestTo({ listening: true }), asking.signal);
  expect(vi.getTimerCount()).toBe(1);
  asking.abort();
  serverEnd(requestTo({ listening: true }), asking.signal);
  expect(vi.getTimerCount()).toBe(0);
});
