/** What the panel's calls do to Django's own sessions, and what Django makes of it. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Call, CommandName, Params, Result, SessionState } from "../../../src/protocol.ts";
import { DjangoApp, type DjangoAppOptions, token } from "./django-app.ts";

/** A visitor of the app, with a panel. */
class Visitor {
  readonly app: DjangoApp;
  cookie: string | null = null;

  constructor(app: DjangoApp) {
    this.app = app;
  }

  async get(path: string): Promise<{ status: number; text: string; headers: Headers }> {
    const headers: Record<string, string> = this.cookie === null ? {} : { cookie: `sessionid=${this.cookie}` };
    const response = await fetch(this.app.origin + path, { headers });
    this.#keep(response.headers.getSetCookie());
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  async call<C extends CommandName>(command: C, params: Params<C>): Promise<Result<C>> {
    const call: Call = { protocol: 1, command, cookie: this.cookie, params };
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    const response = await fetch(this.app.url, { method: "POST", headers, body: JSON.stringify(call) });
    const answer = await response.json();
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    if (answer.result.cookies) this.#keep(answer.result.cookies);
    return answer.result;
  }

  async session(): Promise<SessionState> {
    const reading = await this.call("session.read", {});
    if (reading.state !== "live") throw new Error(`the session is ${reading.state}`);
    return reading.session;
  }

  async texts(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.session()).entries.map(({ key, text }) => [key, text]));
  }

  async set(key: string, text: string): Promise<void> {
    const { [key]: before = null } = await this.texts();
    await this.call("session.update", { set: { [key]: text }, delete: [], expect: { [key]: before } });
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [, value] = /^\s*sessionid="?([^;"]*)/.exec(line) ?? [];
      if (value !== undefined) this.cookie = value === "" ? null : value;
    }
  }
}

const newest: DjangoAppOptions = { release: "sid", engine: "db" };
let app: DjangoApp;
beforeAll(async () => {
  app = await DjangoApp.start(newest);
});
afterAll(() => app[Symbol.asyncDispose]());

test("values that JavaScript cannot hold survive an edit of another key, and an undo", async () => {
  const ada = new Visitor(app);
  await ada.get("/numbers");
  const kept = { one: "1.0", big: "1208925819614629174706176", é: '"ü✓"' };
  expect(await ada.texts()).toEqual(kept);
  await ada.set("color", '"red"');
  expect((await ada.get("/look")).text).toContain('"one": 1.0, "big": 1208925819614629174706176');
  const { revision } = await ada.session();
  const { ticket } = await ada.call("session.flush", { revision });
  await ada.call("undo.restore", { ticket: ticket!.ticket, revision: null });
  expect(await ada.texts()).toEqual({ ...kept, color: '"red"' });
});

test("an edit keeps the visitor signed in, a flush signs out, and its undo signs in again", async () => {
  const ada = new Visitor(app);
  await ada.get("/sign-in");
  await ada.set("color", '"red"');
  expect((await ada.get("/who")).text).toBe("ada");
  const { entries, user, revision } = await ada.session();
  expect(user).toBe("1");
  const shown = entries.map(({ key, text, redacted }) => [key, text, redacted]);
  expect(shown).toContainEqual(["_auth_user_hash", "", true]);
  expect(shown.map(([key]) => key)).not.toContain("_auth_user_id");
  const old = ada.cookie;
  const { ticket } = await ada.call("session.flush", { revision });
  expect([ada.cookie, (await ada.get("/who")).text]).toEqual([null, "AnonymousUser"]);
  await ada.call("undo.restore", { ticket: ticket!.ticket, revision: null });
  expect(ada.cookie).not.toBe(old);
  expect((await ada.get("/who")).text).toBe("ada");
});

test("the timeline has the app's requests: what they read and wrote, with the texts before and after", async () => {
  const ada = new Visitor(app);
  await ada.get("/sign-in");
  await ada.get("/add");
  await ada.get("/add");
  await ada.get("/look");
  expect((await ada.get("/fail")).status).toBe(500);
  const { handle } = await ada.session();
  const { entries } = await ada.call("timeline.list", { limit: 500, handle });
  const told = entries.map(({ path, outcome, status, keys }) => [path, outcome, status, keys]);
  expect(told).toEqual([
    ["/sign-in", "created", 200, ["_auth_user_backend", "_auth_user_hash"]],
    ["/add", "stored", 200, ["cart"]],
    ["/add", "stored", 200, ["cart"]],
    ["/look", "read", 200, []],
    ["/fail", "not-saved", 500, []],
  ]);
  const second = entries[2]!;
  expect(second.revision).toBeGreaterThan(second.revisionBefore!);
  const detail = await ada.call("timeline.entry", { entry: second.entry });
  expect(detail.changes).toMatchObject([
    { key: "cart", before: { text: '["mug"]' }, after: { text: '["mug","mug"]' } },
  ]);
  expect(detail).toMatchObject({ read: ["cart"], storeCalls: ["load", "commit"] });
  expect(detail.cookieLine).toMatch(/^sessionid=…; expires=/);
  const state = await ada.call("timeline.state", { entry: entries[1]!.entry });
  expect(state).toMatchObject({ user: "1", exact: true });
  const { headers } = await ada.get("/add");
  expect(headers.get("Sessionscope")).toBe(
    `v=1; path=/__sessionscope__; request=${(await ada.session()).lastChange?.request}`,
  );
  await ada.get("/sign-out");
  const [last] = (await ada.call("timeline.list", { limit: 1, handle })).entries;
  expect(last).toMatchObject({ path: "/sign-out", outcome: "flushed", previousHandle: handle, setCookie: "deleted" });
});

