import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Cookie } from "../cookies/cookie.ts";
import { exampleCookie } from "../cookies/fixtures/example-cookie.ts";
import type { Platform } from "../platform/platform.ts";
import { notingWrites } from "./own-writes.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1000 }));
afterEach(() => void vi.useRealTimers());

const cookie: Cookie = exampleCookie({ httpOnly: true });
const takes = (time: number) => {
  const cookies: Platform["cookies"] = {
    rules: "chromium",
    list: async () => [],
    count: async () => 0,
    shows: () => true,
    landing: (path) => path,
    set: (one) => new Promise((resolve) => setTimeout(() => resolve(one), time)),
    remove: () => Promise.reject(new Error("no")),
    onChanged: () => {},
  };
  return notingWrites({ cookies } as Platform).cookies;
};

test("counts a write as the panel's own while it runs, and for a reading that began before it ended", async () => {
  const own = takes(500);
  const before = own.endedWrites();
  const writing = own.set(cookie);
  const during = own.endedWrites();
  expect(own.wrote(cookie, during)).toBe(true);
  expect(own.wrote({ ...cookie, path: "/x" }, before)).toBe(false);
  await vi.advanceTimersByTimeAsync(500);
  await writing;
  expect([before, during, own.endedWrites()].map((since) => own.wrote(cookie, since))).toEqual([true, true, false]);
});

test("records a write that fails, and rejects", async () => {
  const own = takes(0);
  await expect(own.remove(cookie)).rejects.toThrow("no");
  expect(own.wrote(cookie, 0)).toBe(true);
});
