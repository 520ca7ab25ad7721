/** The bridge to @adonisjs/session, on the library itself: the suite, and what is special to it. It runs where ADONISJS is "all". */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "redis";
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startExample, TestBrowser } from "../../../../examples/test-browser.ts";
import { sharedService } from "../../../../scripts/services/shared-services.ts";
import type { Data } from "../../../src/inspect/adonisjs/library.ts";
import { protocolVersion } from "../../../src/protocol.ts";
import type { Server } from "../../../src/testing/adapter-suite/trial.ts";
import type { BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { Trial } from "../../../src/testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { installPackages, packagesOf } from "../installed-packages.ts";
import { type AppOptions, answerVisit, load, startAdonis } from "./adonis-app.ts";

const token = "the-token-of-these-tests";
const wanted = process.env.ADONISJS === "all";

beforeAll(() => {
  if (wanted) installPackages(import.meta.dirname);
}, 300_000);

const told: string[] = [];
process.on("warning", ({ name, message }) => {
  if (name === "SessionscopeWarning" && !message.endsWith("one line is enough.")) told.push(message);
});
afterEach(() => expect(told.splice(0)).toEqual([]));

interface Opened {
  readonly options: AppOptions;
  readonly records: () => Promise<unknown>;
}

const usual = { cookieName: "shop", age: "1h", cookie: { path: "/", httpOnly: true, sameSite: "lax" } };

/** Calls are not to reach the store of one's own. */
let failing = false;

/** A store of the app's own, that keeps texts. */
async function own(): Promise<Opened> {
  const rows = new Map<string, string>();
  const reach = () => {
    if (failing) throw new Error("the store is down");
  };
  const store = {
    async read(id: string) {
      reach();
      const text = rows.get(id);
      return text === undefined ? null : JSON.parse(text);
    },
    async write(id: string, data: Data) {
      reach();
      rows.set(id, JSON.stringify(data));
    },
    async destroy(id: string) {
      reach();
      rows.delete(id);
    },
    async touch() {
      reach();
    },
  };
  return {
    options: { session: { ...usual, store: "own", stores: { own: () => store } } },
    records: async () => structuredClone(rows),
  };
}

async function memory(): Promise<Opened> {
  return { options: { session: { ...usual, store: "memory", stores: {} } }, records: async () => null };
}

async function file(): Promise<Opened> {
  const location = await mkdtemp(join(tmpdir(), "sessionscope-adonis-"));
  onTestFinished(() => rm(location, { recursive: true }));
  const { stores } = await load("@adonisjs/session");
  const records = async () => {
    const names = (await readdir(location)).sort();
    return Promise.all(names.map(async (name) => [name, await readFile(join(location, name), "utf8")]));
  };
  return {
    options: {
      session: { ...usual, clearWithBrowser: true, store: "file", stores: { file: stores.file({ location }) } },
    },
    records,
  };
}

async function cookie(): Promise<Opened> {
  const { stores } = await load("@adonisjs/session");
  return {
    options: { session: { ...usual, store: "cookie", stores: { cookie: stores.cookie() } } },
    records: async () => null,
  };
}

let prefixes = 0;

async function redis(): Promise<Opened> {
  const { stores } = await load("@adonisjs/session");
  const { defineConfig } = await load("@adonisjs/redis");
  const url = new URL(await sharedService("redis"));
  const keyPrefix = `inspected-adonis-${process.pid}-${++prefixes}:`;
  const client = createClient({ url: url.href });
  await client.connect();
  onTestFinished(() => void client.destroy());
  const main = { host: url.hostname, port: Number(url.port), keyPrefix };
  return {
    options: {
      session: { ...usual, store: "redis", stores: { redis: stores.redis({ connection: "main" }) } },
      providers: [() => load("@adonisjs/redis/redis_provider")],
      config: { redis: defineConfig({ connection: "main", connections: { main } }) },
    },
    async records() {
      const keys = (await client.keys(`${keyPrefix}*`)).sort();
      return Promise.all(keys.map(async (key) => [key, await client.get(key)]));
    },
  };
}

function subject(open: () => Promise<Opened>): BridgeSubject {
  let opened: Opened;
  return {
    name: `@adonisjs/session (${open.name})`,
    lacks: {
      expiry: "all sessions have the same age",
      list: "a store has no list",
      ...(open === cookie && { cycle: "a copy of the old cookies would work on" }),
      "any-key": 'the library\'s own calls lose the key "constructor"',
    },
    async start(app, debug, lines) {
      opened = await open();
      return startAdonis(app, debug, opened.options, lines);
    },
    ...(open === cookie && { kind: "client" }),
    ...(open !== memory && open !== cookie && { rawRecords: () => opened.records() }),
    ...(open === own && {
      async whileStoreFails(work: () => Promise<void>) {
        failing = true;
        try {
          await work();
        } finally {
          failing = false;
        }
      },
    }),
  };
}

describe.skipIf(!wanted)("@adonisjs/session", () => {
  describe.each([
    ["a store of the app's own", subject(own)],
    ["the memory store", subject(memory)],
    ["the file store", subject(file)],
    ["the Redis store", subject(redis)],
    ["the cookie store", subject(cookie)],
  ])("%s", (_, one) => {
    for (const { name, skip, run } of bridgeSuite(one)) {
      test(name, (context) => (skip ? context.skip(skip) : run()));
    }
  });

  test.each([
    ["a store of the app's own", own],
    ["the cookie store", cookie],
  ])("in %s, a look leaves flash messages for the page that shows them, and an edit does, too", async (_, store) => {
    await using ada = await guest(flashing(store));
    await ada.set({ color: "red" });
    await ada.get("/flash");
    expect((await ada.texts()).__flash__).toBe('{"note":"Welcome"}');
    await ada.edit("color", '"blue"', '"red"');
    expect((await ada.get("/shown")).body).toBe('{"note":"Welcome"}');
    expect((await ada.get("/shown")).body).toBe("{}");
    expect(await ada.seen()).toEqual({ color: "blue" });
  });

  test("a key that is a path for the library is refused, and no value is changed by it", async () => {
    await using ada = await guest(subject(memory));
    await ada.set({ cart: { n: 1 } });
    for (const key of ["cart.n", "cart[0]", "new.key"]) {
      await ada.refused("unsupported", "session.update", { set: { [key]: "2" }, delete: [], expect: { [key]: null } });
    }
    expect(await ada.seen()).toEqual({ cart: { n: 1 } });
  });

  test("an edit waits for the request that is under way, and takes nothing from it", async () => {
    const trial = new Trial(subject(own));
    try {
      const ada = await trial.visitor({ color: "red" });
      await ada.session();
      const slow = (await trial.tab(ada)).ask("/slow?late=1");
      await trial.slow.reached;
      const order: string[] = [];
      const edited = ada.edit("color", '"blue"', '"red"').then(() => order.push("edited"));
      // By another connection: the first one's calls come one after the other.
      const other = await trial.tab(ada);
      // One look takes less than an edit that does not wait; twenty take more.
      for (let look = 0; look < 20; look++) expect((await other.texts()).color).toBe('"red"');
      order.push("looked");
      trial.slow.open();
      await slow.reply;
      await edited;
      expect(order).toEqual(["looked", "edited"]);
      expect(await ada.seen()).toEqual({ color: "blue", late: 1 });
    } finally {
      await trial.end();
    }
  });

  test("what a panel has emptied is an empty session with the same id, until the app or the panel ends it", async () => {
    await using ada = await guest(subject(own));
    await ada.set({ color: "red" });
    const { handle, revision } = await ada.session();
    await ada.call("session.clear", { revision });
    expect([(await ada.session()).handle, await ada.texts()]).toEqual([handle, {}]);
    await ada.edit("size", '"xl"', null);
    expect(await ada.seen()).toEqual({ size: "xl" });
    await ada.get("/logout");
    expect(await ada.state()).toBe("gone");
  });

  test("in the cookie store, a login of the app's moves the session to another cookie, and the panel goes along", async () => {
    await using ada = await guest(subject(cookie));
    await ada.set({ color: "red" });
    const { handle } = await ada.session();
    const [, before] = [...ada.cookies.keys()];
    await ada.get("/login?name=ada");
    const [, after] = [...ada.cookies.keys()];
    expect([ada.cookies.size, after === before]).toEqual([2, false]);
    expect((await ada.session()).handle).not.toBe(handle);
    await ada.edit("color", '"blue"', '"red"');
    expect([...ada.cookies.keys()]).toEqual(["shop", after]);
    expect(await ada.seen()).toEqual({ color: "blue", name: "ada" });
  });

  test("in the cookie store, values whose encrypted cookie a browser would drop are refused", async () => {
    await using ada = await guest(subject(cookie));
    await ada.set({ color: "red" });
    const long = (size: number) => ({ set: { long: `"${"x".repeat(size)}"` }, delete: [], expect: { long: null } });
    const { message } = await ada.refused("too-large", "session.update", long(3500));
    expect(message).toContain("4096");
    await ada.call("session.update", long(2500));
    expect(await ada.seen()).toEqual({ color: "red", long: "x".repeat(2500) });
  });

  test("settings that are not the library's are one warning, and the app answers as it does without the line", async () => {
    const options = { session: { ...usual, store: "memory", stores: {} }, settings: {} };
    const answers = [];
    for (const debug of [{ token }, null]) {
      await using app = closing(await startAdonis(async () => ({ body: "hello" }), debug, options));
      const { status, text, headers } = await new TestBrowser(app.origin).get("/");
      answers.push({ status, text, announced: headers.get("sessionscope") });
    }
    expect(answers[0]).toEqual(answers[1]);
    await expect.poll(() => told).toHaveLength(1);
    expect(told.splice(0)[0]).toContain("there are no settings of @adonisjs/session");
  });

  test("the example", async () => {
    const env = { ...packagesOf(import.meta.dirname), SESSIONSCOPE_TOKEN: token };
    await using app = await startExample("adonisjs/server.js", env);
    const ada = new TestBrowser(app.origin);
    const first = await ada.get("/");
    expect([first.byId("visits"), first.headers.get("sessionscope")]).toEqual([
      "1",
      "v=1; path=/__sessionscope__; request=1",
    ]);
    const named = await ada.post("/name", { name: "Ada <3" });
    expect([named.byId("name"), named.byId("visits")]).toEqual(["Ada &#60;3", "2"]);
    const params = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };
    const { adonis_session: cookie, ...cookies } = Object.fromEntries(ada.cookies);
    const call = { protocol: protocolVersion, command: "session.update", params, cookie, cookies };
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    const body = JSON.stringify(call);
    const answer = await fetch(`${app.origin}/__sessionscope__`, { method: "POST", headers, body });
    const { result } = (await answer.json()) as { result: { cookies: string[] } };
    for (const line of result.cookies) ada.cookies.set(line.split("=", 1)[0]!, /=([^;]*)/.exec(line)![1]!);
    expect((await ada.get("/")).byId("visits")).toBe("42");
    expect((await ada.post("/forget")).byId("visits")).toBe("1");

    await using production = await startExample("adonisjs/server.js", {
      ...env,
      NODE_ENV: "production",
      SESSIONSCOPE_TOKEN: "",
    });
    expect((await new TestBrowser(production.origin).get("/")).headers.get("sessionscope")).toBeNull();
    expect(await production.stop()).toBe(0);
  });
});

/** With pages of the app's own that flash a message, and show it. */
const flashing = (open: () => Promise<Opened>): BridgeSubject => ({
  ...subject(open),
  async start(app, debug) {
    const { options } = await open();
    return startAdonis(app, debug, {
      ...options,
      pages(context) {
        const path = context.request.url(false);
        if (path === "/flash") return context.session.flash("note", "Welcome");
        if (path === "/shown") return context.response.send(JSON.stringify(context.session.flashMessages.all()));
        return answerVisit(app, context);
      },
    });
  },
});

async function guest(one: BridgeSubject) {
  const trial = new Trial(one);
  return Object.assign(await trial.guest(), { [Symbol.asyncDispose]: () => trial.end() });
}

const closing = <S extends Server>(app: S) => Object.assign(app, { [Symbol.asyncDispose]: () => app.close() });
