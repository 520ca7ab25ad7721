/**
 * Keys are secrets: through the whole life of a session and every failure in it, session keys and sealed cookies appear in
 * `Set-Cookie` only.
 */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { inspect } from "node:util";
import { type ClientStore, createSessions, openStore, type Session, type Sessions, type Store } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { listen } from "sessionscope/testing";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Reply, Visitor } from "../src/testing/adapter-suite/visitor.ts";
import { askFor, debugCall, everyCall } from "./debug/asking.ts";
import type { Data } from "./histories/visitor.ts";
import { openServerStore } from "./open-server-store.ts";
import { atomicStores } from "./server-stores.ts";

const spans = ["start", "end", "asyncStart", "asyncEnd", "error"];
const channels = [
  ...["request", "rejected", "degraded", "panel"].map((name) => `sessionscope:${name}`),
  ...spans.flatMap((span) => [`tracing:sessionscope:load:${span}`, `tracing:sessionscope:commit:${span}`]),
];

/** Everything that was reported, and where. */
let told: (readonly [where: string, text: string])[] = [];
const tell = (where: string, what: unknown): void => {
  const options = {
    depth: null,
    showHidden: true,
    maxStringLength: null,
    maxArrayLength: null,
    getters: true,
  } as const;
  told.push([where, typeof what === "string" ? what : inspect(what, options)]);
};
const listener = (event: unknown, channel: string | symbol) => tell(String(channel), event);
const onWarning = (warning: Error) => tell("process warning", warning);

beforeEach(() => {
  told = [];
  for (const channel of channels) subscribe(channel, listener);
  process.on("warning", onWarning);
  for (const name of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, name).mockImplementation((...args: unknown[]) => tell(`console.${name}`, args));
  }
});
afterEach(() => {
  for (const channel of channels) unsubscribe(channel, listener);
  process.off("warning", onWarning);
  vi.restoreAllMocks();
});

/** Records the calls to the store and its answers. With `down` the store fails as a driver would. */
function overheard<S extends Store | ClientStore>(inner: S, state: { down: boolean }): S {
  return new Proxy(inner, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      // The store itself may see what it seals and opens.
      if (target.kind === "client") return member.bind(target);
      return (...args: unknown[]) => {
        tell(`store.${String(name)}`, args);
        if (state.down && name !== "close") throw new Error("connection refused");
        return member.apply(target, args);
      };
    },
  });
}

type Deed = (session: Session<Data>, sessions: Sessions<Data>) => unknown;
const deeds: Readonly<Record<string, Deed>> = {
  "/in": async (session) => {
    session.update({ user: "ada", cart: ["tea"] });
    session.bindUser("ada");
    session.flash("success", "hello");
    await session.cycleKey();
  },
  "/read": (session) => [session.user, session.sessionKey, session.takeFlash()],
  "/change": (session) => {
    session.setExpiry(300);
    session.update("visits", (n) => Number(n ?? 0) + 1);
  },
  "/cycle": (session) => session.cycleKey(),
  "/others": (session, sessions) => sessions.destroyOthers(session),
  "/date": (session) => session.set("at", new Date() as never),
  "/large": (session) => session.set("large", "x".repeat(2_000_000)),
  "/throw": (session) => {
    throw new Error(`failed for ${session.user}`);
  },
  "/print": (session) => console.log(session, inspect(session, { showHidden: true, depth: 9 })),
  "/out": (session) => session.flush(),
};

