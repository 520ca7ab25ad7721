/** For each promise, code that breaks it. The suite must notice every one: a mutant that survives is a promise nobody checks. */

import { adapterMutants } from "./adapter-mutants.ts";
import { adonisjsMutants } from "./adonisjs-mutants.ts";
import { adoptMutants } from "./adopt-mutants.ts";
import { batchMutants } from "./batch-mutants.ts";
import { cliMutants } from "./cli-mutants.ts";
import { cookieMutants } from "./cookie-mutants.ts";
import { databaseMutants } from "./database-mutants.ts";
import { debugMutants } from "./debug-mutants.ts";
import { djangoMutants } from "./django-mutants.ts";
import { expressSessionMutants } from "./express-session-mutants.ts";
import { fastifySessionMutants } from "./fastify-session-mutants.ts";
import { h3Mutants } from "./h3-mutants.ts";
import { historyMutants } from "./history-mutants.ts";
import { honoSessionsMutants } from "./hono-sessions-mutants.ts";
import { inspectMutants } from "./inspect-mutants.ts";
import { koaSessionMutants } from "./koa-session-mutants.ts";
import { labMutants } from "./lab-mutants.ts";
import { listingMutants } from "./listing-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { nextMutants } from "./next-mutants.ts";
import { panelMutants } from "./panel-mutants.ts";
import { protocolMutants } from "./protocol-mutants.ts";
import { storeMutants } from "./store-mutants.ts";
import { timelineMutants } from "./timeline-mutants.ts";
import { undoMutants } from "./undo-mutants.ts";
import { valueMutants } from "./value-mutants.ts";

const histories = "server-sdk/tests/histories/interleavings.test.ts";
const processes = "server-sdk/tests/histories/processes.test.ts";
const oracle = "server-sdk/tests/oracle/oracle.test.ts";
const core = "server-sdk/src/core";
const manager = (topic: string) => `${core}/request/session-manager/${topic}.test.ts`;

