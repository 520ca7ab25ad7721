/** The bridge to session storages of React Router and Remix, on the libraries themselves. It runs where REACT_ROUTER is "all". */

import { cp } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { startExample, TestBrowser } from "../../../../examples/test-browser.ts";
import type { LibraryCookie, LibrarySession, LibraryStorage } from "../../../src/inspect/react-router/library.ts";
import { inspect } from "../../../src/inspect/react-router.ts";
import { protocolVersion } from "../../../src/protocol.ts";
import { listen } from "../../../src/testing/adapter-suite/listen.ts";
import type { AppSession, BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { Trial } from "../../../src/testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { answerPage } from "../answer-page.ts";
import { importFrom, installPackages } from "../installed-packages.ts";
import { FrameworkApp, writeApp } from "./framework-app.ts";

const folder = import.meta.dirname;
const wanted = process.env.REACT_ROUTER === "all";
const token = "the-token-of-these-tests";
const attributes = { secrets: ["a key", "an old key"], path: "/", httpOnly: true, sameSite: "lax", maxAge: 3600 };

/** As all three versions have them. */
interface Library {
  createCookie(name: string, options: object): LibraryCookie;
  createCookieSessionStorage(options: object): AppStorage;
  createSessionStorage(options: object): AppStorage;
}
/** What apps do, beyond what the bridge does. */
type AppSessionOf = LibrarySession & { get(key: string): unknown; flash(key: string, value: unknown): void };
interface AppStorage extends LibraryStorage {
  getSession(cookieHeader?: string | null): Promise<AppSessionOf>;
}
type InspectOptions = Parameters<typeof inspect>[1];

/** A storage, and what `inspect` is told of it. */
interface Made {
  readonly storage: AppStorage;
  readonly told?: InspectOptions;
}
type Make = (library: Library) => Made;

beforeAll(() => {
  if (wanted) installPackages(folder);
}, 300_000);

const inCookie: Make = ({ createCookieSessionStorage }) => ({
  storage: createCookieSessionStorage({ cookie: { name: "__session", ...attributes } }),
});

/** What the database of the app that was started last has, by id. */
let rows = new Map<string, object>();
/** Calls that are not to reach it. */
let failing = false;

const inDatabase: Make = ({ createCookie, createSessionStorage }) => {
  const cookie = createCookie("shop", attributes);
  rows = new Map();
  const own = rows;
  const ask = async <T>(answer: () => T): Promise<T> => {
    if (failing) throw new Error("the database is down");
    return answer();
  };
  const storage = createSessionStorage({
    cookie,
    createData: (data: object) =>
      ask(() => {
        const id = crypto.randomUUID();
        own.set(id, data);
        return id;
      }),
    readData: (id: string) => ask(() => own.get(id) ?? null),
    updateData: (id: string, data: object) => ask(() => void own.set(id, data)),
    deleteData: (id: string) => ask(() => void own.delete(id)),
  });
  return { storage, told: { cookie } };
};

function subject(packageName: string, make: Make, more: Partial<BridgeSubject> = {}): BridgeSubject {
  return {
    name: packageName,
    ...more,
    async start(app, debug, lines = 1) {
      const { storage: plain, told } = make((await importFrom(folder, packageName)) as Library);
      let storage = plain;
      if (debug) for (let line = 0; line < lines; line++) storage = inspect(storage, { ...told, ...debug });
      return listen(
        createServer(async (request: IncomingMessage, response: ServerResponse) => {
          try {
            const used = new UsedSession(storage, await storage.getSession(request.headers.cookie));
            await answerPage(app, request, response, used, async () => {
              for (const line of await used.save()) response.appendHeader("Set-Cookie", line);
            });
          } catch (error) {
            response.writeHead(503).end(`${error}`);
          }
        }),
      );
    },
  };
}

/** As apps use it: they commit what they have changed. */
class UsedSession implements AppSession {
  readonly #storage: LibraryStorage;
  #session: LibrarySession;
  #changed = false;
  readonly #lines: string[] = [];

  constructor(storage: LibraryStorage, session: LibrarySession) {
    this.#storage = storage;
    this.#session = session;
  }

  all(): Record<string, unknown> {
    return this.#session.data;
  }

  set(key: string, value: unknown): void {
    this.#session.set(key, value);
    this.#changed = true;
  }

  delete(key: string): void {
    this.#session.unset(key);
    this.#changed = true;
  }

  async renew(): Promise<void> {
    const { data } = this.#session;
    if (this.#session.id !== "") await this.#storage.destroySession(this.#session);
    this.#session = await this.#storage.getSession();
    for (const [key, value] of Object.entries(data)) this.set(key, value);
  }

  async end(): Promise<void> {
    this.#lines.push(await this.#storage.destroySession(this.#session));
    this.#changed = false;
  }

  async save(): Promise<readonly string[]> {
    return this.#changed ? [await this.#storage.commitSession(this.#session)] : this.#lines;
  }
}

const client: Partial<BridgeSubject> = {
  kind: "client",
  lacks: { cycle: "the cookie is the session", expiry: "all sessions have the same age", renew: "there is no key" },
};

const server: Partial<BridgeSubject> = {
  lacks: { expiry: "all sessions have the same age", list: "a storage has no list" },
  rawRecords: async () => structuredClone(rows),
  whileStoreFails: async (work) => {
    failing = true;
    try {
      await work();
    } finally {
      failing = false;
    }
  },
};

describe.skipIf(!wanted)("React Router", () => {
  const versions = ["react-router", "react-router-7", "@remix-run/node"];
  const subjects = versions.flatMap((version) => [
    [`${version}, cookie`, subject(version, inCookie, client)] as const,
    [`${version}, database`, subject(version, inDatabase, server)] as const,
  ]);
  describe.each(subjects)("%s", (_, one) => {
    for (const { name, skip, run } of bridgeSuite(one)) {
      test(name, (context) => (skip ? context.skip(skip) : run()));
    }
  });

  test.each(versions)("%s: what makes a cookie that is too long is refused before it is sent", async (version) => {
    await using ada = await guest(subject(version, inCookie, client));
    await ada.set({ color: "red" });
    const long = JSON.stringify("x".repeat(3500));
    await ada.refused("too-large", "session.update", { set: { long }, delete: [], expect: { long: null } });
    expect(await ada.seen()).toEqual({ color: "red" });
  });

  test.each(versions)(
    "%s: a database that inspect was not told of is named, and nothing is written to it",
    async (version) => {
      await using ada = await guest(subject(version, (library) => ({ storage: inDatabase(library).storage }), server));
      await ada.set({ color: "red" });
      await expect(ada.hello()).rejects.toThrow(/give it to inspect too: inspect\(storage, \{ cookie \}\)/);
      expect([...rows.values()]).toEqual([{ color: "red" }]);
      expect(await ada.seen()).toEqual({ color: "red" });
    },
  );

  test.each(versions)("%s: a cookie storage that was taken for a database is named", async (version) => {
    const made: Make = (library) => ({ ...inCookie(library), told: { cookie: library.createCookie("__session", {}) } });
    await using ada = await guest(subject(version, made, client));
    expect((await ada.set({ color: "red" })).body).toBe('{"color":"red"}');
    await expect(ada.hello()).rejects.toThrow(/leave out the option cookie of inspect/);
  });

  test.each(versions)(
    "%s: an id that leads nowhere is no session, and an edit does not bring it back",
    async (version) => {
      await using ada = await guest(subject(version, inDatabase, server));
      await ada.set({ color: "red" });
      await ada.session();
      rows.clear();
      expect(await ada.state()).toBe("gone");
      await ada.refused("gone", "session.update", { set: { color: "1" }, delete: [], expect: { color: '"red"' } });
      expect(rows.size).toBe(0);
    },
  );

  test("what is no JSON in a database is for reading, and an edit of another key leaves it as it is", async () => {
    await using ada = await guest(subject("react-router", inDatabase, server));
    await ada.set({ color: "red" });
    const [id] = [...rows.keys()];
    const since = new Date(0);
    rows.set(id!, { color: "red", since, big: 2n });
    const { entries } = await ada.session();
    expect(entries.map(({ key, text, readOnly }) => [key, text, readOnly])).toEqual([
      ["color", '"red"', undefined],
      ["since", '"1970-01-01T00:00:00.000Z"', true],
      ["big", '"2n"', true],
    ]);
    await ada.edit("color", '"blue"', '"red"');
    expect(rows.get(id!)).toEqual({ color: "blue", since, big: 2n });
  });

  test("an edit keeps what the app has said of the cookie at its commit, and the value of a flash message", async () => {
    const { createCookieSessionStorage } = (await importFrom(folder, "react-router")) as Library;
    const storage = inspect(createCookieSessionStorage({ cookie: { name: "__session", secrets: ["a key"] } }), {
      token,
    });
    await using app = await serve(async ({ headers }, response) => {
      const session = await storage.getSession(headers.cookie);
      if (headers.cookie === undefined) {
        session.set("name", "ada");
        session.flash("note", "Welcome");
        response.setHeader("Set-Cookie", await storage.commitSession(session, { maxAge: 1209600 }));
      }
      response.end(JSON.stringify([session.get("name"), session.get("note")]));
    });
    const first = await app.ask("/");
    const [, cookie] = /=([^;]*)/.exec(first.headers.getSetCookie()[0]!)!;
    const update = { set: { name: '"lin"' }, delete: [], expect: { name: '"ada"' } };
    const { result } = await app.call("session.update", update, cookie!);
    expect(result.cookies[0]).toContain("; Max-Age=1209600");
    expect(await (await app.ask("/", result.cookies[0].split(";")[0])).json()).toEqual(["lin", "Welcome"]);
  });

  test("the endpoint is there on servers that have called the storage alone, and the app sees none of its calls", async () => {
    const { createCookieSessionStorage } = (await importFrom(folder, "react-router")) as Library;
    const storage = inspect(createCookieSessionStorage({ cookie: { name: "__session", secrets: ["a key"] } }), {
      token,
    });
    const seen: string[] = [];
    await using other = await serve((_request, response) => void response.writeHead(418).end());
    await using app = await serve(async ({ url, headers }, response) => {
      seen.push(url!);
      // Loaders of one page run side by side.
      if (url === "/") await Promise.all([storage.getSession(headers.cookie), storage.getSession(headers.cookie)]);
      response.end(url);
    });
    expect((await app.ask("/asset")).headers.get("sessionscope")).toBeNull();
    const [, path] = /path=([^;]+)/.exec((await app.ask("/")).headers.get("sessionscope")!)!;
    app.path = other.path = path!;
    expect((await app.call("hello", {}, null)).ok).toBe(true);
    expect((await fetch(other.origin + path, { method: "POST" })).status).toBe(418);
    expect(await (await app.ask("/asset")).text()).toBe("/asset");
    expect(seen).toEqual(["/asset", "/", "/asset"]);
  });

  test("a page that asks several storages announces the endpoint of the first", async () => {
    const { createCookieSessionStorage } = (await importFrom(folder, "react-router")) as Library;
    const [one, other] = ["one", "other"].map((path) =>
      inspect(createCookieSessionStorage({ cookie: { name: path, secrets: ["a key"] } }), { token, path: `/${path}` }),
    );
    await using app = await serve(async ({ headers }, response) => {
      await one!.getSession(headers.cookie);
      await other!.getSession(headers.cookie);
      response.end();
    });
    expect((await app.ask("/")).headers.get("sessionscope")).toMatch(/; path=\/one;/);
  });

  test("a request that ends somebody else's session has not ended the browser's", async () => {
    const { storage: plain, told } = inDatabase((await importFrom(folder, "react-router")) as Library);
    const storage = inspect(plain, { ...told, token });
    await using app = await serve(async ({ url, headers }, response) => {
      const session = await storage.getSession(headers.cookie);
      if (url === "/in") {
        session.set("color", "red");
        response.setHeader("Set-Cookie", await storage.commitSession(session));
      } else {
        await storage.destroySession(await storage.getSession(url!.slice(1)));
        session.set("color", "blue");
        await storage.commitSession(session);
      }
      response.end();
    });
    const [ada, grace] = await Promise.all(
      ["ada", "grace"].map(async () => (await app.ask("/in")).headers.getSetCookie()[0]!.split(";")[0]!),
    );
    await app.ask(`/${grace}`, ada);
    const { result } = await app.call("timeline.list", { limit: 10 }, ada!.split("=")[1]!);
    expect(result.entries.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["created", "created", "stored"]);
  });

  test("in production the storage comes back as it was", async () => {
    const { storage } = inCookie((await importFrom(folder, "react-router")) as Library);
    vi.stubEnv("NODE_ENV", "production");
    try {
      expect(inspect(storage)).toBe(storage);
      expect(inspect(storage, { token })).not.toBe(storage);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("an app of the framework, in development and built: the one line is all", async () => {
    const project = await writeApp(folder);
    const environment = { SESSIONSCOPE_TOKEN: token };
    for (const start of [FrameworkApp.develop, FrameworkApp.serve]) {
      await using app = await start(project, environment);
      const ada = new TestBrowser(app.origin);
      // The development server loads the app's modules with its first page, which is not announced.
      await ada.get("/");
      const page = await ada.get("/");
      expect([page.byId("visits"), page.headers.get("sessionscope")?.split("; ")[1]]).toEqual([
        "2",
        "path=/__sessionscope__",
      ]);
      const edit = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };
      const cookie = ada.cookies.get("__session")!;
      const { result } = await callOf(app.origin, "/__sessionscope__")("session.update", edit, cookie);
      ada.cookies.set("__session", /=([^;]*)/.exec(result.cookies[0])![1]!);
      expect((await ada.get("/")).byId("visits")).toBe("42");
    }
  });

  test("the example", async () => {
    // There it finds the libraries that the test has installed.
    const there = join(folder, "node_modules/.example");
    await cp(new URL("../../../../examples/react-router", import.meta.url), there, { recursive: true });
    await using app = await startExample(pathToFileURL(join(there, "server.js")).href, { SESSIONSCOPE_TOKEN: token });
    const ada = new TestBrowser(app.origin);
    expect((await ada.get("/")).byId("visits")).toBe("1");
    const named = await ada.post("/name", { name: "Ada <3" });
    expect([named.byId("name"), named.byId("visits")]).toEqual(["Ada &lt;3", "2"]);
    expect(named.headers.get("sessionscope")).toMatch(/^v=1; path=\/__sessionscope__; request=/);
    const edit = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };
    const { result } = await callOf(app.origin, "/__sessionscope__")(
      "session.update",
      edit,
      ada.cookies.get("__session")!,
    );
    ada.cookies.set("__session", /=([^;]*)/.exec(result.cookies[0])![1]!);
    expect((await ada.get("/")).byId("visits")).toBe("42");
    await ada.post("/forget");
    expect((await ada.get("/")).byId("visits")).toBe("1");
  });
});

async function guest(one: BridgeSubject) {
  const trial = new Trial(one);
  return Object.assign(await trial.guest(), { [Symbol.asyncDispose]: () => trial.end() });
}

/** An app of `node:http`. */
async function serve(page: RequestListener) {
  const { origin, close } = await listen(createServer(page));
  const app = {
    origin,
    path: "",
    async ask(target: string, cookie?: string) {
      const response = await fetch(origin + target, { headers: cookie === undefined ? {} : { cookie } });
      app.path ||= /path=([^;]+)/.exec(response.headers.get("sessionscope") ?? "")?.[1] ?? "";
      return response;
    },
    call: (...given: Parameters<ReturnType<typeof callOf>>) => callOf(origin, app.path)(...given),
    [Symbol.asyncDispose]: close,
  };
  return app;
}

/** Calls the endpoint as the panel does. */
const callOf = (origin: string, path: string) => async (command: string, params: object, cookie: string | null) => {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  const body = JSON.stringify({ protocol: protocolVersion, command, params, cookie });
  return (await fetch(origin + path, { method: "POST", headers, body })).json();
};
