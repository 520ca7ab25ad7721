/** The app with the wrapper gives the answers that it gives without it. */

import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { inspect } from "../../../src/inspect/express-session.ts";
import { listen } from "../../../src/testing/adapter-suite/listen.ts";
import { token } from "../../debug/asking.ts";
import { frameworks, type Handler, listenerOf, load } from "./libraries.ts";
import { openApp, sessionMiddleware, type TrialOptions, type Visitor } from "./trial.ts";

/** What changes from visit to visit. */
const passing = /Expires=[^;]*|s%3A[^;]*|GMT/g;

/** The same visits by two visitors, with and without the wrapper. */
async function visits(options: TrialOptions): Promise<unknown[]> {
  const app = await openApp(options);
  const base = options.path ?? "";
  const answers: unknown[] = [];
  const note = async (visit: ReturnType<Visitor["get"]>) => {
    const { status, text, headers } = await visit;
    const { sessionscope: _, date: __, ...rest } = Object.fromEntries(headers);
    answers.push([status, text, JSON.stringify(rest).replaceAll(passing, "…")]);
  };
  for (const visitor of [app.visitor(), app.visitor()]) {
    for (const path of ["/look", "/login", "/look", "/remember?seconds=60", "/look", "/logout", "/look"]) {
      await note(visitor.get(base + path));
    }
    await note(visitor.set({ a: 1 }));
    const slow = await visitor.slow({ b: 2 }, `${base}/slow`);
    await note(visitor.get(`${base}/look`));
    await note(slow.finish());
    await note(visitor.get(`${base}/look`));
    visitor.cookies.set("connect.sid", "s%3Aforged.signature");
    await note(visitor.get(`${base}/look`));
  }
  return answers;
}

/** One id after the other, as text. */
function counter(): () => string {
  let id = 0;
  return () => `${++id}`;
}

/** Middleware that leaves on the request what a cookie function needs. */
const tenant: Handler = (request, _, next) => {
  Object.assign(request, { tenant: { path: "/" } });
  next();
};

/** A store that fails from the third call on. */
function failing(): object {
  const store = new (load("express-session").MemoryStore)();
  let calls = 0;
  for (const name of ["get", "set", "destroy"]) {
    const method = store[name];
    store[name] = (...args: unknown[]) => {
      if (++calls < 3) return method.apply(store, args);
      (args.at(-1) as (error: Error) => void)(new Error("the store is down"));
    };
  }
  return store;
}

/** A store that is not connected. */
function disconnected(): object {
  const store = new (load("express-session").MemoryStore)();
  setImmediate(() => store.emit("disconnect"));
  return store;
}

const configurations: Readonly<Record<string, () => TrialOptions>> = {
  ...Object.fromEntries(frameworks.map((framework) => [framework, () => ({ framework })])),
  "resave and saveUninitialized": () => ({ session: { resave: true, saveUninitialized: true } }),
  rolling: () => ({ session: { rolling: true } }),
  "a counter for ids": () => ({ session: { genid: counter(), saveUninitialized: true } }),
  "an id per client": () => ({ session: { genid: () => "the-same", resave: true } }),
  "a cookie function": () => ({
    session: {
      cookie: (request: { hostname: string; tenant: { path: string }; get(name: string): string }) => ({
        path: request.tenant.path,
        sameSite: request.hostname === "127.0.0.1" && request.get("host") ? "lax" : "none",
      }),
    },
    before: [{ handler: tenant }],
  }),
  "secure cookies over http": () => ({ session: { cookie: { secure: true } } }),
  auto: () => ({ session: { cookie: { secure: "auto", sameSite: "auto" } } }),
  "unset: destroy": () => ({ session: { unset: "destroy" } }),
  "a path in front": () => ({ path: "/shop" }),
  "a cookie for a path": () => ({ session: { cookie: { path: "/look" } } }),
  "a store that fails": () => ({ session: { store: failing() } }),
  "a store that is not connected": () => ({ session: { store: disconnected() } }),
};

export function unchangedTests(): void {
  test.each(Object.entries(configurations))("the same visits, the same answers: %s", async (_, options) => {
    const without = await visits({ ...options(), inspected: false });
    expect(await visits(options())).toEqual(without);
  });

  test("in production the middleware itself comes back, unless a token is configured", () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = "production";
    try {
      const middleware: Handler = () => {};
      expect(inspect(middleware)).toBe(middleware);
      expect(inspect(middleware, { token })).not.toBe(middleware);
    } finally {
      process.env.NODE_ENV = before;
    }
  });

  test("a socket's handshake has no response: it goes to the middleware as it is", async () => {
    const middleware = inspect(sessionMiddleware(), { token });
    const request = { url: "/", headers: {}, connection: {} };
    await new Promise<void>((resolve, reject) => {
      middleware(request as never, {} as never, (error) => (error ? reject(error) : resolve()));
    });
    expect(request).toHaveProperty("session");
    const store = { get() {}, set() {} };
    expect(() => inspect(undefined as never)).not.toThrow();
    expect(inspect(store as never)).toBe(store);
  });

  test("the cookie that is announced is the one for whoever asks, and no id is used up for it", async () => {
    const auto = await openApp({ session: { cookie: { secure: "auto" }, proxy: true } });
    const { panel } = await auto.signedIn();
    const https = { "X-Forwarded-Proto": "https" };
    expect([(await panel.hello()).cookie.secure, (await panel.hello(https)).cookie.secure]).toEqual([false, true]);

    const app = await openApp({ session: { genid: counter() } });
    const { visitor, panel: other } = await app.signedIn();
    await other.hello();
    await other.edit({ color: "teal" });
    const next = app.visitor();
    await next.set({ a: 1 });
    // The login takes two: one for the visit, one for its new session.
    expect([visitor.sid, next.sid]).toEqual(["2", "3"]);
  });

  test("a cookie for a path alone, and a secure cookie behind a health check over http", async () => {
    const app = await openApp({ session: { cookie: { path: "/look" } } });
    const visitor = app.visitor();
    expect((await visitor.get("/elsewhere")).headers.get("sessionscope")).toBeNull();
    expect((await visitor.get("/look")).headers.get("sessionscope")).toMatch(/^v=1; path=\/__sessionscope__;/);
    expect((await app.panelOf(visitor).hello()).cookie.path).toBe("/look");

    const secure = await openApp({ session: { cookie: { secure: true }, proxy: true } });
    await secure.visitor().get("/health");
    const hello = await secure.panelOf(secure.visitor()).hello();
    expect(hello.cookie).toMatchObject({ name: "connect.sid", secure: true });
  });

  test("several wrappers at one place each announce an address of their own, and answer at it", async () => {
    const wrappers = ["/admin", "/shop"].map((path) =>
      inspect(sessionMiddleware({ name: path.slice(1), cookie: { path } }), { token }),
    );
    const routes: Handler = (request, response) => response.end(JSON.stringify(Object.keys(request.session ?? {})));
    const listener = await listenerOf(
      "express",
      [...wrappers, routes].map((handler) => ({ handler })),
    );
    const server = await listen(createServer(listener));
    onTestFinished(() => server.close());
    const announced = async (path: string) => (await fetch(server.origin + path)).headers.get("sessionscope");
    const paths = [await announced("/admin/x"), await announced("/shop/x")].map(
      (text) => /path=([^;]+)/.exec(text!)![1]!,
    );
    expect(new Set(paths).size).toBe(2);
    for (const path of paths) expect((await fetch(server.origin + path, { method: "POST" })).status).toBe(404);
    expect(await announced("/")).toBeNull();
  });
}
