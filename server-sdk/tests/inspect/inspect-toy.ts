/** The bridge to `toy-sessions.ts`, and the line that its apps type: `inspect(toySessions(secret))`. */

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

/** Requests under way, by the id of their session. */
type UnderWay = Map<string, Set<ToyRequest>>;

export function toyBridge({ store, secret }: ToySessions, underWay: UnderWay = new Map()): ToyBridge {
  const heldOf = (id: string, session: ToySession): Held<string> => ({ ref: id, id, ...contentOf(session) });
  const issue = (id: string, { entries }: Content, lines: string[]) => {
    const held = heldOf(id, dataOf(entries));
    return { held, cookieValue: signedToy(id, secret), lines };
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
      const session = id === null ? null : await store.get(id);
      return session && heldOf(id!, session);
    },
    async write({ id, entries }, next) {
      await store.set(id, dataOf(next.entries));
      for (const request of underWay.get(id) ?? []) {
        for (const key of entries.keys()) if (!next.entries.has(key)) delete request.session![key];
        for (const [key, text] of next.entries) if (entries.get(key) !== text) request.session![key] = JSON.parse(text);
      }
      return issue(id, next, []);
    },
    async create(next) {
      const id = randomUUID();
      await store.set(id, dataOf(next.entries));
      return issue(id, next, [toyLine(id, secret)]);
    },
    async rotate(held) {
      const id = randomUUID();
      await store.set(id, dataOf(held.entries));
      await store.destroy(held.id);
      return issue(id, held, [toyLine(id, secret)]);
    },
    remove: ({ id }) => store.destroy(id),
    dropLines: async () => ["toy=; Path=/; Max-Age=0"],
    stored: {
      list: async () => [...store.texts].map(([id, text]) => heldOf(id, JSON.parse(text))),
      find: async (id) => {
        const session = await store.get(id);
        return session && heldOf(id, session);
      },
    },
  };
}

export function inspectToy(sessions: ToySessions, debug: DebugOptions = {}): ToyMiddleware {
  if (!isInspectable(debug)) return sessions;
  const underWay: UnderWay = new Map();
  return inspectThrough(sessions, toyBridge(sessions, underWay), debug, underWay);
}

/** With any bridge: the suite is shown broken ones. */
export function inspectThrough(
  sessions: ToySessions,
  bridge: ToyBridge,
  debug: DebugOptions,
  underWay: UnderWay = new Map(),
): ToyMiddleware {
  const inspected = serveBridge(bridge, debug);
  const { endpoint } = inspected;
  let count = 0;
  return (request, response, next) => {
    const target = request.url ?? "/";
    if (isDebugCall(endpoint, target)) return void answerDebugCall(endpoint, request, response, target);
    const requestId = `toy-${++count}`;
    response.setHeader(endpoint.header, endpoint.announce(requestId));
    sessions(request, response, () => {
      watch(request, response, inspected, underWay, requestId);
      next();
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
  const id = request.sessionId!;
  const before = contentOf(request.session!);
  const revision = inspected.loaded(id, before);
  underWay.set(id, (underWay.get(id) ?? new Set()).add(request));
  response.once("close", () => {
    underWay.get(id)?.delete(request);
    const { session } = request;
    if (!session) inspected.ended(id, by);
    const content = session ? contentOf(session) : null;
    const after = content && { id, ...content, revision: inspected.saved(id, content, before.entries, by) };
    const outcome =
      after === null
        ? "flushed"
        : after.revision === revision
          ? "read"
          : before.entries.size === 0
            ? "created"
            : "stored";
    const { statusCode: status } = response;
    const duration = performance.now() - start;
    inspected.enterRequest({ ...by, status, before: { id, ...before, revision }, after, outcome, duration });
  });
}

function contentOf(session: ToySession): Content {
  const entries = new Map(Object.entries(session).map(([key, value]) => [key, JSON.stringify(value)]));
  return { entries, expiry: { kind: "policy" } };
}

const dataOf = (entries: Content["entries"]): ToySession =>
  Object.fromEntries([...entries].map(([key, text]) => [key, JSON.parse(text)]));