async function live(store: Store | ClientStore, settings: { secret?: string } = {}): Promise<Set<string>> {
  const state = { down: false };
  const keys = new Set<string>();
  const sessions = await createSessions<Data>({
    ...settings,
    store: overheard(store, state),
    debug: { token: "a-token-of-the-test" },
    saveEveryRequest: true,
  });
  let meanwhile: (() => Promise<unknown>) | null = null;
  const handler = nodeSessions(
    sessions,
    async (request, response, session) => {
      const deed = deeds[request.url ?? ""];
      await deed?.(session, sessions);
      await meanwhile?.();
      response.end(JSON.stringify(session));
    },
    (error, _request, response) => {
      tell("error", error);
      const { status = 500, message, stack } = error as { status?: number; message: string; stack: string };
      response.statusCode = status;
      response.end(`${message}\n${stack}`);
    },
  );
  const server = await listen(createServer(handler));
  const visitors: Visitor[] = [];
  onTestFinished(async () => {
    for (const visitor of visitors) visitor.close();
    await server.close();
    await sessions.close();
  });
  const visitor = (): Visitor => {
    const one = new Visitor(server.origin);
    visitors.push(one);
    return one;
  };
  const go = async (who: Visitor, path: string): Promise<Reply> => {
    const reply = await who.get(path);
    for (const line of reply.setCookies) {
      const value = /^sessionid=([^;]*)/.exec(line)![1]!;
      if (value !== "") keys.add(value);
    }
    tell(`${path} headers`, reply.rawHeaders.filter((text) => !/^sessionid=/.test(text)).join("\n"));
    tell(`${path} body`, reply.body);
    return reply;
  };
  const panel = async (command: string, params: unknown, cookie: string | null) => {
    const answer = await sessions.endpoint!.handle(debugCall(askFor(command, params, cookie)));
    if (typeof answer.body !== "string") return;
    tell(`${command} headers`, answer.headers);
    const { result = {}, ...rest } = JSON.parse(answer.body) as { result?: { cookies?: string[] } };
    for (const line of result.cookies ?? []) keys.add(/^sessionid=([^;]*)/.exec(line)![1]!);
    keys.delete("");
    tell(command, { ...rest, result: { ...result, cookies: [] } });
  };

  const [ada, phone, late, thief] = [visitor(), visitor(), visitor(), visitor()];
  for (const path of Object.keys(deeds)) await go(ada, path);
  await go(ada, "/in");
  await go(phone, "/in");
  late.cookies.set("sessionid", ada.cookies.get("sessionid")!);
  meanwhile = async () => {
    meanwhile = null;
    await go(ada, "/out");
  };
  // A commit to a session that is gone, then an unknown key, then two keys at once.
  await go(late, "/change");
  await go(late, "/change");
  await go(ada, "/in");
  thief.cookies.set("sessionid", `${phone.cookies.get("sessionid")}; sessionid=${ada.cookies.get("sessionid")}`);
  await go(thief, "/read");
  for (const [command, params] of everyCall) await panel(command, params, ada.cookies.get("sessionid") ?? null);
  await go(ada, "/out");
  await go(ada, "/in");
  state.down = true;
  for (const path of Object.keys(deeds)) await go(ada, path);
  for (const [command, params] of everyCall) await panel(command, params, ada.cookies.get("sessionid") ?? null);
  return keys;
}

function expectSecret(keys: ReadonlySet<string>): void {
  expect(keys.size).toBeGreaterThan(5);
  const leaks = [...keys].flatMap((key) => told.filter(([, text]) => text.includes(key)).map(([where]) => where));
  expect([...new Set(leaks)]).toEqual([]);
}

/** The bytes of all files under a path, or of the files that begin with it. */
function onDisk(path: string): Buffer {
  const folder = statSync(path).isDirectory() ? path : join(path, "..");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

describe("only its own browser receives a key", () => {
  test.each(atomicStores)("$name", async ({ newUrl }) => {
    const url = await newUrl();
    const keys = await live(await openServerStore(url));
    expectSecret(keys);
    const heard = new Set(told.map(([where]) => where.replace(/:.*:/, ":")));
    for (const where of ["error", "console.log", "store.create", "sessionscope:request", "sessionscope:rejected"]) {
      expect(heard).toContain(where);
    }
    expect(told.map(([where]) => where)).toEqual(expect.arrayContaining(["tracing:sessionscope:commit:asyncEnd"]));
    const [, path] = /^(?:sqlite|file):(\/.*)$/.exec(url) ?? [];
    if (path === undefined) return;
    const bytes = onDisk(path);
    expect(bytes.includes("ada")).toBe(true);
    expect([...keys].filter((key) => bytes.includes(key))).toEqual([]);
  });

  test.each(["signed-cookie:", "signed-cookie:?encrypt"])("a sealed cookie, %s", async (url) => {
    const secret = "the secret of the sealed cookies";
    const keys = await live(await openStore(url, { secret: [secret] }), { secret });
    expectSecret(keys);
    expect(told.filter(([, text]) => text.includes(secret)).map(([where]) => where)).toEqual([]);
  });
});
