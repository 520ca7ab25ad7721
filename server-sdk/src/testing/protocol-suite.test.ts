/** The protocol suite on our own endpoint, over node:http: on a store, and where sessions live in their cookies. */

import { createServer } from "node:http";
import { afterAll, describe, expect, test } from "vitest";
import { nodeSessions } from "../adapters/node-http.ts";
import type { Store } from "../core/store.ts";
import { createSessions } from "../create-sessions.ts";
import { defaultPath, type Expiry } from "../protocol.ts";
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

describe("a server whose library keeps no moment, with no limit and no deadline", () => {
  /** The endpoint in memory, with other answers. */
  const fetchLess: ProtocolServer["fetch"] = async (url, init) => {
    const { command, params } = JSON.parse(String(init.body)) as { command: string; params: { expiry?: Expiry } };
    if (params?.expiry?.kind === "moment") {
      const error = { code: "unsupported", message: "No moment can be kept." };
      return Response.json({ ok: false, error }, { status: 400 });
    }
    const response = await fetch(url, init);
    const text = (await response.text()).replaceAll(/"(limit|expiresAt)":\d+/g, '"$1":null');
    const engine = { name: "Less", revisions: "stored", edits: "none", expiry: ["policy", "browser-close", "seconds"] };
    const told =
      command === "hello" ? text.replace('"result":{', `"result":{"engine":${JSON.stringify(engine)},`) : text;
    return new Response(told, response);
  };
  const needy = [
    ["expiry: a moment stays where it is, whatever changes", "moment"],
    ["expiry: a moment that has passed ends the session", "moment"],
    ["expiry: a moment that no cookie could name is refused", "moment"],
    ["expiry: a session is live until its deadline and gone from then on", "deadlines"],
    ["update: refuses what is more than a session may take", "limit"],
    ["whole-session: session.restore refuses more than a session may take", "limit"],
  ] as const;
  const less = { ...inMemory, fetch: fetchLess };

  test.each(needy)("%s: is no case that passes in silence", async (name, need) => {
    const find = (server: ProtocolServer) =>
      protocolSuite(server).find((one) => one.name === `protocol-suite/${name}`)!;
    await expect(find(less).run()).rejects.toThrow();
    expect(find({ ...less, lacks: { [need]: "it has none" } }).skip).toBe("it has none");
  });
});
