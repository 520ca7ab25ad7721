/** The base on a bridge to a small library: what the debug endpoint answers about sessions that are not ours. */

import { createServer } from "node:http";
import { afterAll, describe, expect, test, vi } from "vitest";
import { inspectThrough, inspectToy, toyBridge } from "../../../tests/inspect/inspect-toy.ts";
import { type ToyRequest, type ToySessions, toySessions } from "../../../tests/inspect/toy-sessions.ts";
import type { Call, CommandName, Params, Result } from "../../protocol.ts";
import { listen } from "../../testing/adapter-suite/listen.ts";
import type { SessionBridge } from "../bridge.ts";

const token = "a-token-of-the-test";
const secret = "the secret of the toy";

interface Started {
  readonly origin: string;
  readonly sessions: ToySessions;
  call<C extends CommandName>(command: C, params: Params<C>, more?: Partial<Call>): Promise<Result<C>>;
  visit(path: string, cookie?: string | null): Promise<Response>;
}

/** `/set?key=value` sets, `/out` ends the session. */
function app(request: ToyRequest): void {
  const url = new URL(request.url!, "http://localhost");
  if (url.pathname === "/out") request.session = null;
  else for (const [key, value] of url.searchParams) request.session![key] = value;
}

async function start(
  change: (bridge: SessionBridge<string>) => Partial<SessionBridge<string>> = () => ({}),
): Promise<Started> {
  const sessions = toySessions(secret);
  const bridge = toyBridge(sessions);
  const inspected = inspectThrough(sessions, { ...bridge, ...change(bridge) }, { token });
  const server = await listen(
    createServer((request, response) => {
      inspected(request, response, () => {
        app(request);
        response.end("ok");
      });
    }),
  );
  afterAll(server.close);
  return {
    origin: server.origin,
    sessions,
    async call(command, params, more = {}) {
      const body = JSON.stringify({ protocol: 1, command, cookie: null, params, ...more });
      const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
      const answer = await fetch(`${server.origin}/__sessionscope__`, { method: "POST", headers, body });
      const { ok, result, error } = (await answer.json()) as { ok: boolean; result: never; error: object };
      if (!ok) throw Object.assign(new Error("refused"), error);
      return result;
    },
    visit: (path, cookie = null) =>
      fetch(server.origin + path, { headers: cookie === null ? {} : { Cookie: `toy=${cookie}` } }),
  };
}

const cookieOf = (response: Response): string => /^toy=([^;]*)/.exec(response.headers.getSetCookie()[0]!)![1]!;
const live = (reading: { readonly state: string; readonly session?: unknown }) => {
  expect(reading.state).toBe("live");
  return reading.session as {
    handle: string;
    revision: number;
    entries: { key: string; text: string; readOnly?: boolean }[];
  };
};

