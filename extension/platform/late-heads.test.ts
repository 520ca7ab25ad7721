import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { HarEntry } from "./har-entry.ts";
import { lateHeads } from "./late-heads.ts";
import type { SeenResponse } from "./platform.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const entry = (path: string, lines: readonly string[] = [], method = "GET", second = 0): HarEntry => ({
  request: { url: `http://localhost${path}`, method },
  response: {
    status: 303,
    httpVersion: "http/1.1",
    headersSize: lines.length > 0 ? 200 : -1,
    headers: lines.map((value) => ({ name: "Set-Cookie", value })),
  },
  startedDateTime: new Date(second * 1000).toISOString(),
});

function listen(readings: readonly (readonly HarEntry[] | Error)[]) {
  const told: SeenResponse[] = [];
  const log = vi.fn(async () => {
    const entries = readings[log.mock.calls.length - 1] ?? [];
    if (entries instanceof Error) throw entries;
    return { entries };
  });
  const read = lateHeads(log, (seen) => void told.push(seen));
  const tellings = () => told.map(({ url, method, headers, whole }) => [new URL(url).pathname, method, headers, whole]);
  return { read, log, tellings, rest: () => vi.advanceTimersByTimeAsync(0) };
}
const line = ["Set-Cookie", "sid=1"] as const;

test("reads missing lines again at once, matched by URL, method and start", async () => {
  const filled = entry("/login", ["sid=1"]);
  const others = [entry("/login", ["x=1"], "POST"), entry("/login", ["x=2"], "GET", 1), entry("/log", ["x=3"])];
  const { read, tellings, rest } = listen([[...others, filled]]);
  read(entry("/login"));
  await rest();
  expect(tellings()).toEqual([["/login", "GET", [line], true]]);
});

test("reads entries that still lack lines once more, a moment later", async () => {
  const { read, log, tellings, rest } = listen([[entry("/login")], [entry("/login", ["sid=1"])]]);
  read(entry("/login"));
  await rest();
  expect(tellings()).toEqual([]);
  await vi.advanceTimersByTimeAsync(100);
  expect(tellings()).toEqual([["/login", "GET", [line], true]]);
  expect(log).toHaveBeenCalledTimes(2);
});

test.each<[string, readonly (readonly HarEntry[] | Error)[]]>([
  ["never filled in", [[entry("/login")], [entry("/login")]]],
  ["gone from the log", [[], []]],
  ["in a log that cannot be read", [new Error("closed"), new Error("closed")]],
])("lines %s are not known", async (_, readings) => {
  const { read, tellings } = listen(readings);
  read(entry("/login"));
  await vi.advanceTimersByTimeAsync(100);
  expect(tellings()).toEqual([["/login", "GET", [], false]]);
});

const blocked: HarEntry = {
  ...entry("/pixel"),
  response: { status: 0, httpVersion: "", headersSize: -1, headers: [] },
};

test("a response kept from the page is told once the log has its head", async () => {
  const { read, tellings, rest } = listen([[entry("/pixel", ["sid=1"])]]);
  read(blocked);
  await rest();
  expect(tellings()).toEqual([["/pixel", "GET", [line], true]]);
});

test("a request that failed without a response is not told", async () => {
  const { read, log, tellings } = listen([[blocked], [blocked]]);
  read(blocked);
  await vi.advanceTimersByTimeAsync(100);
  expect(log).toHaveBeenCalledTimes(2);
  expect(tellings()).toEqual([]);
});

test("reads the log once for several entries", async () => {
  const all = Array.from({ length: 20 }, (_, index) => entry(`/${index}`, ["sid=1"]));
  const { read, log, tellings, rest } = listen([all, all]);
  for (let index = 0; index < 20; index++) read(entry(`/${index}`));
  await rest();
  expect(tellings()).toHaveLength(20);
  expect(log.mock.calls.length).toBeLessThanOrEqual(2);
});
