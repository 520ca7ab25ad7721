/** The bridge to @fastify/secure-session, on the library itself: the suite, and what is special to it. It runs where FASTIFY_SESSIONS is "all". */

import { beforeAll, describe, expect, test } from "vitest";
import { type InspectOptions, inspect } from "../../../src/inspect/fastify-secure-session.ts";
import { defaultPath } from "../../../src/protocol.ts";
import type { AppSession, BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { Trial } from "../../../src/testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { installPackages } from "../installed-packages.ts";
import { driveSecureExample } from "./drive-example.ts";
import { type App, addPages, load, newApp, serve } from "./open-app.ts";

const wanted = process.env.FASTIFY_SESSIONS === "all";
const usual = { key: Buffer.alloc(32, 7), cookie: { path: "/" } };

beforeAll(() => {
  if (wanted) installPackages(import.meta.dirname);
});

function subject(options: object = usual, sessionName = "session", more: InspectOptions = {}): BridgeSubject {
  return {
    name: "@fastify/secure-session",
    kind: "client",
    lacks: {
      cycle: "the cookie is the session",
      expiry: "all sessions have the same age",
      renew: "there is no key",
    },
    async start(visited, debug, lines = 1) {
      const app = await newApp();
      await app.register(await load("@fastify/secure-session"), options);
      for (let line = 0; debug && line < lines; line++)
        await app.register(inspect, { path: defaultPath, ...more, ...debug });
      addPages(app, visited, (request) => sessionOf(request[sessionName]));
      return serve(app);
    },
  };
}

const sessionOf = (session: App): AppSession => ({
  all: () => session.data(),
  set: (key, value) => session.set(key, value),
  // The library has no other way to take a key away.
  delete: (key) => session.regenerate(Object.keys(session.data()).filter((other) => other !== key)),
  end: () => session.delete(),
});

const keys = { key: [Buffer.alloc(32, 9), Buffer.alloc(32, 7)], cookieName: "sealed" };
const several = [
  { ...usual, sessionName: "other" },
  { ...usual, sessionName: "cart", cookie: { path: "/", signed: true } },
];

describe.skipIf(!wanted)("@fastify/secure-session", () => {
  describe.each([
    ["a key", subject()],
    [
      "two keys, another name, a secure cookie of an age",
      subject({ ...keys, cookie: { path: "/", secure: true, maxAge: 60 } }),
    ],
    ["the second of two sessions, signed too", subject(several, "cart", { sessionName: "cart" })],
  ])("%s", (_, one) => {
    for (const { name, skip, run } of bridgeSuite(one)) {
      test(name, (context) => (skip ? context.skip(skip) : run()));
    }
  });

  test("the example", driveSecureExample);

  test("more than a cookie can hold is refused before it is sent, which the library would send", async () => {
    const trial = new Trial(subject());
    try {
      const ada = await trial.visitor({ color: "red" });
      const long = JSON.stringify("x".repeat(3800));
      await ada.refused("too-large", "session.update", { set: { long }, delete: [], expect: { long: null } });
      expect(await ada.seen()).toEqual({ color: "red" });
      await ada.set({ long: "x".repeat(3800) });
      expect(ada.cookies.get("session")!.length).toBeGreaterThan(4096);
    } finally {
      await trial.end();
    }
  });

  test("in a part of an app it is that part's, at an address of its own; in the wrong place it is one warning", async () => {
    const told: string[] = [];
    process.on("warning", ({ message }) => void told.push(message));
    const app = await newApp();
    await app.register(inspect);
    await app.register(
      async (part: App) => {
        await part.register(await load("@fastify/secure-session"), usual);
        await part.register(inspect, { path: "/look", token: "the-token-of-the-bridge-suite" });
        part.get("/page", async ({ session }: App) => session.set("color", "red") ?? "");
      },
      { prefix: "/shop" },
    );
    await expect.poll(() => told).toEqual([expect.stringContaining("register it after @fastify/secure-session")]);
    const page = await app.inject("/shop/page");
    expect(page.headers.sessionscope).toBe("v=1; path=/shop/look; request=1");
    const headers = { "content-type": "application/json", authorization: "Bearer the-token-of-the-bridge-suite" };
    const cookie = decodeURIComponent(page.cookies[0].value) && page.headers["set-cookie"].split(/[=;]/)[1];
    const payload = JSON.stringify({ protocol: 1, command: "session.read", params: {}, cookie });
    const { server } = app;
    await app.listen({ port: 0, host: "127.0.0.1" });
    const asked = await fetch(`http://127.0.0.1:${server.address().port}/shop/look`, {
      method: "POST",
      headers,
      body: payload,
    });
    expect((await asked.json()).result.session.entries).toMatchObject([{ key: "color", text: '"red"' }]);
    server.closeAllConnections();
    await app.close();
  });
});
