import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as v from "../core/valibot.ts";
import { Event } from "../protocol.ts";
import { ChangeRecord } from "./change-record.ts";
import { Listeners } from "./listeners.ts";
import { Redaction } from "./redaction.ts";
import { backlog, backlogBytes, eventStream, heartbeat } from "./stream.ts";

let ended: AbortController;
beforeEach(() => {
  vi.useFakeTimers({ now: 1000 });
  ended = new AbortController();
});
afterEach(() => {
  ended.abort();
  vi.useRealTimers();
});

const cause = { by: "panel", method: "", path: "", at: 5 } as const;

const added = (...keys: string[]) => new Map(keys.map((key) => [key, { before: null, after: "1" }]));

function open() {
  const listeners = new Listeners();
  const record = new ChangeRecord((id) => id, new Redaction(), listeners, ended.signal);
  const reading = new AbortController();
  const { lines, stalled } = eventStream(listeners, reading.signal);
  const next = async () => {
    const { done, value } = await lines.next();
    return done ? null : v.parse(v.pipe(v.string(), v.endsWith("\n"), v.parseJson(), Event), value);
  };
  return { record, reading, lines, stalled, next };
}

describe("the live stream", () => {
  test("sends `alive` first, and again every 15 seconds", async () => {
    const { next } = open();
    expect(await next()).toEqual({ type: "alive", now: 1000 });
    const later = next();
    await vi.advanceTimersByTimeAsync(heartbeat);
    expect(await later).toEqual({ type: "alive", now: 16_000 });
  });

  test("sends events in order, also those that came while nobody read", async () => {
    const { next, record } = open();
    await next();
    const waiting = next();
    record.changed({ handle: "h", revision: 2, changes: added("a"), cause });
    record.gone("h", cause);
    expect(await waiting).toEqual({
      type: "changed",
      handle: "h",
      revision: 2,
      changes: [{ key: "a", kind: "added" }],
      cause,
    });
    expect(await next()).toEqual({ type: "gone", handle: "h", cause });
  });

  test("ends when its signal is aborted, also while it waits, and leaves no timer behind", async () => {
    const { next, reading } = open();
    await next();
    const waiting = next();
    reading.abort();
    expect(await waiting).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("leaves no timer behind when the reader leaves", async () => {
    const { next, lines } = open();
    await next();
    await lines.return(undefined);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends for a reader who does not read, at once and not when it reads again", async () => {
    const { next, record, stalled } = open();
    await next();
    for (let i = 0; i < backlog; i++) record.gone(`h${i}`, cause);
    expect(stalled.aborted).toBe(false);
    record.gone("one more", cause);
    expect(stalled.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect(await next()).toBeNull();
  });

  test("keeps a limited number of bytes for a reader who does not read", async () => {
    const { next, record, stalled } = open();
    await next();
    const written = Array.from({ length: 20 }, (_, i) => `${i}`.padEnd(5000, "é"));
    const size = Buffer.byteLength(JSON.stringify(written));
    let told = 0;
    for (; !stalled.aborted; told++) record.changed({ handle: "h", revision: 2, changes: added(...written), cause });
    expect(told * size).toBeLessThan(backlogBytes + 2 * size);
    expect(await next()).toBeNull();
  });

  test("limits what waits and not what was sent: a reader who keeps up gets everything", async () => {
    const { next, record, stalled } = open();
    await next();
    const written = ["k".repeat(backlogBytes / 3)];
    for (let revision = 2; revision < 12; revision += 2) {
      for (const one of [revision, revision + 1]) {
        record.changed({ handle: "h", revision: one, changes: added(...written), cause });
      }
      expect([await next(), await next()]).toMatchObject([{ revision }, { revision: revision + 1 }]);
    }
    record.changed({ handle: "h", revision: 12, changes: added("k".repeat(2 * backlogBytes)), cause });
    expect(await next()).toMatchObject({ revision: 12 });
    expect(stalled.aborted).toBe(false);
  });

  test("never starts for a reader who left before it began", async () => {
    const { next, reading } = open();
    reading.abort();
    expect(await next()).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });
});