describe("what a server tells of a library's sessions", () => {
  test("hello has the engine, the cookie as the library sets it, and only the commands that there are", async () => {
    const { call } = await start(({ rotate: _, ...rest }) => ({
      ...rest,
      rotate: undefined as never,
      cannot: { "store.list": "It is too much." },
    }));
    const hello = await call("hello", {});
    expect(hello).toMatchObject({
      store: { name: "toy sessions 1.0.0 (Map)", kind: "server", limit: 10_000 },
      cookie: { name: "toy", path: "/", httpOnly: true, sameSite: "Lax", secure: false, domain: null },
      expireAtBrowserClose: true,
      engine: {
        name: "toy sessions 1.0.0 (Map)",
        revisions: "observed",
        edits: "merge",
        expiry: [],
        cannot: {
          "session.cycleKey": "toy sessions 1.0.0 (Map) cannot give a session another key.",
          "session.setExpiry": "toy sessions 1.0.0 (Map) keeps no expiry of a single session.",
          "store.list": "It is too much.",
        },
      },
    });
    const { commands } = hello;
    expect(commands).toContain("session.update");
    expect(commands).toContain("lab.begin");
    expect(commands).not.toContain("session.cycleKey");
    expect(commands).not.toContain("store.list");
    await expect(call("session.cycleKey", { revision: 1 })).rejects.toMatchObject({
      code: "unsupported",
      message: "toy sessions 1.0.0 (Map) cannot give a session another key.",
    });
  });

  test("a session has observed revisions from the clock on, and no moments that the library does not keep", async () => {
    const { call, visit } = await start();
    const before = Date.now();
    const cookie = cookieOf(await visit("/set?color=red"));
    const first = live(await call("session.read", {}, { cookie }));
    expect(first).toMatchObject({
      createdAt: null,
      expiresAt: null,
      user: null,
      entries: [{ key: "color", text: '"red"' }],
    });
    expect(first.revision).toBeGreaterThanOrEqual(before);
    expect(live(await call("session.read", {}, { cookie })).revision).toBe(first.revision);
    await visit("/set?size=xl", cookie);
    const since = { handle: first.handle, revision: first.revision };
    const second = live(await call("session.read", { since }, { cookie }));
    expect(second).toMatchObject({
      modifiedAt: expect.any(Number),
      commits: [{ changes: [{ key: "size", kind: "added" }], cause: { by: "request", path: "/set" } }],
    });
  });

  test("a change has a higher revision than any process has told, and a process that was told of one goes on from it", async () => {
    const [one, other] = [await start(), await start()];
    const cookie = cookieOf(await one.visit("/set?a=1"));
    const inOne = live(await one.call("session.read", {}, { cookie }));
    const later = async (revision: number) => {
      await vi.waitUntil(() => Date.now() > revision);
      for (const [id, text] of one.sessions.store.texts) other.sessions.store.texts.set(id, text);
      return live(await other.call("session.read", {}, { cookie }));
    };
    const inOther = await later(inOne.revision);
    expect(inOther.revision).toBeGreaterThan(inOne.revision);
    await vi.waitUntil(() => Date.now() > inOther.revision);
    await one.visit("/set?b=2", cookie);
    const changed = live(await one.call("session.read", {}, { cookie }));
    expect(changed.revision).toBeGreaterThan(inOther.revision);
    // The panel has heard of the same state from the other process, and asks the first one again.
    const { handle, revision } = await later(changed.revision);
    const since = { handle, revision };
    expect(live(await one.call("session.read", { since }, { cookie })).revision).toBe(revision);
  });

  test("a command on a state that another process has told is no stale one", async () => {
    const [one, other] = [await start(), await start()];
    const cookie = cookieOf(await one.visit("/set?a=1"));
    const { revision } = live(await one.call("session.read", {}, { cookie }));
    await vi.waitUntil(() => Date.now() > revision);
    for (const [id, text] of one.sessions.store.texts) other.sessions.store.texts.set(id, text);
    const told = live(await other.call("session.read", {}, { cookie }));
    expect(live((await one.call("session.clear", { revision: told.revision }, { cookie })).reading).entries).toEqual(
      [],
    );
  });

  test("handles are the same for every process of the project, and lead to no id", async () => {
    const one = await start();
    const other = await start();
    const cookie = cookieOf(await one.visit("/set?a=1"));
    for (const [id, text] of one.sessions.store.texts) other.sessions.store.texts.set(id, text);
    const { handle } = live(await one.call("session.read", {}, { cookie }));
    expect(live(await other.call("session.read", {}, { cookie })).handle).toBe(handle);
    expect(cookie).not.toContain(handle);
  });
});

describe("what a panel writes", () => {
  test("is compared with what is there right before, and refused with the keys that differ", async () => {
    const { call, visit, sessions } = await start();
    const cookie = cookieOf(await visit("/set?color=red&size=xl"));
    const update = (text: string, seen: string) =>
      call(
        "session.update",
        { set: { color: text }, delete: ["size"], expect: { color: seen, size: '"xl"' } },
        { cookie },
      );
    await expect(update('"blue"', '"green"')).rejects.toMatchObject({ code: "conflict", keys: ["color"] });
    const { reading, cookies } = await update('"blue"', '"red"');
    expect(live(reading).entries.map(({ key, text }) => [key, text])).toEqual([["color", '"blue"']]);
    expect(cookies).toEqual([]);
    expect([...sessions.store.texts.values()]).toEqual(['{"color":"blue"}']);
  });

  test("an edit that comes second, at the same moment, is refused", async () => {
    const { call, visit } = await start();
    const cookie = cookieOf(await visit("/set?n=0"));
    const edits = ["1", "2", "3"].map((text) =>
      call("session.update", { set: { n: text }, delete: [], expect: { n: '"0"' } }, { cookie }),
    );
    const outcomes = await Promise.allSettled(edits);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  });

  test("gives another key, ends, brings back: with the lines that the library writes", async () => {
    const { call, visit, sessions } = await start();
    let cookie = cookieOf(await visit("/set?color=red&password=hidden"));
    const { revision } = live(await call("session.read", {}, { cookie }));
    const cycled = await call("session.cycleKey", { revision }, { cookie });
    expect(await call("session.read", {}, { cookie })).toMatchObject({ state: "gone" });
    cookie = /^toy=([^;]*)/.exec(cycled.cookies[0]!)![1]!;
    const flushed = await call("session.flush", { revision: live(cycled.reading).revision }, { cookie });
    expect(flushed.cookies).toEqual(["toy=; Path=/; Max-Age=0"]);
    expect(sessions.store.texts.size).toBe(0);
    const undone = await call("undo.restore", { ticket: flushed.ticket!.ticket, revision: null }, { cookie });
    expect(undone.cookies[0]).toMatch(/^toy=/);
    expect([...sessions.store.texts.values()]).toEqual(['{"color":"red","password":"hidden"}']);
  });

  test("what the library keeps in its own way is shown, marked, and not written", async () => {
    const { call, visit } = await start((bridge) => ({
      read: async (sent) => {
        const held = await bridge.read(sent);
        return held && { ...held, readOnly: new Set(["since"]) };
      },
    }));
    const cookie = cookieOf(await visit("/set?since=monday&a=1"));
    const session = live(await call("session.read", {}, { cookie }));
    expect(session.entries.map(({ key, readOnly }) => [key, readOnly])).toEqual([
      ["since", true],
      ["a", undefined],
    ]);
    const update = { set: {}, delete: ["since"], expect: { since: '"monday"' } };
    await expect(call("session.update", update, { cookie })).rejects.toMatchObject({
      code: "unsupported",
      keys: ["since"],
    });
    const cleared = await call("session.clear", { revision: session.revision }, { cookie });
    expect(live(cleared.reading).entries.map(({ key }) => key)).toEqual(["since"]);
  });

  test("an expiry that the library cannot keep is refused", async () => {
    const { call, visit } = await start(() => ({ expiry: ["policy", "seconds"] }));
    const cookie = cookieOf(await visit("/set?a=1"));
    const { revision } = live(await call("session.read", {}, { cookie }));
    const moment = { kind: "moment", at: Date.now() + 60_000 } as const;
    await expect(call("session.setExpiry", { revision, expiry: moment }, { cookie })).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining("It keeps: policy, seconds."),
    });
  });

  test("a library that fails is named with its reason, and nothing else happens", async () => {
    const { call, visit } = await start(() => ({ read: () => Promise.reject(new Error("the Map is locked")) }));
    const cookie = cookieOf(await visit("/set?a=1"));
    await expect(call("session.read", {}, { cookie })).rejects.toMatchObject({
      code: "store-failed",
      message: "toy sessions 1.0.0 (Map) failed to read a session: the Map is locked",
    });
    expect((await visit("/set?a=2", cookie)).status).toBe(200);
  });
});