export const mutants: readonly Mutant[] = [
  {
    promise: "No lost updates: a commit carries the changed keys only",
    file: `${core}/request/save-session.ts`,
    find: "    set: changes.set,\n    delete: changes.delete,\n    clear: changes.clear,\n",
    replace: "    set: open.entries.texts(changes), delete: changes.delete, clear: true,\n",
    tests: [histories],
  },
  {
    promise: "No lost updates: a deadline is not moved over somebody else's setExpiry",
    file: `${core}/storing/apply-change.ts`,
    find: "return to !== undefined || stored.expiry === from;",
    replace: "return true;",
    tests: [manager("concurrency")],
  },
  {
    promise: "No lost updates: update(key, fn) checks what it saw",
    file: `${core}/request/update-rounds.ts`,
    find: "guarded.length === 0 ? round : { ...round, expect: textsOf(guarded, entries) }",
    replace: "round",
    tests: [histories],
  },
  {
    promise: "No lost updates: changes inside nested values are found",
    file: `${core}/session/entries.ts`,
    find: "if (isMutable(value)) this.#keep(key, value);",
    replace: "",
    tests: [manager("saving")],
  },
  {
    promise: "No resurrection: a commit to a session that is gone fails",
    file: `${core}/request/update-rounds.ts`,
    find: 'if (result.outcome === "gone") throw new SessionInterruptedError();',
    replace: 'if (result.outcome === "gone") return 1;',
    tests: [histories],
  },
  {
    promise: "No resurrection: a rotated key is dead",
    file: "server-sdk/src/stores/memory.ts",
    find: "this.#put(next, applied.session);\n    this.#remove(id, kept);",
    replace: "this.#put(next, applied.session);",
    tests: [histories],
  },
  {
    promise: "Saved before sent: a 5xx response does not save",
    file: `${core}/request/commit.ts`,
    find: 'if (!saves) return "not-saved";',
    replace: "",
    tests: [manager("lifetime"), oracle],
  },
  {
    promise: "Saved before sent: a change after the headers is an error",
    file: `${core}/request/check-saveable.ts`,
    find: 'if (source.exchange.sent) throw new HeadersSentError("save the session");',
    replace: "",
    tests: [manager("failures")],
  },
  {
    promise: "Nothing for nothing: a stranger without data is not stored",
    file: `${core}/request/commit.ts`,
    find: "stored !== null || facts.hasData",
    replace: "true",
    tests: [manager("saving")],
  },
  {
    promise: "Nothing for nothing: an equal value writes no data",
    file: `${core}/session/entries.ts`,
    find: "else if (text !== before) set.set(key, text);",
    replace: "else set.set(key, text);",
    tests: [manager("saving")],
  },
  {
    promise: "Nothing for nothing: a store that answers at once is read on first use",
    file: `${core}/request/request-source.ts`,
    find: " || this.#store.loadNow) return false;",
    replace: ") return false;",
    tests: [manager("saving")],
  },
  {
    promise: "No lost updates: update(key, fn) never commits without a look at what others made of the key",
    file: `${core}/request/save-session.ts`,
    find: "if (open.entries.updaters.size > 0 || (nextId",
    replace: "if ((nextId",
    tests: [manager("concurrency")],
  },
  {
    promise: "Keys are secrets: an unknown key is never adopted, by a store that waits",
    file: `${core}/request/save-session.ts`,
    find: 'const key = newSessionKey();\n    const id = sessionIdOf(key);\n    source.noteCall("create");\n    if (await store.create(',
    replace:
      'const key = "z".repeat(32) as SessionKey;\n    const id = sessionIdOf(key);\n    source.noteCall("create");\n    if (await store.create(',
    tests: [histories],
  },
  {
    promise: "Keys are secrets: an unknown key is never adopted, by a store that answers at once",
    file: `${core}/request/save-session.ts`,
    find: 'const key = newSessionKey();\n    const id = sessionIdOf(key);\n    source.noteCall("create");\n    if (store.createNow(',
    replace:
      'const key = "z".repeat(32) as SessionKey;\n    const id = sessionIdOf(key);\n    source.noteCall("create");\n    if (store.createNow(',
    tests: [manager("keys")],
  },
  {
    promise: "Keys are secrets: two live sessions in one request are believed neither",
    file: `${core}/request/request-source.ts`,
    find: "if (live && candidate) return",
    replace: "if (false) return",
    tests: [manager("keys")],
  },
  {
    promise: "Keys are secrets: a span of tracing does not carry what the work answers",
    file: `${core}/events.ts`,
    find: "  await span.tracePromise(silent, context);\n",
    replace: "  return span.tracePromise(work, context);\n",
    tests: ["server-sdk/tests/key-secrecy.test.ts"],
  },
  {
    promise: "Vary: Cookie when only whether there is a session was asked",
    file: `${core}/request/answer-headers.ts`,
    find: "(open.accessed || open.asked || dropped)",
    replace: "(open.accessed || dropped)",
    tests: [manager("vary")],
  },
  {
    promise: "Logged out everywhere else: a session that changes its key meanwhile ends too",
    file: `${core}/storing/stored-sessions.ts`,
    find: "if (ids.length === 0) return ended;",
    replace: "if (look > 0) return ended;",
    tests: ["server-sdk/tests/user-sessions.test.ts"],
  },
  {
    promise: "Timeouts: no renewal passes the absolute one",
    file: `${core}/expiry.ts`,
    find: "if (absoluteTimeout !== null) end",
    replace: "if (false) end",
    tests: ["server-sdk/tests/lifetime.test.ts"],
  },
  {
    promise: "Keys are secrets: of two live sessions in one request the visitor's own is not deleted",
    file: `${core}/request/commit.ts`,
    find: "flushed: open.flushed,",
    replace: "flushed: open.flushed || source.several,",
    tests: [manager("keys")],
  },
  {
    promise: "Bad input: a header full of cookies is not as many reads",
    file: `${core}/request/request-source.ts`,
    find: "if (claims.length > mostCandidates) return",
    replace: "if (claims.length > 999) return",
    tests: [manager("keys")],
  },
  {
    promise: "Bad input: what cannot be a key asks no store",
    file: `${core}/session-key.ts`,
    find: "return wellFormed.test(cookieValue) ? (cookieValue as SessionKey) : null;",
    replace: "return cookieValue as SessionKey;",
    tests: [manager("keys"), "server-sdk/src/core/session-key.test.ts"],
  },
  {
    promise: "Dead means now >= deadline",
    file: `${core}/stored-session.ts`,
    find: "return now >= expiresAt;",
    replace: "return now > expiresAt;",
    tests: ["server-sdk/src/stores/memory.test.ts"],
  },
  {
    promise: "A cookie is only set for what was stored",
    file: `${core}/request/session-manager.ts`,
    find: "if (saved && !ended) this.#headers.setCookie(request, saved);",
    replace:
      'if (!ended) this.#headers.setCookie(request, saved ?? { outcome: "touched", cookieValue: request.open.known?.key ?? "", id: null, expiresAt: 0, at: 0, revision: 0 });',
    tests: [manager("concurrency")],
  },
  {
    promise: "No lost updates across processes: a commit holds the session while it merges",
    file: "server-sdk/src/stores/file.ts",
    find: "return this.#locks.hold(locks, work);",
    replace: "return await work();",
    tests: [processes],
  },
  ...batchMutants,
  ...databaseMutants,
  ...debugMutants,
  ...listingMutants,
  ...protocolMutants,
  ...cliMutants,
  ...cookieMutants,
  ...djangoMutants,
  ...h3Mutants,
  ...historyMutants,
  ...honoSessionsMutants,
  ...adonisjsMutants,
  ...inspectMutants,
  ...koaSessionMutants,
  ...labMutants,
  ...nextMutants,
  ...panelMutants,
  ...storeMutants,
  ...adapterMutants,
  ...adoptMutants,
  ...timelineMutants,
  ...expressSessionMutants,
  ...fastifySessionMutants,
  ...undoMutants,
  ...valueMutants,
];
