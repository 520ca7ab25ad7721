/** The protocol suite on our own endpoint, over node:http: on a store, and where sessions live in their cookies. */

import { createServer } from "node:http";
import { afterAll, describe, test } from "vitest";
import { nodeSessions } from "../adapters/node-http.ts";
import type { Store } from "../core/store.ts";
import { createSessions } from "../create-sessions.ts";
import { defaultPath } from "../protocol.ts";
import { MemoryStore } from "../stores/memory.ts";
import { listen } from "./adapter-suite/listen.ts";
import type { ProtocolServer } from "./protocol-suite/subject.ts";
import { protocolSuite } from "./protocol-suite.ts";
import { signedIn } from "./signed-in.ts";

const token = "a-token-of-the-test";

/** A store that fails for as long as its switch says so. */
function failing(store: Store, failure: { on: boolean }): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        if (failure.on) return Promise.reject(new Error("The store is switched off."));
        return member.apply(target, args);
      };
    },
  });
}

/** An app whose only page is its debug endpoint. */
async function serve(store: Store | string, more: Partial<ProtocolServer> = {}): Promise<ProtocolServer> {
  const secret = "a secret for the tests, long enough";
  const sessions = await createSessions({ store, secret, debug: { token } });
  const server = await listen(createServer(nodeSessions(sessions, (_request, response) => response.end())));
  afterAll(async () => {
    await server.close();
    await sessions.close();
  });
  return {
    url: server.origin + defaultPath,
    token,
    makeSession: async (values) => (await signedIn(sessions, values)).split("=")[1]!,
    ...more,
  };
}

const failure = { on: false };
const inMemory = await serve(failing(new MemoryStore(), failure), {
  mayLock: true,
  mayClear: true,
  async whileStoreFails(work) {
    failure.on = true;
    await work().finally(() => {
      failure.on = false;
    });
  },
});
const inCookies = await serve("signed-cookie:", { kind: "client", mayLock: true, mayClear: true });

describe.each([
  ["memory:", inMemory],
  ["signed-cookie:", inCookies],
])("the endpoint on %s", (_, server) => {
  for (const { name, skip, run } of protocolSuite(server)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});
