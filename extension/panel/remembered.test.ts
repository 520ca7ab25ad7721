import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeBrowser } from "../platform/fake.ts";
import { createMemory } from "./remembered.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("restores a value after it was written, and only if it has the same type", async () => {
  const { platform, stored } = fakeBrowser({ messages: {}, url: "http://localhost/" });
  const { signal } = new AbortController();
  const remember = await createMemory(platform.storage, signal);
  remember("width", 0).value = 320;
  remember("open", true);
  expect(stored.get("layout")).toBeUndefined();
  await vi.advanceTimersByTimeAsync(300);
  expect(stored.get("layout")).toEqual({ width: 320, open: true });

  const again = await createMemory(platform.storage, signal);
  expect(again("width", 0).value).toBe(320);
  expect(again("width", 0)).toBe(again("width", 0));
  expect(again("open", "no").value).toBe("no");
});
