/** The bridge to @fastify/session, on the library itself: the suite, and what is special to it. It runs where FASTIFY_SESSIONS is "all". */

import { createClient } from "redis";
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { sharedService } from "../../../../scripts/services/shared-services.ts";
import { inspect } from "../../../src/inspect/fastify-session.ts";
import { defaultPath } from "../../../src/protocol.ts";
import { Gate } from "../../../src/testing/adapter-suite/watched-store.ts";
import type { AppSession, BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { Trial } from "../../../src/testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { importFrom, installPackages } from "../installed-packages.ts";
import { driveExample } from "./drive-example.ts";
import { type App, addPages, load, newApp, serve } from "./open-app.ts";

const folder = import.meta.dirname;
const wanted = process.env.FASTIFY_SESSIONS === "all";
const token = "the-token-of-the-bridge-suite";
const secret = "a secret of at least thirty-two characters";
const usual = { secret, saveUninitialized: false, cookie: { secure: false } };

beforeAll(() => {
  if (wanted) installPackages(folder);
});

const told: string[] = [];
process.on("warning", ({ name, message }) => {
  if (name === "SessionscopeWarning" && !message.endsWith("one line is enough.")) told.push(message);
});
afterEach(() => expect(told.splice(0)).toEqual([]));

interface Opened {
  // biome-ignore lint/suspicious/noExplicitAny: a store of a package that is not there when types are checked
  readonly store: any;
  readonly records: () => Promise<readonly string[]>;
}

async function memory(): Promise<Opened> {
  const records = new Map<string, unknown>();
  const store = new (await load("@fastify/session")).Store(records);
  return { store, records: async () => [...records].map((record) => JSON.stringify(record)) };
}

let prefixes = 0;

async function redis(): Promise<Opened> {
  const client = createClient({ url: await sharedService("redis") });
  await client.connect();
  onTestFinished(() => void client.destroy());
  const prefix = `inspected-fastify-${process.pid}-${++prefixes}:`;
  const { RedisStore } = await importFrom(folder, "connect-redis");
  const records = async () => {
    const keys = await client.keys(`${prefix}*`);
    return Promise.all(keys.map(async (key) => `${key} ${await client.get(key)}`));
  };
  return { store: new RedisStore({ client, prefix }), records };
}

interface SubjectOptions {
  readonly open?: () => Promise<Opened>;
  /** At the app, after the line. */
  readonly also?: (app: App) => void;
}

function subject(options: object = {}, { open = memory, also }: SubjectOptions = {}): BridgeSubject {
  let opened: Opened;
  let fails = false;
  return {
    name: `@fastify/session (${open.name})`,
    lacks: open === memory ? { list: "MemoryStore cannot list" } : {},
    async start(visited, debug, lines = 1) {
      opened = await open();
      const { store } = opened;
      const { get } = store;
      store.get = (sid: string, done: (error: unknown) => void) =>
        fails ? setImmediate(done, new Error("The store is switched off.")) : get.call(store, sid, done);
      const app = await newApp();
      await app.register(await load("@fastify/cookie"));
      await app.register(await load("@fastify/session"), { ...usual, store, ...options });
      for (let line = 0; debug && line < lines; line++) await app.register(inspect, { path: defaultPath, ...debug });
      also?.(app);
      addPages(app, visited, sessionOf);
      return serve(app);
    },
    rawRecords: async () => [...(await opened.records())].sort(),
    async whileStoreFails(work) {
      fails = true;
      await work().finally(() => {
        fails = false;
      });
    },
  };
}

const sessionOf = (request: App): AppSession => ({
  all: () => {
    const { cookie: _, ...values } = request.session ?? {};
    return values;
  },
  set: (key, value) => {
    request.session[key] = value;
  },
  delete: (key) => {
    delete request.session[key];
  },
  renew: () => request.session.regenerate(),
  end: () => request.session.destroy(),
});

async function tried(one: BridgeSubject, run: (trial: Trial) => Promise<void>): Promise<void> {
  const trial = new Trial(one);
  await run(trial).finally(() => trial.end());
}

const age = { cookie: { secure: false, maxAge: 60_000, sameSite: "lax" } };
const named = { cookieName: "sid", cookiePrefix: "s:", secret: [secret, `${secret}, once`] };

describe.skipIf(!wanted)("@fastify/session", () => {
  describe.each([
    ["MemoryStore", subject()],
    ["MemoryStore, not rolling, with an age", subject({ rolling: false, ...age })],
    ["connect-redis, with a name, a prefix and two secrets", subject(named, { open: redis })],
  ])("%s", (_, one) => {
    for (const { name, skip, run } of bridgeSuite(one)) {
      test(name, (context) => (skip ? context.skip(skip) : run()));
    }
  });

  describe("every visitor has a session, as the library does it unless told otherwise", () => {
    const unchanged = bridgeSuite(subject({ saveUninitialized: true }));
    for (const { name, run } of unchanged.filter((one) => one.name.includes("/unchanged:"))) test(name, run);
  });

  test("an edit waits for a request whose cookie is written in other characters, and the next request waits for the edit", async () => {
    await tried(subject(), async (trial) => {
      let ada = await trial.visitor();
      const value = () => decodeURIComponent(ada.cookies.get("sessionId")!);
      while (!/[+/]/.test(value())) ada = await trial.visitor();
      const [plain, encoded, other] = [await trial.tab(ada), await trial.tab(ada), await trial.tab(ada)];
      plain.cookies.set("sessionId", value());
      encoded.cookies.set("sessionId", encodeURIComponent(value()));
      // Its connection is there: what it asks next comes in at once.
      await other.get("/read");
      const slow = plain.ask("/slow?late=1");
      await trial.slow.reached;
      let edited = false;
      const edit = encoded.edit("color", '"blue"', '"red"').then(() => {
        edited = true;
      });
      for (let reading = 0; reading < 3; reading++) await ada.session();
      expect(edited).toBe(false);
      const next = other.get("/read");
      for (let reading = 0; reading < 3; reading++) await ada.session();
      trial.slow.open();
      await slow.reply;
      expect(JSON.parse((await next).body)).toEqual({ color: "blue", late: 1 });
      await edit;
      expect(await ada.seen()).toEqual({ color: "blue", late: 1 });
    });
  });

  test("a session that is ended while a request goes on for longer than an end waits is not saved again by it", async () => {
    await tried(subject(), async (trial) => {
      const ada = await trial.visitor();
      const [old, tab] = [await trial.tab(ada), await trial.tab(ada)];
      const slow = tab.ask("/slow?late=1");
      await trial.slow.reached;
      await ada.call("session.flush", { revision: (await ada.session()).revision });
      trial.slow.open();
      expect((await slow.reply).status).toBe(200);
      expect(await old.state()).toBe("gone");
      expect(await tab.seen()).toEqual({ late: 1 });
    });
  });

  test("a session that a request saves while the store is ending it is ended all the same", async () => {
    let saved: Promise<unknown> | undefined;
    let trial: Trial;
    const open = async (): Promise<Opened> => {
      const opened = await memory();
      const { destroy } = opened.store;
      opened.store.destroy = (sid: string, done: () => void) =>
        destroy.call(opened.store, sid, () => {
          trial.slow.open();
          void saved!.then(() => done());
        });
      return opened;
    };
    await tried(subject({}, { open }), async (given) => {
      trial = given;
      const ada = await trial.visitor();
      const [old, tab] = [await trial.tab(ada), await trial.tab(ada)];
      saved = tab.ask("/slow?late=1").reply;
      await trial.slow.reached;
      await ada.call("session.flush", { revision: (await ada.session()).revision });
      expect(await old.state()).toBe("gone");
    });
  });

  test("a request that has loaded the session before an edit, and goes on after it, loads it again; an edit renews nothing", async () => {
    const gate = new Gate();
    let holds = false;
    const open = async (): Promise<Opened> => {
      const opened = await memory();
      const { get } = opened.store;
      opened.store.get = (sid: string, done: (error: unknown, data?: object) => void) =>
        get.call(opened.store, sid, (error: unknown, data?: object) => {
          const loaded = data && { ...data };
          if (!holds) return done(error, loaded);
          holds = false;
          return gate.pass().then(() => done(error, loaded));
        });
      return opened;
    };
    await tried(subject(age, { open }), async (trial) => {
      const ada = await trial.visitor();
      const { expiresAt } = await ada.session();
      holds = true;
      const tab = await trial.tab(ada);
      const late = tab.ask("/set?late=1");
      await gate.reached;
      await ada.edit("color", '"blue"', '"red"');
      expect((await ada.session()).expiresAt).toBe(expiresAt);
      gate.open();
      expect(JSON.parse((await late.reply).body)).toEqual({ color: "blue", late: 1 });
      expect(await ada.texts()).toEqual({ color: '"blue"', late: "1" });
    });
  });

  test("a request that cannot load its session again is no longer waited for", async () => {
    const gate = new Gate();
    let holds = false;
    let fails = false;
    const open = async (): Promise<Opened> => {
      const opened = await memory();
      const { get } = opened.store;
      opened.store.get = (sid: string, done: (error: unknown, data?: object) => void) => {
        if (fails) return setImmediate(done, new Error("The store is switched off."));
        if (!holds) return get.call(opened.store, sid, done);
        holds = false;
        return get.call(opened.store, sid, (error: unknown, data?: object) =>
          gate.pass().then(() => done(error, data)),
        );
      };
      return opened;
    };
    await tried(subject({}, { open }), async (trial) => {
      const ada = await trial.visitor();
      const tab = await trial.tab(ada);
      holds = true;
      const late = tab.ask("/set?late=1");
      await gate.reached;
      await ada.edit("color", '"blue"', '"red"');
      fails = true;
      gate.open();
      expect((await late.reply).status).toBe(500);
      fails = false;
      let edited = false;
      const edit = ada.edit("color", '"green"', '"blue"').then(() => {
        edited = true;
      });
      // An edit that waited would wait for as long as a thousand readings take.
      for (let reading = 0; reading < 100 && !edited; reading++) await tab.session();
      expect(edited).toBe(true);
      await edit;
    });
  });

  test("the app's hooks after the line see the app's requests alone, and a value that is no JSON stays what it is", async () => {
    const seen: string[] = [];
    const also = (app: App) => {
      app.addHook("onRequest", async ({ url }: App) => void seen.push(url));
      app.get("/since", async ({ session }: App) => {
        session.since ??= new Date(0);
        return String(session.since.getTime());
      });
    };
    await tried(subject({}, { also }), async (trial) => {
      const ada = await trial.visitor();
      await ada.get("/since");
      const { entries } = await ada.session();
      expect(entries.find(({ key }) => key === "since")).toMatchObject({ readOnly: true });
      await ada.edit("color", '"blue"', '"red"');
      expect((await ada.get("/since")).body).toBe("0");
      await ada.refused("unsupported", "session.update", { set: { save: "1" }, delete: [], expect: { save: null } });
      await ada.call("session.cycleKey", { revision: (await ada.session()).revision });
      expect((await ada.get("/since")).body).toBe("0");
      expect(seen).toEqual(["/set?color=%22red%22", "/since", "/since", "/since"]);
    });
  });

  test("in a part of an app it is that part's, at an address of its own; the app closes while a panel listens", async () => {
    const app = await newApp();
    await app.register(
      async (part: App) => {
        await part.register(await load("@fastify/cookie"));
        await part.register(await load("@fastify/session"), usual);
        await part.register(inspect, { token, path: "/look" });
        part.get("/page", async ({ session }: App) => {
          session.color = "red";
          return "";
        });
      },
      { prefix: "/shop" },
    );
    app.get("/elsewhere", async () => "");
    const { origin } = await serve(app);
    const page = await fetch(`${origin}/shop/page`);
    expect(page.headers.get("sessionscope")).toBe("v=1; path=/shop/look; request=1");
    expect((await fetch(`${origin}/elsewhere`)).headers.get("sessionscope")).toBeNull();
    const call = (command: string, params: object) =>
      fetch(`${origin}/shop/look`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
        body: JSON.stringify({
          protocol: 1,
          command,
          params,
          cookie: page.headers.getSetCookie()[0]!.split(/[=;]/)[1],
        }),
      });
    const { result } = await (await call("session.read", {})).json();
    expect(result.session.entries).toMatchObject([{ key: "color", text: '"red"' }]);
    const stream = await call("events.stream", {});
    expect(stream.status).toBe(200);
    const closed = app.close();
    await stream.text().catch(() => {});
    await closed;
  });

  test("the example", driveExample);

  test("in the wrong place, or with settings that cannot be, it is one warning, and the app is as before", async () => {
    const early = await newApp();
    await early.register(inspect, { token });
    early.get("/", async () => "hello");
    expect((await early.inject("/")).body).toBe("hello");
    await expect.poll(() => told.splice(0)).toEqual([expect.stringContaining("register it after @fastify/session")]);
    const short = await newApp();
    await short.register(await load("@fastify/cookie"));
    await short.register(await load("@fastify/session"), usual);
    await short.register(inspect, { token: "short", path: "/look" });
    short.get("/", async () => "hello");
    for (let visit = 0; visit < 2; visit++) expect((await short.inject("/")).body).toBe("hello");
    expect((await short.inject("/look")).statusCode).toBe(404);
    await expect.poll(() => told.splice(0)).toEqual([expect.stringMatching(/at least 16 characters.*[^.]\.$/)]);
  });
});
