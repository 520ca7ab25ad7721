/** Broken rules of the base that serves the sessions of other libraries. */

import type { Mutant } from "./mutant.ts";

const base = "server-sdk/src/inspect/base";
const debug = "server-sdk/src/debug";
const tests = [`${base}/serve-bridge.test.ts`];
const inCookies = ["server-sdk/src/inspect/cookie-session.test.ts"];
const servedRequests = "server-sdk/src/adapters/node-http/served-requests.ts";
const served = ["server-sdk/src/adapters/node-http/served-requests.test.ts"];
const inFlight = [`${base}/in-flight.test.ts`];
const suite = ["server-sdk/src/testing/bridge-suite.test.ts"];

export const inspectMutants: readonly Mutant[] = [
  {
    promise: "Bridges: what is wrapped is not wrapped again",
    file: "server-sdk/src/inspect/base/two-lines.ts",
    find: "  wrappers.add(made);\n",
    replace: "",
    tests: ["server-sdk/src/inspect/cookie-session.test.ts"],
  },
  {
    promise: "Bridges: two lines for the same sessions are one warning",
    file: "server-sdk/src/inspect/base/two-lines.ts",
    find: "one.name === another.name && warning.twice(line.name)",
    replace: "void (one.name === another.name)",
    tests: ["server-sdk/src/inspect/base/two-lines.test.ts"],
  },
  {
    promise: "Bridges: lines for several sessions of one library are no mistake",
    file: "server-sdk/src/inspect/base/two-lines.ts",
    find: "one.name === another.name && warning",
    replace: "warning",
    tests: ["server-sdk/src/inspect/base/two-lines.test.ts"],
  },
  {
    promise: "Bridges: an edit leaves the values beside it the objects that they are",
    file: "server-sdk/src/inspect/base/sealed-bridge.ts",
    find: "entries.has(key) && had.get(key) === entries.get(key)",
    replace: "false",
    tests: ["server-sdk/src/inspect/base/sealed-bridge.test.ts"],
  },
  {
    promise: "Bridges: what JSON cannot carry there and back is only for reading",
    file: "server-sdk/src/inspect/base/json-content.ts",
    find: "if (!isKept) readOnly.add(key);",
    replace: "",
    tests: ["server-sdk/src/inspect/base/json-content.test.ts"],
  },
  {
    promise: "Other libraries' sessions: observed revisions begin with the clock",
    file: `${base}/observed.ts`,
    find: "revision: at, changedAt",
    replace: "revision: 1, changedAt",
    tests,
  },
  {
    promise: "Other libraries' sessions: a change has a higher revision than any process has told",
    file: `${base}/observed.ts`,
    find: "Math.max(newest.revision + 1, at)",
    replace: "newest.revision + 1",
    tests,
  },
  {
    promise: "Other libraries' sessions: a line leaves our own endpoint its path",
    file: `${debug}/endpoint-paths.ts`,
    find: "own.has(path) || lines.has(path);",
    replace: "lines.has(path);",
    tests: [`${debug}/endpoint-paths.test.ts`],
  },
  {
    promise: "Other libraries' sessions: two endpoints at one path are warned of, whichever was first",
    file: `${debug}/endpoint-paths.ts`,
    find: "if (lines.has(path)) warn(path);",
    replace: "",
    tests: [`${debug}/endpoint-paths.test.ts`],
  },
  {
    promise: "Other libraries' sessions: a failure to look is told once",
    file: `${base}/one-warning.ts`,
    find: "if (this.#told) return;",
    replace: "",
    tests: [`${base}/one-warning.test.ts`],
  },
  {
    promise: "Other libraries' sessions: a failure to look does not fail the app",
    file: `${base}/one-warning.ts`,
    find: "this.mayMiss(error);",
    replace: "throw error;",
    tests: [`${base}/one-warning.test.ts`],
  },
  {
    promise: "Other libraries' sessions: a handle is the same in every process of the project",
    file: `${debug}/endpoint.ts`,
    find: 'keyFor("handles", secret ?? chosen.token)',
    replace: 'keyFor("handles", settings.secret?.[0])',
    tests,
  },
  {
    promise: "Other libraries' sessions: an edit is compared with what is there right before it is written",
    file: `${base}/bridged-sessions.ts`,
    find: 'if (applied.outcome === "conflict") return applied;',
    replace: 'if (applied.outcome === "conflict") return { outcome: "gone" };',
    tests,
  },
  {
    promise: "Other libraries' sessions: edits of one session come one after the other",
    file: `${base}/in-turn.ts`,
    find: "const done = before.then(work, work);",
    replace: "const done = work();",
    tests: [`${base}/in-turn.test.ts`],
  },
  {
    promise: "Other libraries' sessions: an edit that waits for quiet waits for the last request of the session",
    file: `${base}/in-flight.ts`,
    find: "if (left > 0) return void this.#counts.set(id, left);",
    replace: "",
    tests: inFlight,
  },
  {
    promise: "Other libraries' sessions: an edit that waits for quiet waits no longer than there is patience",
    file: `${base}/in-flight.ts`,
    find: "setTimeout(resolve, this.#patience)",
    replace: "setTimeout(() => {}, this.#patience)",
    tests: inFlight,
  },
  {
    promise: "Other libraries' sessions: a request that has loaded a session before an edit knows that",
    file: `${base}/in-flight.ts`,
    find: "this.#changedAt.set(id, performance.now());",
    replace: "",
    tests: inFlight,
  },
  {
    promise: "Other libraries' sessions: edits and ends through a bridge wait for quiet where it can",
    file: `${base}/bridged-sessions.ts`,
    find: "(bridge.alone ? bridge.alone(id, work) : work())",
    replace: "work()",
    tests,
  },
  {
    promise: "Other libraries' sessions: what cannot be written stays, also when the session is emptied",
    file: `${base}/bridged-sessions.ts`,
    find: "if (!readOnly || readOnly.size === 0) return next;",
    replace: "if (readOnly) return next;",
    tests,
  },
  {
    promise: "Other libraries' sessions: a command that a bridge lacks is refused with its reason",
    file: `${debug}/endpoint.ts`,
    find: "if (!foreign || foreign.commands.has(command)) return;",
    replace: "if (command) return;",
    tests,
  },
  {
    promise: "Other libraries' sessions: in production without a token the wrapper is what it wraps",
    file: `${base}/inspectable.ts`,
    find: "return !isProduction(env) ||",
    replace: "return true ||",
    tests,
  },
  {
    promise: "Other libraries' sessions: a key that the library drops is refused",
    file: `${base}/sealed-bridge.ts`,
    find: "    demandKept(this.name, data, opened.data);\n",
    replace: "",
    tests: inCookies,
  },
  {
    promise: "Other libraries' sessions: a cookie that browsers drop is refused before it is sent",
    file: `${base}/set-cookie-lines.ts`,
    find: "if (size > cookieByteLimit) throw",
    replace: "if (size < 0) throw",
    tests: inCookies,
  },
  {
    promise: "Other libraries' sessions: the cookies that one browser was given, one after the other, are one session",
    file: `${base}/successive-cookies.ts`,
    find: "if (from !== to) this.#ids",
    replace: "if (from === to) this.#ids",
    tests: inCookies,
  },
  {
    promise: "Other libraries' sessions: a call to the endpoint that comes through no middleware never reaches the app",
    file: servedRequests,
    find: "if (event[1] !== request) return emit",
    replace: "return emit",
    tests: served,
  },
  {
    promise: "Other libraries' sessions: a server from which a request was taken is left as it was",
    file: servedRequests,
    find: "if (own) Object",
    replace: "if (!own) Object",
    tests: served,
  },
  {
    promise: "Other libraries' sessions: a request that a filter passes on later reaches the app",
    file: servedRequests,
    find: "restore();\n    return true;",
    replace: "return true;",
    tests: served,
  },
  {
    promise: "Other libraries' sessions: a module that was loaded again takes the place of the old one",
    file: servedRequests,
    find: "filters.set(name, filter)",
    replace: "filters.set(filter, filter)",
    tests: served,
  },
  {
    promise: "React Router: whether a storage is a database is found out without a commit",
    file: "server-sdk/src/inspect/react-router/library.ts",
    find: "throw asked;",
    replace: 'return "";',
    tests: ["server-sdk/src/inspect/react-router/library.test.ts"],
  },
  {
    promise: "The bridge suite: an ended session is found again by nobody",
    file: `${base}/bridged-access.ts`,
    find: "await bridge.remove?.(held);\n          return { held",
    replace: "return { held",
    tests: suite,
  },
];
