/** The bridge to `toy-sessions.ts`, and the line that its apps type: `inspectToy(toySessions(secret))`. */

import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { answerDebugCall, isDebugCall, pathOf } from "../../src/adapters/node-http/debug-call.ts";
import type { DebugOptions } from "../../src/core/settings.ts";
import { isInspectable } from "../../src/inspect/base/inspectable.ts";
import { type Inspected, serveBridge } from "../../src/inspect/base/serve-bridge.ts";
import type { Content, Held, SessionBridge } from "../../src/inspect/bridge.ts";
import {
  signedToy,
  type ToyMiddleware,
  type ToyRequest,
  type ToySession,
  type ToySessions,
  toyLine,
  verifiedToy,
} from "./toy-sessions.ts";

export type ToyBridge = SessionBridge<string>;

/** A request of the app, and what it has loaded, with what a panel has written since. */
interface Work {
  readonly request: ToyRequest;
  readonly session: ToySession;
  readonly id: string;
  stored: string;
  ended: boolean;
}

export type UnderWay = Set<Work>;

export function toyBridge({ store, secret }: ToySessions, underWay: UnderWay = new Set()): ToyBridge {
  // The panel's own writes are not the app's: what the wrapper has put over the store's methods must not see them.
  const [set, destroy] = [store.set.bind(store), store.destroy.bind(store)];
  const heldOf = (id: string, session: ToySession): Held<string> => ({ ref: id, id, ...contentOf(session) });
  const issue = (id: string, { entries }: Content, lines: string[]) => {
    const held = heldOf(id, dataOf(entries));
    return { held, cookieValue: signedToy(id, secret), lines };
  };
  const find = async (id: string) => {
    const session = await store.get(id);
    return session && heldOf(id, session);
  };
  const end = async (id: string) => {
    for (const work of underWay) if (work.id === id) work.ended = true;
    await destroy(id);
  };
  return {
    name: "toy sessions 1.0.0 (Map)",
    kind: "server",
    limit: 10_000,
    expiry: [],
    edits: "merge",
    watched: true,
    cookie: async () => ({ name: "toy", path: "/", httpOnly: true, sameSite: "Lax" }),
    async read(sent) {
      const id = verifiedToy(sent.get("toy") ?? "", secret);
      return id === null ? null : find(id);
    },
    async write(held, next) {
      await set(held.id, dataOf(next.entries));
      for (const work of underWay) if (work.id === held.id) merge(work, held.entries, next.entries);
      return issue(held.id, next, []);
    },
    async create(next) {
      const id = randomUUID();
      await set(id, dataOf(next.entries));
      return issue(id, next, [toyLine(id, secret)]);
    },
    async rotate(held) {
      const id = randomUUID();
      await set(id, dataOf(held.entries));
      await end(held.id);
      return issue(id, held, [toyLine(id, secret)]);
    },
    remove: ({ id }) => end(id),
    dropLines: async () => ["toy=; Path=/; Max-Age=0"],
    stored: {
      list: async () => [...store.texts].map(([id, text]) => heldOf(id, JSON.parse(text))),
      find,
    },
  };
}

/** A request under way saves its copy whole: it gets what the panel has changed. */
function merge(work: Work, before: Content["entries"], after: Content["entries"]): void {
  const stored = JSON.parse(work.stored) as ToySession;
  for (const copy of [work.session, stored]) {
    for (const key of before.keys()) if (!after.has(key)) delete copy[key];
    for (const [key, text] of after) if (before.get(key) !== text) copy[key] = JSON.parse(text);
  }
  work.stored = JSON.stringify(stored);
}

export function inspectToy(sessions: ToySessions, debug: DebugOptions = {}): ToyMiddleware {
  if (!isInspectable(debug)) return sessions;
  const underWay: UnderWay = new Set();
  const bridge = toyBridge(sessions, underWay);
  guardStore(sessions, underWay);
  return inspectThrough(sessions, bridge, debug, underWay);
}

/** A save that would undo what the panel has done does not happen. */
function guardStore({ store }: ToySessions, underWay: UnderWay): void {
  const set = store.set.bind(store);
  store.set = async (id, session) => {
    const work = [...underWay].find((one) => one.session === session && one.id === id);
    if (work && (work.ended || JSON.stringify(session) === work.stored)) return;
    await set(id, session);
  };
}

/** With any bridge: the suite is shown broken ones. */
export function inspectThrough(
  sessions: ToySessions,
  bridge: ToyBridge,
  debug: DebugOptions,
  underWay: UnderWay = new Set(),
): ToyMiddleware {
  const inspected = serveBridge(bridge, debug);
  const { endpoint } = inspected;
  let count = 0;
  return (request, response, next) => {
    const target = request.url ?? "/";
    if (isDebugCall(endpoint, target)) return void answerDebugCall(endpoint, request, response, target);
    const requestId = `toy-${++count}`;
    response.setHeader(endpoint.header, endpoint.announce(requestId));
    sessions(request, response, (error) => {
      if (error === undefined) watch(request, response, inspected, underWay, requestId);
      next(error);
    });
  };
}

function watch(
  request: ToyRequest,
  response: ServerResponse,
  inspected: Inspected,
  underWay: UnderWay,
  requestId: string,
): void {
  const start = performance.now();
  const by = { requestId, method: request.method ?? "GET", path: pathOf(request.url ?? "/") };
  const [id, session] = [request.sessionId!, request.session!];
  const work = { request, session, id, stored: JSON.stringify(session), ended: false };
  underWay.add(work);
  const loaded = contentOf(session);
  const before = loaded.entries.size === 0 ? null : { id, ...loaded, revision: inspected.loaded(id, loaded) };
  response.once("close", () => {
    underWay.delete(work);
    const { sessionId, session: left } = request;
    const entries = contentOf(JSON.parse(work.stored)).entries;
    const content = left && !work.ended ? contentOf(left) : null;
    if (before && (!content || sessionId !== id)) inspected.ended(id, by);
    if (!before && !content?.entries.size) return inspected.endpoint.withoutSession();
    const saved = content && inspected.saved(sessionId!, content, sessionId === id ? entries : null, by);
    const after = content && { id: sessionId!, ...content, revision: saved! };
    const changed = content && JSON.stringify([...content.entries]) !== JSON.stringify([...entries]);
    const outcome = after === null ? "flushed" : before === null ? "created" : changed ? "stored" : "read";
    const { statusCode: status } = response;
    const duration = performance.now() - start;
    inspected.enterRequest({ ...by, status, before: before && { ...before, entries }, after, outcome, duration });
  });
}

function contentOf(session: ToySession): Content {
  const entries = new Map(Object.entries(session).map(([key, value]) => [key, JSON.stringify(value)]));
  return { entries, expiry: { kind: "policy" } };
}

const dataOf = (entries: Content["entries"]): ToySession =>
  Object.fromEntries([...entries].map(([key, text]) => [key, JSON.parse(text)]));
