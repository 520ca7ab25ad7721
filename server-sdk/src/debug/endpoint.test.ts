import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type App, openApp } from "../../tests/debug/app.ts";
import { askFor, bodyOf, debugCall, errorOf, panelHeaders, textOf, token } from "../../tests/debug/asking.ts";
import { SettingError } from "../core/errors.ts";
import { sessionUsed } from "../core/events.ts";
import type { DebugAnswer, DebugEndpoint } from "../core/exchange.ts";
import { parseSettings, type SettingsInput } from "../core/settings.ts";
import * as v from "../core/valibot.ts";
import { createSessions } from "../create-sessions.ts";
import { packageVersion } from "../package-version.ts";
import { bodyLimit, commands, Event, Hello, tokenIn } from "../protocol.ts";
import { MemoryStore } from "../stores/memory.ts";
import { bodyDeadline } from "./body.ts";
import { createEndpoint } from "./endpoint.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

async function open(input: SettingsInput = {}): Promise<App> {
  const app = await openApp(input);
  onTestFinished(() => app[Symbol.asyncDispose]());
  return app;
}

const handle = (app: App, ...call: Parameters<typeof debugCall>): Promise<DebugAnswer> =>
  app.sessions.endpoint!.handle(debugCall(...call));

describe("starting", () => {
  const endpoint = (input: SettingsInput, tell: (line: string) => void) => {
    const closing = new AbortController();
    onTestFinished(() => closing.abort());
    return createEndpoint({ settings: parseSettings(input), store: new MemoryStore(), signal: closing.signal, tell });
  };

  test("prints the project's token once, and every endpoint of the project accepts it", async () => {
    const cache = mkdtempSync(join(tmpdir(), "sessionscope-cache-"));
    onTestFinished(() => rmSync(cache, { recursive: true }));
    vi.stubEnv("XDG_CACHE_HOME", cache);
    vi.stubEnv("CI", "");
    const told: string[] = [];
    const made = ["/one", "/two"].map((path) => endpoint({ debug: { path } }, (line) => told.push(line)));
    expect(told).toEqual([expect.stringMatching(/^Sessionscope: debug endpoint at \/one token: [\w-]{22}$/)]);
    const Authorization = `Bearer ${tokenIn(told[0]!)}`;
    for (const { path, handle } of made) {
      const call = debugCall(askFor("hello"), { Origin: undefined, Authorization }, { target: path });
      expect((await handle(call)).status).toBe(200);
    }
  });

  test("an endpoint that is made anew hears of the sessions of the other, and names them alike", async () => {
    const app = await open();
    const closing = new AbortController();
    onTestFinished(() => closing.abort());
    const settings = parseSettings({ debug: { token } });
    const anew = createEndpoint({ settings, store: app.sessions.store, signal: closing.signal });
    const key = await app.visit(null, (session) => session.set("cart", 1));
    const named = async (endpoint: DebugEndpoint, command: string, params: unknown) =>
      JSON.parse(textOf(await endpoint.handle(debugCall(askFor(command, params, key)))));
    const { result } = await named(app.sessions.endpoint!, "session.read", {});
    const listed = await named(anew, "timeline.list", { limit: 1 });
    expect(listed.result.entries[0]).toMatchObject({ outcome: "created", handle: result.session.handle });
  });

  test("never prints a configured token", () => {
    const told: string[] = [];
    endpoint({ debug: { token } }, (line) => told.push(line));
    vi.stubEnv("SESSIONSCOPE_TOKEN", token);
    endpoint({ debug: true }, (line) => told.push(line));
    expect(told).toEqual([]);
  });

  test("fails in production unless a token is configured", async () => {
    vi.stubEnv("NODE_ENV", "production");
    await expect(createSessions({ store: "memory:", debug: true })).rejects.toThrow(SettingError);
    await expect(createSessions({ store: "memory:", debug: {} })).rejects.toThrow("in production (NODE_ENV)");
    const sessions = await createSessions({ store: "memory:", debug: { token } });
    await sessions.close();
  });

  test("is announced on responses, with the path and the request", async () => {
    const made = endpoint({ debug: { token, path: "/dev" } }, () => {});
    expect([made.header, made.announce("r7")]).toEqual(["Sessionscope", "v=1; path=/dev; request=r7"]);
  });

  test("leaves no listener behind once the sessions are closed", async () => {
    expect(sessionUsed.hasSubscribers).toBe(false);
    const app = await openApp();
    expect(sessionUsed.hasSubscribers).toBe(true);
    await app[Symbol.asyncDispose]();
    expect(sessionUsed.hasSubscribers).toBe(false);
  });

  test.each(["/with space", "/a;b", "/ü", "/a?b", "/a#b", "/", "dev", "/a\nb"])("refuses the path %j", (path) => {
    expect(() => parseSettings({ debug: { path } })).toThrow("Setting debug");
  });
});