test("a request that works on a session is waited for: its own change and the panel's are both kept", async () => {
  const ada = new Visitor(app);
  await ada.get("/add");
  const slow = ada.get("/slow");
  await expect.poll(() => app.slowHasBegun).toBe(true);
  const edit = ada.call("session.update", { set: { color: '"red"' }, delete: [], expect: { color: null } });
  app.endSlow();
  await Promise.all([slow, edit]);
  expect(await ada.texts()).toEqual({ cart: '["mug"]', visits: "1", color: '"red"' });
});

test("three readings leave the stored record as it was, byte by byte", async () => {
  const ada = new Visitor(app);
  await ada.get("/add");
  const before = app.record(ada.cookie!);
  expect(before).toMatch(/:/);
  for (let times = 0; times < 3; times++) await ada.session();
  await ada.call("session.value", { key: "cart" });
  await ada.call("store.list", { limit: 10 });
  expect(app.record(ada.cookie!)).toBe(before);
});

test("after a restart a session has its handle, and a later revision", async () => {
  await using first = await DjangoApp.start(newest);
  const ada = new Visitor(first);
  await ada.get("/add");
  const before = await ada.session();
  await first.restart();
  const after = await ada.session();
  expect(after.handle).toBe(before.handle);
  expect(after.revision).toBeGreaterThan(before.revision);
});

describe("what is no JSON", () => {
  test("a Python object in the cache is shown and read only, and an edit of another key leaves it", async () => {
    await using cached = await DjangoApp.start({ release: "sid", engine: "cache" });
    const ada = new Visitor(cached);
    await ada.get("/odd");
    const entries = (await ada.session()).entries.map(({ key, text, readOnly }) => [key, text, readOnly]);
    expect(entries).toEqual([
      ["when", '"2026-01-02"', true],
      ["pair", "[1,2]", true],
    ]);
    await ada.set("color", '"red"');
    expect((await ada.session()).entries.map(({ readOnly }) => readOnly)).toEqual([true, true, undefined]);
    await expect(ada.set("when", '"today"')).rejects.toThrow(/unsupported: .*read only/);
    const { revision } = await ada.session();
    const { ticket } = await ada.call("session.flush", { revision });
    await ada.call("undo.restore", { ticket: ticket!.ticket, revision: null });
    expect((await ada.get("/kinds")).text).toBe("date tuple str");
  });
});

describe("the app itself", () => {
  const visit = [
    "/look",
    "/add",
    "/add",
    "/look",
    "/sign-in",
    "/who",
    "/fail",
    "/numbers",
    "/look",
    "/sign-out",
    "/who",
    "/none",
  ];

  /** The answers of a visit, without what differs from one visit to the next. */
  async function answers(served: DjangoApp): Promise<unknown[]> {
    const ada = new Visitor(served);
    const seen: unknown[] = [];
    for (const path of visit) {
      const { status, text, headers } = await ada.get(path);
      const kept = [...headers].filter(([name]) => !["date", "sessionscope"].includes(name));
      const told = kept.map(([name, value]) => [
        name,
        value.replace(/(?<=sessionid=)[^;"]+/, "…").replace(/(?<=expires=)[^;]+/, "…"),
      ]);
      // A page of Django's own for an address that is not there tells of its settings.
      seen.push([
        path,
        status,
        status === 404 ? "" : text,
        told.filter(([name]) => status !== 404 || name !== "content-length"),
      ]);
    }
    return seen;
  }

  test.each([newest, { ...newest, engine: "signed_cookies", asgi: true }] as const)(
    "answers the same with the middleware and without: $engine",
    async (options) => {
      await using plain = await DjangoApp.start({ ...options, env: { APP_FIRST: "" } });
      await using inspected = await DjangoApp.start(options);
      expect(await answers(inspected)).toEqual(await answers(plain));
    },
  );

  test("with DEBUG off and no token of its own it has no endpoint and announces none", async () => {
    const env = { APP_DEBUG: "off", SESSIONSCOPE_TOKEN: "" };
    await using served = await DjangoApp.start({ ...newest, env });
    const { headers } = await new Visitor(served).get("/look");
    expect(headers.get("Sessionscope")).toBeNull();
    expect((await fetch(served.url, { method: "POST", body: "{}" })).headers.get("Content-Type")).toMatch(/html/);
  });

  test("the project's token is printed once, and not where CI is set", async () => {
    for (const [CI, expected] of [
      ["", 1],
      ["true", 0],
    ] as const) {
      await using served = await DjangoApp.start({ ...newest, env: { SESSIONSCOPE_TOKEN: "", CI } });
      await new Visitor(served).get("/look");
      expect(served.printed.match(/Sessionscope: debug endpoint at \S+ token: \S{22}\n/g) ?? []).toHaveLength(expected);
    }
  });
});
