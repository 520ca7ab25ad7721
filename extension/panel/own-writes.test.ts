import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Cookie } from "../cookies/cookie.ts";
import type { Platform } from "../platform/platform.ts";
import { notingWrites } from "./own-writes.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1000 }));
afterEach(() => void vi.useRealTimers());

const cookie: Cookie = {
  name: "a",
  value: "1",
  domain: "localhost",
  hostOnly: true,
  path: "/",
  secure: false,
  httpOnly: true,
  sameSite: "lax",
  expiresAt: null,
  partition: null,
};
const takes = (time: number) => {
  const cookies: Platform["cookies"] = {
    rules: "chromium",
    list: async () => [],
    shows: () => true,
    landing: (path) => path,
    set: (one) => new Promise((resolve) => setTimeout(() => resolve(one), time)),
    remove: () => Promise.reject(new Error("no")),
    onChanged: () => {},
  };
  return notingWrites({ cookies } as Platform).cookies;
};

test("a write is the panel's own while it runs, and for whoever looked last before it ended", async () => {
  const own = takes(500);
  const writing = own.set(cookie);
  expect(own.wrote(cookie, 5000)).toBe(true);
  expect(own.wrote({ ...cookie, path: "/x" }, 900)).toBe(false);
  await vi.advanceTimersByTimeAsync(500);
  await writing;
  expect([own.wrote(cookie, 1500), own.wrote(cookie, 1501)]).toEqual([true, false]);
});

test("one that fails is noted and fails", async () => {
  const own = takes(0);
  await expect(own.remove(cookie)).rejects.toThrow("no");
  expect(own.wrote(cookie, 1000)).toBe(true);
});