describe("hello", () => {
  test("says what the server is, from its settings", async () => {
    const app = await open({
      cookieName: "__Host-id",
      cookieSecure: true,
      cookieSameSite: false,
      cookieAge: 60,
      idleTimeout: 30,
      expireAtBrowserClose: true,
      maxSize: 9999,
    });
    const hello = await app.panel().call("hello", {});
    expect(hello).toEqual({
      versions: [1],
      editsBesideHidden: true,
      sdk: packageVersion,
      now: expect.any(Number),
      commands: Object.keys(commands),
      store: { name: "Memory", kind: "server", limit: 9999 },
      cookie: {
        name: "__Host-id",
        domain: null,
        path: "/",
        secure: true,
        httpOnly: true,
        sameSite: null,
        partitioned: false,
      },
      cookieAge: 60,
      idleTimeout: 30,
      absoluteTimeout: null,
      expireAtBrowserClose: true,
      saveEveryRequest: false,
      members: expect.any(Array),
    });
  });

  test("names the members of a session: exactly the keys that an app cannot reach by their name", async () => {
    const app = await open();
    const { members = [] } = await app.panel().call("hello", {});
    const names = [...members, "visits", "cart", "items2", "Get", ""];
    await app.visit(null, (session) => {
      for (const name of names) session.set(name, "stored");
      const hidden = names.filter((name) => (session as Record<string, unknown>)[name] !== "stored");
      expect(hidden).toEqual(members);
    });
    expect(members).toEqual(expect.arrayContaining(["get", "flush", "then", "constructor", "__proto__", "modified"]));
  });

  test("names the cookie as the limit of a session that lives in it", async () => {
    const app = await open({ store: "signed-cookie:", secret: "a secret for the tests, long enough" });
    expect((await app.panel().call("hello", {})).store).toEqual({ name: "Signed cookie", kind: "client", limit: 4096 });
  });

  test("answers callers of every version, whatever else they send", async () => {
    const app = await open();
    const answer = await handle(app, { protocol: 7, command: "hello", cookies: ["x"], params: { mood: "good" } });
    expect(v.parse(Hello, JSON.parse(textOf(answer)).result).versions).toEqual([1]);
  });

  test("is the only command that answers callers of another version", async () => {
    const app = await open();
    const answer = await handle(app, { ...askFor("session.read"), protocol: 2 });
    expect(errorOf(answer)).toMatchObject({ code: "wrong-version", versions: [1], sdk: packageVersion });
  });
});

