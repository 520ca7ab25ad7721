/** Code that breaks what adapters promise; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutant.ts";

const adapters = "server-sdk/src/adapters";
const held = `${adapters}/node-http/held-response.ts`;
const nodeHttp = `${adapters}/node-http.test.ts`;

export const adapterMutants: readonly Mutant[] = [
  {
    promise: "Saved before sent: nothing leaves before the commit has ended",
    file: held,
    find: "      this.#guard();\n",
    replace: '      this.#state = "passing";\n',
    tests: [nodeHttp],
  },
  {
    promise: "Saved before sent: a store failure reaches the app's error handling",
    file: held,
    find: "          this.#awaited.fail(error);\n",
    replace: "          this.response.end();\n",
    tests: [nodeHttp],
  },
  {
    promise: "Saved before sent: nothing of a dropped answer is sent",
    file: held,
    find: "    dropHeaders(response);\n",
    replace: "",
    tests: [nodeHttp],
  },
  {
    promise: "Saved before sent: a pipe waits, and goes on",
    file: held,
    find: 'response.emit("drain");',
    replace: "void 0;",
    tests: [nodeHttp],
  },
  {
    promise: "Keys are secrets: a visitor's cookie stays out of a list the app uses for all",
    file: `${adapters}/node-http/headers.ts`,
    find: "else response.setHeader(name, [...(Array.isArray(present) ? present : [String(present)]), value]);",
    replace: "else response.appendHeader(name, value);",
    tests: [nodeHttp],
  },
  {
    promise: "Saved before sent, on Express: a failed save is not sent past the error handlers",
    file: `${adapters}/express.ts`,
    find: "new ExpressExchange(sessions, request, response, next)",
    replace: "new ExpressExchange(sessions, request, response, () => response.end())",
    tests: [`${adapters}/express.test.ts`],
  },
  {
    promise: "Saved before sent, on Koa: the middleware before hear of a failed save",
    file: `${adapters}/koa.ts`,
    find: "      await held.commitFirst();\n",
    replace: "",
    tests: [`${adapters}/koa.test.ts`],
  },
  {
    promise: "A 5xx saves nothing, on Hono and fetch: the response's own status counts",
    file: `${adapters}/fetch.ts`,
    find: "      exchange.status = response.status;\n",
    replace: "",
    tests: [`${adapters}/fetch.test.ts`],
  },
  {
    promise: "A WebSocket changes nothing that would need a cookie",
    file: `${adapters}/web-socket.ts`,
    find: "return (open.nextKey !== null || open.known === null) && !open.empty;",
    replace: "return false;",
    tests: [`${adapters}/web-socket.test.ts`],
  },
  {
    promise: "A WebSocket does not say yes to a logout that needs a cookie",
    file: `${adapters}/web-socket.ts`,
    find: "return open.flushed || !open.empty;",
    replace: "return !open.empty;",
    tests: [`${adapters}/web-socket.test.ts`],
  },
  {
    promise: "The promise of sessions is taken as it is",
    file: `${adapters}/mounting/opened-sessions.ts`,
    find: '=== "function";\n}\n\nfunction checked',
    replace: '=== "symbol";\n}\n\nfunction checked',
    tests: [nodeHttp],
  },
  {
    promise: "An app whose sessions cannot be opened ends",
    file: `${adapters}/mounting/opened-sessions.ts`,
    find: "    current = sessions;\n  });",
    replace: "    current = sessions;\n  }, () => {});",
    tests: [`${adapters}/mounting/opened-sessions.test.ts`],
  },
  {
    promise: "A second session middleware is refused before either can harm the other",
    file: `${adapters}/mounting/second-session.ts`,
    find: '  if ("session" in holder)',
    replace: '  if ("session" in holder && Object.hasOwn(traces, "none"))',
    tests: [`${adapters}/mounting/second-session.test.ts`],
  },
  {
    promise: "An answer that was ended is delivered, though the app cuts its connection",
    file: `${adapters}/node-http/kept-connections.ts`,
    find: "  socket.destroy = destroyLater;\n",
    replace: "",
    tests: [nodeHttp],
  },
  {
    promise: "An answer that was ended is delivered, though the app destroys the response",
    file: held,
    find: "    if (this.looksEnded) response.once",
    replace: "    if (!this.looksEnded) response.once",
    tests: [nodeHttp],
  },
  {
    promise: "A late change that nobody catches does not end the process",
    file: "server-sdk/src/core/session/open-session.ts",
    find: "return this.source.thrown(tooLate);",
    replace: "return tooLate;",
    tests: ["server-sdk/tests/uncaught-errors.test.ts"],
  },
  {
    promise: "A failing logout that nobody waits for is answered, and does not end the process",
    file: "server-sdk/src/core/request/request-source.ts",
    find: 'throw this.thrown(asStoreError("delete the session", store, error));',
    replace: 'throw asStoreError("delete the session", store, error);',
    tests: ["server-sdk/tests/uncaught-errors.test.ts"],
  },
  {
    promise: "An error of the app's own ends the process, also beside one of ours",
    file: "server-sdk/src/core/process/uncaught.ts",
    find: "  else if (process.listenerCount(event) === 1) throw error;",
    replace: "",
    tests: ["server-sdk/tests/uncaught-errors.test.ts"],
  },
  {
    promise: "An answer that was ended looks ended by its old name as well (Koa 2.0)",
    file: `${adapters}/node-http/response-patches.ts`,
    find: "    return this[holding].looksEnded || this[ended];",
    replace: "    return this[ended];",
    tests: [nodeHttp],
  },
  {
    promise: "A socket's session is not changed in silence",
    file: `${adapters}/express.ts`,
    find: "openSessionOf(session).close(",
    replace: "String(",
    tests: [`${adapters}/web-socket.test.ts`],
  },
  {
    promise: "A late change on a socket that nobody catches is a warning, not silence",
    file: `${adapters}/node-http.ts`,
    find: "if (this.response.headersSent !== false) return false;",
    replace: "if (this.response.headersSent) return false;",
    tests: ["server-sdk/tests/uncaught-errors.test.ts"],
  },
];
