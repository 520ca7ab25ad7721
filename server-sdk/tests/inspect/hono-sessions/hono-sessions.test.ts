/** The bridge to hono-sessions, on the library itself: the suite, and what is special to it. It runs where HONO_SESSIONS is "all". */

import { once } from "node:events";
import { cp } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startExample, TestBrowser } from "../../../../examples/test-browser.ts";
import type { LibraryContext, LibrarySession, SessionData } from "../../../src/inspect/hono-sessions/library.ts";
import { inspect } from "../../../src/inspect/hono-sessions.ts";
import { protocolVersion } from "../../../src/protocol.ts";
import type { AppSession, BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { Trial } from "../../../src/testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { importFrom, installPackages } from "../installed-packages.ts";

const folder = import.meta.dirname;
const wanted = process.env.HONO_SESSIONS === "all";
const token = "the-token-of-these-tests";
const encryptionKey = "a password of at least thirty-two characters";
const load = (name: string) => importFrom(folder, name);

beforeAll(() => {
  if (wanted) installPackages(folder);
}, 300_000);

/** What the store of the app that was started last keeps. */
let rows = new Map<string, SessionData>();
/** Calls that are not to reach it. */
let failing = false;

/** As one that keeps texts. */
function textStore() {
  rows = new Map();
  const own = rows;
  const reach = () => {
    if (failing) throw new Error("the store is down");
  };
  const put = async (id: string, data: SessionData) => {
    reach();
    own.set(id, JSON.parse(JSON.stringify(data)));
  };
  return {
    async getSessionById(id: string) {
      reach();
      return structuredClone(own.get(id)) ?? null;
    },
    createSession: put,
    persistSessionData: put,
    async deleteSession(id: string) {
      reach();
      own.delete(id);
    },
  };
}

// With it the library writes the cookie or not, as the clock's millisecond is the same or another.
const autoExtendExpiration = false;
const inCookie = { encryptionKey, autoExtendExpiration, expireAfterSeconds: 3600, cookieOptions: { httpOnly: true } };

type Store = "memory" | "texts" | "cookie";

function subject(store: Store, more: object = {}): BridgeSubject {
  const isCookie = store === "cookie";
  return {
    name: "hono-sessions",
    kind: isCookie ? "client" : "server",
    lacks: {
      expiry: "all sessions have the same age",
      list: "a store has no list",
      "two-lines": "each line is a middleware of the library",
      ...(isCookie && { cycle: "the cookie is the session", renew: "there is no key" }),
      ...(!isCookie && !("encryptionKey" in more) && { signature: "the cookie is the bare id" }),
    },
    ...(store === "texts" && {
      rawRecords: async () => structuredClone(rows),
      whileStoreFails: async (work: () => Promise<void>) => {
        failing = true;
        try {
          await work();
        } finally {
          failing = false;
        }
      },
    }),
    async start(app, debug, lines = 1) {
      const { sessionMiddleware, MemoryStore, CookieStore } = await load("hono-sessions");
      const { Hono } = await load("hono");
      const { serve } = await load("@hono/node-server");
      const made = isCookie ? new CookieStore() : store === "memory" ? new MemoryStore() : textStore();
      const options = { store: made, ...more };
      const hono = new Hono();
      for (let line = 0; line < lines; line++) {
        hono.use("*", debug ? inspect(sessionMiddleware, options, debug) : sessionMiddleware(options));
      }
      hono.all("*", async (c: LibraryContext) => {
        const { pathname, search } = new URL(c.req.url);
        const session = new UsedSession(c);
        const {
          status = 200,
          headers = {},
          body = null,
        } = await app({
          method: c.req.method,
          target: pathname + search,
          session,
        });
        for (const [name, value] of Object.entries(headers)) {
          for (const one of [value].flat()) c.header(name, one, { append: true });
        }
        const content = body === null || typeof body === "string" ? body : Readable.toWeb(Readable.from(body));
        return c.body(content as string, status as 200);
      });
      const server = serve({ fetch: hono.fetch, port: 0, hostname: "127.0.0.1" });
      await once(server, "listening");
      return {
        origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        async close() {
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    },
  };
}

/** As apps use it. */
class UsedSession implements AppSession {
  /** By the library's calls for values that are shown once. */
  setsOnce = false;
  showsOnce = false;
  readonly #c: LibraryContext;

  constructor(c: LibraryContext) {
    this.#c = c;
  }

  get #session(): LibrarySession & { get(key: string): unknown } {
    return this.#c.get("session") as never;
  }

  all(): Record<string, unknown> {
    const keys = Object.keys(this.#session.getCache()._data);
    if (this.showsOnce) return Object.fromEntries(keys.map((key) => [key, this.#session.get(key)]));
    return Object.fromEntries(Object.entries(this.#session.getCache()._data).map(([key, { value }]) => [key, value]));
  }

  set(key: string, value: unknown): void {
    if (this.setsOnce) this.#session.flash(key, value);
    else this.#session.set(key, value);
  }

  delete(key: string): void {
    this.#session.forget(key);
  }

  async renew(): Promise<void> {
    this.#c.set("session_key_rotation", true);
  }

  end(): void {
    this.#session.deleteSession();
  }
}

describe.skipIf(!wanted)("hono-sessions", () => {
  describe.each([
    ["MemoryStore", subject("memory", { encryptionKey, expireAfterSeconds: 3600 })],
    ["a store of texts", subject("texts", { encryptionKey: () => encryptionKey, sessionCookieName: "shop" })],
    ["the bare id, without renewal", subject("texts", { autoExtendExpiration: false, expireAfterSeconds: 3600 })],
    ["CookieStore", subject("cookie", inCookie)],
  ])("%s", (_, one) => {
    for (const { name, skip, run } of bridgeSuite(one)) {
      test(name, (context) => (skip ? context.skip(skip) : run()));
    }
  });

  test.each([
    ["a store", subject("texts", { encryptionKey })],
    ["CookieStore", subject("cookie", inCookie)],
  ])("%s: looking at what is shown once leaves it there, and an edit does not change what it is", async (_, one) => {
    await using ada = await guest({ ...one, start: flashing(one) });
    await ada.set({ note: "Welcome" });
    expect(await ada.texts()).toEqual({ note: '"Welcome"' });
    await ada.edit("note", '"Hello"', '"Welcome"');
    expect((await ada.get("/read?once")).body).toBe('{"note":"Hello"}');
    expect((await ada.get("/read")).body).toBe("{}");
  });

  test("an edit waits for the request that is under way, and takes nothing from it", async () => {
    const trial = new Trial(subject("texts", { encryptionKey }));
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

  test("with the line twice one warning says that one is enough", async () => {
    const told: string[] = [];
    const hear = ({ message }: Error) => void told.push(message);
    process.on("warning", hear);
    onTestFinished(() => void process.off("warning", hear));
    const trial = new Trial(subject("texts"));
    onTestFinished(() => trial.end());
    const ada = await trial.guest(await trial.start(undefined, 2));
    for (let visit = 0; visit < 2; visit++) expect((await ada.get("/static")).status).toBe(200);
    await expect.poll(() => told).toEqual([expect.stringContaining("hono-sessions (a store): one line is enough")]);
  });

  test("what makes a cookie that is too long is refused before it is sent", async () => {
    await using ada = await guest(subject("cookie", inCookie));
    await ada.set({ color: "red" });
    const long = JSON.stringify("x".repeat(3500));
    await ada.refused("too-large", "session.update", { set: { long }, delete: [], expect: { long: null } });
    expect(await ada.seen()).toEqual({ color: "red" });
  });

  test("the example", async () => {
    // There it finds the libraries that the test has installed.
    const there = join(folder, "node_modules/.example/server.js");
    await cp(new URL("../../../../examples/hono-sessions/server.js", import.meta.url), there);
    const example = pathToFileURL(there).href;
    await using app = await startExample(example, { SESSIONSCOPE_TOKEN: token });
    const ada = new TestBrowser(app.origin);
    const first = await ada.get("/");
    expect([first.byId("visits"), first.headers.get("sessionscope")]).toEqual([
      "1",
      "v=1; path=/__sessionscope__; request=1",
    ]);
    const named = await ada.post("/name", { name: "Ada <3" });
    expect([named.byId("name"), named.byId("visits")]).toEqual(["Ada &lt;3", "2"]);
    const params = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };
    const call = {
      protocol: protocolVersion,
      command: "session.update",
      params,
      cookie: ada.cookies.get("session"),
    };
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    const body = JSON.stringify(call);
    expect((await fetch(`${app.origin}/__sessionscope__`, { method: "POST", headers, body })).status).toBe(200);
    expect((await ada.get("/")).byId("visits")).toBe("42");
    expect((await ada.post("/forget")).byId("visits")).toBe("1");

    await using production = await startExample(example, { NODE_ENV: "production" });
    expect((await new TestBrowser(production.origin).get("/")).headers.get("sessionscope")).toBeNull();
    expect(await production.stop()).toBe(0);
  });
});

/** The app sets values that are shown once, and shows them where it is asked with `?once`. */
const flashing =
  (one: BridgeSubject): BridgeSubject["start"] =>
  (app, debug) =>
    one.start((visit) => {
      const used = visit.session as UsedSession;
      used.setsOnce = visit.target.startsWith("/set");
      used.showsOnce = visit.target.includes("once");
      return app(visit);
    }, debug);

async function guest(one: BridgeSubject) {
  const trial = new Trial(one);
  return Object.assign(await trial.guest(), { [Symbol.asyncDispose]: () => trial.end() });
}
