import { createServer } from "node:http";
import express from "express";
import { Passport } from "passport";
import { Strategy } from "passport-local";
import { describe, expect, onTestFinished, test } from "vitest";
import { SessionManager } from "../core/request/session-manager.ts";
import { parseSettings } from "../core/settings.ts";
import { MemoryStore } from "../stores/memory.ts";
import { Visitor } from "../testing/adapter-suite/visitor.ts";
import { WatchedStore } from "../testing/adapter-suite/watched-store.ts";
import { listen } from "../testing/adapter-suite.ts";
import { expressSessions } from "./express.ts";
import { passportSessions } from "./passport.ts";

interface User {
  id: string;
}

/** A real Passport with a local strategy: everybody may come in, but those with the password "wrong". */
async function start({ keepSessionInfo = false } = {}) {
  const store = new WatchedStore(new MemoryStore(), false);
  const passport = new Passport();
  passport.use(new Strategy((id, password, done) => done(null, password === "wrong" ? false : { id })));
  passport.serializeUser((user, done) => done(null, (user as User).id));
  passport.deserializeUser((id: string, done) => done(null, { id }));
  const app = express();
  app.use(expressSessions(new SessionManager(parseSettings({ store }), store, undefined)));
  app.use(passportSessions());
  app.use(passport.session());
  app.use(express.urlencoded({ extended: false }));
  app.post("/login", passport.authenticate("local", { keepSessionInfo }), (request, response) => {
    response.status(Number(request.query.status ?? 200)).send("in");
  });
  app.post("/logout", (request, response, next) => {
    request.logout({ keepSessionInfo }, (error) => (error ? next(error) : response.status(500).send("out")));
  });
  type Destroyable = { destroy(done?: (error?: unknown) => void): Promise<void> | undefined };
  app.post("/destroy", async (request, response, next) => {
    const session = request.session as unknown as Destroyable;
    if (request.query.how === "awaited") {
      await session.destroy();
      response.status(500).send("out");
    } else session.destroy((error) => (error ? next(error) : response.status(500).send("out")));
  });
  app.get("/cart", (request, response) => {
    request.session.set("cart", ["tea"]);
    response.send("ok");
  });
  app.get("/", (request, response) => {
    response.json({ user: (request.user as User | undefined)?.id, cart: request.session.get("cart") });
  });
  const server = await listen(createServer(app));
  const visitor = new Visitor(server.origin);
  onTestFinished(async () => {
    visitor.close();
    await server.close();
  });
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const body = "username=ada&password=right";
  return {
    store,
    visitor,
    seen: async () => JSON.parse((await visitor.get("/")).body),
    login: (query = "") => visitor.get(`/login${query}`, { method: "POST", headers, body }),
    logout: () => visitor.get("/logout", { method: "POST" }),
    key: () => visitor.cookies.get("sessionid"),
    asKey: async (key: string | undefined) => {
      const other = new Visitor(server.origin);
      other.cookies.set("sessionid", key!);
      const reply = await other.get("/");
      other.close();
      return JSON.parse(reply.body);
    },
  };
}

describe("passportSessions", () => {
  test("logs in under a new key and without the data from before, and out at once", async () => {
    const { visitor, seen, login, logout, key, asKey } = await start();
    await visitor.get("/cart");
    const before = key();
    expect((await login()).body).toBe("in");
    const during = key();
    expect(during).not.toBe(before);
    expect(await seen()).toEqual({ user: "ada" });
    expect(await asKey(before)).toEqual({});
    // The answer is a 500; the logout holds.
    expect((await logout()).status).toBe(500);
    expect(await seen()).toEqual({});
    expect(await asKey(during)).toEqual({});
  });

  test.each(["callback", "awaited"])(
    "destroy ends the session at once, whatever becomes of the answer (%s)",
    async (how) => {
      const { store, visitor, seen, login, key, asKey } = await start();
      await login();
      const during = key();
      store.failure = new Error("down");
      expect((await visitor.get(`/destroy?how=${how}`, { method: "POST" })).status).toBe(503);
      store.failure = null;
      expect(await seen()).toEqual({ user: "ada" });
      expect((await visitor.get(`/destroy?how=${how}`, { method: "POST" })).body).toBe("out");
      expect(await asKey(during)).toEqual({});
      expect(await seen()).toEqual({});
    },
  );

  test("keeps the data where Passport is told so", async () => {
    const { visitor, seen, login, logout, key } = await start({ keepSessionInfo: true });
    await visitor.get("/cart");
    const before = key();
    await login();
    expect(key()).not.toBe(before);
    expect(await seen()).toEqual({ user: "ada", cart: ["tea"] });
    await login();
    expect(await seen()).toEqual({ user: "ada", cart: ["tea"] });
    await logout();
    expect(await seen()).toEqual({});
  });

  test("a login that ends in a 5xx leaves everything as it was", async () => {
    const { visitor, seen, login, key } = await start();
    await visitor.get("/cart");
    const before = key();
    expect((await login("?status=503")).status).toBe(503);
    expect([key(), await seen()]).toEqual([before, { cart: ["tea"] }]);
  });

  test("a refused password changes nothing", async () => {
    const { visitor, seen, key } = await start();
    await visitor.get("/cart");
    const before = key();
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const refused = await visitor.get("/login", { method: "POST", headers, body: "username=ada&password=wrong" });
    expect([refused.status, key(), await seen()]).toEqual([401, before, { cart: ["tea"] }]);
  });

  test("a store that fails is an error for the app", async () => {
    const { store, login, logout, seen } = await start();
    await login();
    store.failure = new Error("down");
    expect((await login()).status).toBe(503);
    expect((await logout()).status).toBe(503);
    store.failure = null;
    expect(await seen()).toEqual({ user: "ada" });
  });
});
