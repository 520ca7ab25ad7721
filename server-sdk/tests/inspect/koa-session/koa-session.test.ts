/** The bridge to koa-session, on the library itself: the suite, and what is special to it. It runs where KOA_SESSION is "all". */

import { randomUUID } from "node:crypto";
import { beforeAll, describe, test } from "vitest";
import { startService } from "../../../../scripts/services/services.ts";
import type { BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { installPackages } from "../installed-packages.ts";
import { driveExample } from "./drive-example.ts";
import { startApp } from "./koa-app.ts";
import { cookieTests, storeTests, wrongUseTests } from "./special.ts";
import { ObjectStore, RedisStore, TextStore } from "./stores.ts";

const wanted = process.env.KOA_SESSION === "all";

beforeAll(() => {
  if (wanted) installPackages(import.meta.dirname);
});

const noList = "the library's stores list nothing";

function onTexts(options: object, koa?: string): BridgeSubject {
  let store = new TextStore();
  return {
    name: "koa-session",
    lacks: { list: noList },
    start(app, debug, lines) {
      store = new TextStore();
      return startApp({ options: { store, ...options }, ...(koa && { koa }) }, app, debug, lines);
    },
    rawRecords: async () => [[...store.texts], store.renewed],
    async whileStoreFails(work) {
      store.fails = true;
      try {
        await work();
      } finally {
        store.fails = false;
      }
    },
  };
}

/** A store of the library's that is made anew for each request. */
function onContextStores(): BridgeSubject {
  return {
    name: "koa-session",
    lacks: { list: noList },
    start(app, debug, lines) {
      const objects = new Map<string, object>();
      class ContextStore extends ObjectStore {
        override readonly objects = objects;
      }
      return startApp({ options: { ContextStore } }, app, debug, lines);
    },
  };
}

let redis: Awaited<ReturnType<typeof startService>> | undefined;
function onRedis(): BridgeSubject {
  let store: RedisStore | undefined;
  return {
    name: "koa-session",
    lacks: { list: noList },
    async start(app, debug, lines) {
      redis ??= await startService("redis");
      store ??= await RedisStore.open(redis.url);
      await store.clear();
      return startApp({ options: { store } }, app, debug, lines);
    },
    rawRecords: () => store!.records(),
  };
}

function inCookies(options: object, lacks: BridgeSubject["lacks"] = {}): BridgeSubject {
  return {
    name: "koa-session",
    kind: "client",
    lacks: { cycle: "the cookie is the session", renew: "there is no key", ...lacks },
    start: (app, debug, lines) => startApp({ options }, app, debug, lines),
  };
}

/** Each cookie has a text of its own: otherwise it would depend on the millisecond whether two are the same. */
const encoding = {
  encode: (data: object) => Buffer.from(JSON.stringify({ nonce: randomUUID(), data })).toString("base64url"),
  decode: (text: string) => JSON.parse(Buffer.from(text, "base64url").toString()).data as object,
};

describe.skipIf(!wanted)("koa-session", () => {
  describe.each([
    ["a store", onTexts({})],
    ["a store, on Koa 2", onTexts({}, "koa-2")],
    ["a store, rolling", onTexts({ rolling: true })],
    ["a store, until the browser closes, without a signature", onTexts({ maxAge: "session", signed: false })],
    ["stores of a context", onContextStores()],
    ["Redis", onRedis()],
    ["cookies", inCookies({})],
    ["cookies in a form of the app's own, rolling", inCookies({ rolling: true, ...encoding })],
    ["cookies without a signature", inCookies({ signed: false, key: "plain" }, { signature: "nobody signs it" })],
  ])("%s", (_, one) => {
    for (const { name, skip, run } of bridgeSuite(one)) {
      test(name, (context) => (skip ? context.skip(skip) : run()));
    }
  });

  test.each(["in cookies", "on Redis"])("the example, %s", driveExample);
  describe("in a store", storeTests);
  describe("in the cookie", cookieTests);
  describe("where it cannot look", wrongUseTests);
});
