import { expect, test } from "vitest";
import type { Event } from "../protocol.ts";
import { Listeners } from "./listeners.ts";

test("a listener hears every event until its signal is aborted", () => {
  const listeners = new Listeners();
  const own = new AbortController();
  const heard: Event[] = [];
  listeners.add((event) => heard.push(event), own.signal);
  listeners.tell({ type: "alive", now: 1 });
  expect(listeners.none).toBe(false);
  own.abort();
  listeners.tell({ type: "alive", now: 2 });
  expect([heard, listeners.none]).toEqual([[{ type: "alive", now: 1 }], true]);
});