test("stored sessions are listed, read, changed and deleted by what the bridge finds", async () => {
  const { call, visit, sessions } = await start();
  const cookie = cookieOf(await visit("/set?name=ada"));
  await visit("/set?name=grace");
  const { sessions: rows, total } = await call(
    "store.list",
    { limit: 10, sort: { by: "modified", descending: true } },
    { cookie },
  );
  expect(rows.map(({ own }) => own).sort()).toEqual([false, true]);
  expect(total).toEqual({ count: 2, exact: true });
  const other = rows.find(({ own }) => !own)!;
  const update = { ref: other.ref, set: { name: '"lin"' }, delete: [], expect: { name: '"grace"' } };
  const { reading } = await call("store.update", update);
  expect([...sessions.store.texts.values()].sort()).toEqual(['{"name":"ada"}', '{"name":"lin"}']);
  const { ticket } = await call("store.delete", { ref: other.ref, revision: live(reading).revision });
  expect([...sessions.store.texts.values()]).toEqual(['{"name":"ada"}']);
  expect(await call("undo.restore", { ticket: ticket!.ticket, revision: null }, { cookie })).toMatchObject({
    sessions: 1,
  });
  expect([...sessions.store.texts.values()].sort()).toEqual(['{"name":"ada"}', '{"name":"lin"}']);
});

test("a bridge that can wait for quiet does so for every edit and end, those of the list too", async () => {
  const alone: string[] = [];
  const change = (): Partial<SessionBridge<string>> => ({
    alone(id, work) {
      alone.push(id);
      return work();
    },
  });
  const toy = await start(change);
  const cookie = cookieOf(await toy.visit("/set?a=1"));
  await toy.visit("/set?a=1");
  await toy.call("session.update", { set: { a: "2" }, delete: [], expect: { a: '"1"' } }, { cookie });
  const { revision } = live(await toy.call("session.read", {}, { cookie }));
  await toy.call("session.flush", { revision }, { cookie });
  const { sessions } = await toy.call("store.list", { limit: 10 });
  await toy.call("store.delete", { ref: sessions[0]!.ref, revision: sessions[0]!.revision });
  const [own, other] = [...new Set(alone)];
  expect(alone.slice(0, 3)).toEqual([own, own, other]);
});

test("the timeline has the requests of the app, and no request of another one in this process", async () => {
  const [one, other] = [await start(), await start()];
  const cookie = cookieOf(await one.visit("/set?a=1"));
  await one.visit("/set?b=2", cookie);
  await one.visit("/out", cookie);
  const { entries } = await one.call("timeline.list", { limit: 10 }, { cookie });
  expect(entries.map(({ outcome, path, keys }) => [outcome, path, keys])).toEqual([
    ["created", "/set", ["a"]],
    ["stored", "/set", ["b"]],
    ["flushed", "/out", ["a", "b"]],
  ]);
  expect(await one.call("timeline.state", { entry: 2 }, { cookie })).toMatchObject({ exact: true });
  expect((await other.call("timeline.list", { limit: 10 })).entries).toEqual([]);
});

test("in production without a token the wrapper is what it wraps", () => {
  const sessions = toySessions(secret);
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = "production";
  try {
    expect(inspectToy(sessions)).toBe(sessions);
    expect(inspectToy(sessions, { token })).not.toBe(sessions);
  } finally {
    process.env.NODE_ENV = NODE_ENV;
  }
});
