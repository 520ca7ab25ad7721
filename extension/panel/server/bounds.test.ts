/** No server can freeze the panel: the client stops reading at a bound, and its error names the cause. */

import { answerLimit, type Event, lineLimit, type Params, type Result } from "sessionscope/protocol";
import { afterEach, describe, expect, test, vi } from "vitest";
import { readAnswer, readLines } from "./bounded-reading.ts";
import { CallFailed, createClient } from "./client.ts";
import { coalesced } from "./live-stream.ts";

const endpoint = { origin: "http://localhost:3000", path: "/__sessionscope__" };
const target = async () => ({ endpoint, token: "", cookie: null });
const failure = (call: Promise<unknown>): Promise<CallFailed> =>
  call.then(
    () => Promise.reject(new Error("It did not fail.")),
    (error: unknown) => error as CallFailed,
  );
const utf8 = new TextEncoder();
/** A body that never ends; `taken` records how much of it was read. */
function endless(text: string) {
  const piece = utf8.encode(text);
  const taken = { bytes: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      taken.bytes += piece.length;
      controller.enqueue(piece);
    },
    cancel() {
      taken.cancelled = true;
    },
  });
  return { body, taken };
}
const calling = (body: BodyInit, headers = {}) =>
  createClient(async () => new Response(body, { headers }), target).call("session.read", {});
async function drain(lines: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of lines) count++;
  return count;
}

describe("an answer", () => {
  test("without an end is read up to the limit, no further", async () => {
    const { body, taken } = endless("x".repeat(1_000_000));
    const error = await failure(calling(body));
    expect([error.code, error.message]).toEqual([
      "too-much",
      "The server sent an answer of more than 8,388,608 bytes.",
    ]);
    expect(taken.bytes).toBeLessThan(answerLimit + 3_000_000);
    expect(taken.cancelled).toBe(true);
  });

  test("that announces too great a length is not read at all", async () => {
    const { body, taken } = endless("x".repeat(1_000_000));
    const error = await failure(calling(body, { "Content-Length": "60000000" }));
    expect(error.code).toBe("too-much");
    expect(taken.bytes).toBeLessThan(3_000_000);
  });

  test("of exactly the limit is read", async () => {
    expect(await readAnswer(new Response("x".repeat(answerLimit)))).toHaveLength(answerLimit);
    await expect(readAnswer(new Response("x".repeat(answerLimit + 1)))).rejects.toThrow("8,388,608");
  });

  test("with a full session of the default size is accepted", async () => {
    const text = JSON.stringify("\\".repeat(8000));
    const entry = { text, size: 1, truncated: true, redacted: false, changed: null };
    const live = { ...session(), entries: Array.from({ length: 65 }, (_, at) => ({ ...entry, key: `key ${at}` })) };
    const answer = JSON.stringify({ ok: true, result: { state: "live", now: 1, session: live } });
    expect(answer.length).toBeGreaterThan(2_000_000);
    await expect(calling(answer)).resolves.toMatchObject({ state: "live" });
  });
});

describe("a stream", () => {
  const listening = (body: BodyInit) =>
    drain(createClient(async () => new Response(body), target).stream(new AbortController().signal));

  test("without an end of line is read up to the limit", async () => {
    const { body, taken } = endless("x".repeat(1_000_000));
    const error = await failure(listening(body));
    expect([error.code, error.message]).toEqual(["too-much", "The server sent a line of more than 4,194,304 bytes."]);
    expect(taken.bytes).toBeLessThan(lineLimit + 3_000_000);
    expect(taken.cancelled).toBe(true);
  });

  test("with one long line among others is refused too", async () => {
    await expect(drain(readLines(new Response(`{}\n${"x".repeat(lineLimit + 1)}\n{}\n`)))).rejects.toThrow("4,194,304");
  });

  test("after a silence pauses once, not for each line that comes then", async () => {
    vi.useFakeTimers();
    let send: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = controller;
      },
    });
    const drained = drain(readLines(new Response(body)));
    await vi.advanceTimersByTimeAsync(1000);
    const from = performance.now();
    for (let line = 0; line < 100; line++) send!.enqueue(utf8.encode(`${line}\n`));
    send!.close();
    let took = 0;
    const read = drained.then((lines) => {
      took = performance.now() - from;
      return lines;
    });
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    expect(await read).toBe(100);
    expect(took).toBeLessThan(100);
  });

  test("with a flood of lines leaves time for other work", async () => {
    const { body } = endless(`${JSON.stringify({ type: "alive", now: 1 })}\n`.repeat(20_000));
    const end = new AbortController();
    const listened = drain(createClient(async () => new Response(body), target).stream(end.signal));
    listened.catch(() => {});
    let turns = 0;
    await new Promise<void>((resolve) => {
      const turn = () => (++turns === 20 ? resolve() : setTimeout(turn));
      turn();
    });
    expect(turns).toBe(20);
    end.abort();
  });
});