describe("a body", () => {
  test.each([
    ["empty", ""],
    ["not JSON", "{"],
    ["two values", "{} {}"],
    ["not UTF-8", Buffer.from(JSON.stringify(askFor("hello", {}, "ÿ")), "latin1")],
    ["null", "null"],
    ["a list", "[]"],
    ["without a protocol", '{"command":"hello","cookie":null,"params":{}}'],
    ["without a cookie", '{"protocol":1,"command":"hello","params":{}}'],
    ["with a cookie that is none", '{"protocol":1,"command":"hello","cookie":1,"params":{}}'],
    ["with a word more", '{"protocol":1,"command":"hello","cookie":null,"params":{},"force":true}'],
    ["packed", Buffer.from("H4sIAAAAAAAAA6tWKijKL8lPzs9RslIy1FFKzs/NTcxLAXJrawGVLyWvHAAAAA==", "base64")],
  ])("%s is a bad request", async (_, body) => {
    const app = await open();
    const answer = await handle(app, null, {}, { body: bodyOf(body) });
    expect([answer.status, errorOf(answer).code]).toEqual([400, "bad-request"]);
  });

  test("may arrive in chunks that cut characters", async () => {
    const app = await open();
    const panel = await app.signedIn({ ü: 1 });
    const bytes = Buffer.from(JSON.stringify(askFor("session.value", { key: "ü" }, panel.cookie)));
    const body = bodyOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect((await handle(app, null, {}, { body })).status).toBe(200);
  });

  test("of the largest size is read, one with one byte more is not", async () => {
    const app = await open();
    const start = JSON.stringify(askFor("hello"));
    const largest = start.padEnd(bodyLimit, " ");
    expect((await handle(app, null, {}, { body: bodyOf(largest) })).status).toBe(200);
    const answer = await handle(app, null, {}, { body: bodyOf(largest, " ") });
    expect([answer.status, errorOf(answer).code]).toEqual([413, "body-too-large"]);
  });

  test("that never ends is read until it is too large", async () => {
    const app = await open();
    let given = 0;
    async function* endless() {
      for (;;) {
        given++;
        yield Buffer.alloc(64 * 1024, " ");
      }
    }
    expect(errorOf(await handle(app, null, {}, { body: endless() })).code).toBe("body-too-large");
    expect(given).toBe(bodyLimit / (64 * 1024) + 1);
  });

  test("with a Content-Length that is too large is not read at all", async () => {
    const app = await open();
    const read = vi.fn(async () => ({ done: true as const, value: undefined }));
    const body = { [Symbol.asyncIterator]: () => ({ next: read }) };
    const answer = await handle(app, null, { "content-length": String(bodyLimit + 1) }, { body });
    expect(errorOf(answer).code).toBe("body-too-large");
    expect(read).not.toHaveBeenCalled();
  });

  test("that does not arrive is a bad request after five seconds", async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const app = await open();
    const body = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const answer = handle(app, null, {}, { body });
    await vi.advanceTimersByTimeAsync(bodyDeadline);
    expect(errorOf(await answer)).toMatchObject({ code: "bad-request", message: expect.stringContaining("5 seconds") });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that has arrived leaves no timer behind", async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const app = await open();
    expect((await handle(app, askFor("hello"))).status).toBe(200);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that breaks off is a bad request", async () => {
    const app = await open();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("{");
      throw new Error("aborted");
    }
    expect(errorOf(await handle(app, null, {}, { body: broken() })).code).toBe("bad-request");
  });
});

describe("a command", () => {
  test.each(["no.such", "", "toString", "__proto__", "constructor", "session", "HELLO"])(
    "%j is unknown",
    async (name) => {
      const app = await open();
      expect(errorOf(await handle(app, askFor(name))).code).toBe("unknown-command");
    },
  );

  test.each([...Object.keys(commands), "events.stream"])("%s refuses parameters it does not know", async (name) => {
    const app = await open();
    for (const params of [null, [], "x", { force: true }]) {
      expect(errorOf(await handle(app, askFor(name, params))).code).toBe("invalid-params");
    }
  });

  test("names the parameter that is wrong", async () => {
    const app = await open();
    const answer = await handle(app, askFor("session.expire", { revision: 1, where: "nowhere" }));
    expect(errorOf(answer).message).toMatch(/^where: /);
  });
});

describe("the live stream", () => {
  async function follow(app: App) {
    const left = new AbortController();
    onTestFinished(() => left.abort());
    const answer = await handle(app, askFor("events.stream"), panelHeaders, { signal: left.signal });
    expect(answer.headers["Content-Type"]).toBe("application/x-ndjson");
    const lines = (answer.body as AsyncIterable<string>)[Symbol.asyncIterator]();
    const any = async () => {
      const { done, value } = await lines.next();
      return done ? null : v.parse(v.pipe(v.string(), v.parseJson(), Event), value);
    };
    /** The next event that is no entry of the timeline. */
    const next = async () => {
      let event = await any();
      while (event?.type === "request") event = await any();
      return event;
    };
    expect(await next()).toMatchObject({ type: "alive" });
    return { next, left };
  }

  test("sends the changes by requests and panels, and a reading names them afterwards", async () => {
    const app = await open();
    const { next } = await follow(app);
    const cookie = await app.visit(null, (session) => session.set("a", 1), { path: "/first" });
    const panel = app.panel(cookie);
    const created = await next();
    const by = { by: "request", method: "POST", path: "/first" };
    expect(created).toMatchObject({ type: "changed", revision: 1, changes: [{ key: "a" }], cause: by });

    await panel.call("session.update", { set: { b: "1" }, delete: [], expect: { b: null } });
    const mine = { by: "panel", method: "", path: "" };
    expect(await next()).toMatchObject({ type: "changed", revision: 2, changes: [{ key: "b" }], cause: mine });
    const reading = await panel.call("session.read", {});
    expect(reading).toMatchObject({
      session: {
        handle: (created as { handle: string }).handle,
        lastChange: mine,
        entries: [
          { key: "a", changed: by },
          { key: "b", changed: mine },
        ],
      },
    });

    await panel.call("session.cycleKey", { revision: 2 });
    expect(await next()).toMatchObject({ type: "gone", cause: mine });
    const moved = await next();
    expect(moved).toMatchObject({ type: "changed", revision: 3, changes: [], cause: mine });
    expect(await panel.call("session.read", {})).toMatchObject({ session: { entries: [{ changed: by }, {}] } });

    await panel.call("session.flush", { revision: 3 });
    expect(await next()).toMatchObject({ type: "gone", handle: (moved as { handle: string }).handle });
  });

  test("sends nothing about readings", async () => {
    const app = await open();
    const panel = await app.signedIn({ a: 1 });
    const { next } = await follow(app);
    await panel.call("session.read", {});
    await panel.call("session.value", { key: "a" });
    await panel.call("testCookie.check", {});
    await panel.error("session.clear", { revision: 9 });
    await panel.call("session.clear", { revision: 1 });
    expect(await next()).toMatchObject({ type: "changed", revision: 2, changes: [{ key: "a", kind: "removed" }] });
  });

  test("ends when the client disconnects", async () => {
    const app = await open();
    const { next, left } = await follow(app);
    const waiting = next();
    left.abort();
    expect(await waiting).toBeNull();
  });

  test("ends when the sessions are closed", async () => {
    const app = await open();
    const { next } = await follow(app);
    const waiting = next();
    await app.sessions.close();
    expect(await waiting).toBeNull();
  });
});

test("handles stay the same after a restart if the app has a secret, and change otherwise", async () => {
  const store = new MemoryStore();
  const handleAfter = async (secret?: string, cookie?: string) => {
    const app = await open({ store, secret });
    const panel = cookie === undefined ? await app.signedIn({ a: 1 }) : app.panel(cookie);
    const reading = await panel.call("session.read", {});
    return { cookie: panel.cookie!, handle: reading.state === "live" ? reading.session.handle : null };
  };
  const secret = "a secret for the tests, long enough";
  const first = await handleAfter(secret);
  expect((await handleAfter(secret, first.cookie)).handle).toBe(first.handle);
  expect((await handleAfter(undefined, first.cookie)).handle).not.toBe(first.handle);
});