const session = () => ({
  handle: "h",
  revision: 1,
  createdAt: 1,
  modifiedAt: 1,
  expiresAt: 1,
  expiry: { kind: "policy" },
  user: null,
  size: 1,
  entries: [] as unknown[],
  lastChange: null,
});
const live = (more: object) => ({ state: "live", now: 1, session: { ...session(), ...more } });

describe("an answer that does not fit fails with a short message that names the faulty member", () => {
  const wrong: readonly [string, unknown, RegExp][] = [
    ["a time", { state: "none", now: 1e300 }, /now: .*8640000000000000.*1e\+300/],
    ["a time of the session", live({ expiresAt: -1e300 }), /session.expiresAt/],
    ["an expiry", live({ expiry: { kind: "seconds", seconds: 1e300 } }), /session.expiry.seconds/],
    ["a moment", live({ expiry: { kind: "moment", at: 1e300 } }), /session.expiry.at/],
    ["a revision", live({ revision: 1e300 }), /session.revision/],
    ["a size", live({ size: 1e300 }), /session.size/],
    ["many entries", live({ entries: Array.from({ length: 100_001 }, () => 0) }), /session.entries/],
    ["a method", live({ lastChange: { by: "request", method: "x".repeat(5000), path: "/", at: 1 } }), /method/],
    ["a long wrong key", live({ ["x".repeat(1_000_000)]: 1, handle: { y: "z".repeat(1_000_000) } }), /session.handle/],
  ];
  test.each(wrong)("%s", async (_, result, said) => {
    const error = await failure(calling(JSON.stringify({ ok: true, result })));
    expect(error).toBeInstanceOf(CallFailed);
    expect(error.code).toBe("bad-answer");
    expect(error.message).toMatch(said);
    expect(error.message.length).toBeLessThanOrEqual(500);
  });

  test("a long error message of the server", async () => {
    const error = { code: "store-failed", message: "m".repeat(1_000_000) };
    expect((await failure(calling(JSON.stringify({ ok: false, error })))).message).toHaveLength(500);
  });

  test("many Set-Cookie lines", async () => {
    const client = createClient(async () => {
      const cookies = Array.from({ length: 17 }, () => "sessionid=1");
      return Response.json({ ok: true, result: { reading: { state: "none", now: 1 }, cookies } });
    }, target);
    const params: Params<"session.flush"> = { revision: 1 };
    const flushed: Promise<Result<"session.flush">> = client.call("session.flush", params);
    expect((await failure(flushed)).message).toContain("cookies");
  });
});

describe("events in quick succession", () => {
  afterEach(() => void vi.useRealTimers());
  const cause = { by: "request", method: "GET", path: "/", at: 1 } as const;
  const changed = (handle: string, revision: number): Event => ({
    type: "changed",
    handle,
    revision,
    changes: [],
    cause,
  });

  test("the first is passed on at once, then the last of each session, all together", () => {
    vi.useFakeTimers();
    const heard: unknown[] = [];
    const began = vi.fn();
    const tell = coalesced({ onStart: began, onEvent: (event) => heard.push(event) }, new AbortController().signal);
    for (let revision = 1; revision <= 10_000; revision++) tell(changed("a", revision));
    tell(changed("b", 1));
    expect(heard).toEqual([changed("a", 1)]);
    vi.advanceTimersByTime(100);
    expect(heard).toEqual([changed("a", 1), changed("a", 10_000), changed("b", 1)]);
    vi.advanceTimersByTime(100);
    tell({ type: "gone", handle: "a", cause });
    expect(heard).toHaveLength(4);
    expect(began).not.toHaveBeenCalled();
  });

  test("of too many sessions are replaced by one restart, after which everything is read again", () => {
    vi.useFakeTimers();
    const heard = vi.fn();
    const began = vi.fn();
    const tell = coalesced({ onStart: began, onEvent: heard }, new AbortController().signal);
    for (let index = 0; index < 10_000; index++) tell(changed(`s${index}`, 1));
    vi.advanceTimersByTime(100);
    expect([heard.mock.calls.length, began.mock.calls.length]).toEqual([1, 1]);
  });
});
