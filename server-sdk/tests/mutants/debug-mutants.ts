/** Code that opens the door of the debug endpoint; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutants.ts";

const debug = "server-sdk/src/debug";
const gateTests = [`${debug}/gate.test.ts`];
const namesTests = [`${debug}/secret-names.test.ts`];
const streamTests = [`${debug}/stream.test.ts`];
const tokenTests = [`${debug}/choose-token.test.ts`];
const projectTests = [`${debug}/project-token.test.ts`];

export const debugMutants: readonly Mutant[] = [
  {
    promise: "The gate: only versions of HTTP in which a browser names host and origin",
    file: `${debug}/gate.ts`,
    find: "httpVersions.includes(call.httpVersion)",
    replace: 'call.httpVersion !== "1.0"',
    tests: gateTests,
  },
  {
    promise: "The gate: every call needs the token, on loopback too",
    file: `${debug}/endpoint.ts`,
    find: "requireToken = true",
    replace: "requireToken = false",
    tests: gateTests,
  },
  {
    promise: "The token: one that is easy to guess is refused",
    file: `${debug}/choose-token.ts`,
    find: " || new Set(text).size < fewest",
    replace: "",
    tests: tokenTests,
  },
  {
    promise: "The token: production is production, however it is spelled",
    file: "server-sdk/src/core/production.ts",
    find: "NODE_ENV.trim().toLowerCase()",
    replace: "NODE_ENV",
    tests: tokenTests,
  },
  {
    promise: "Redaction: a secret's name is seen where nothing parts its words",
    file: `${debug}/secret-names.ts`,
    find: '.replace(/[^a-z0-9]|\\d+$/g, "")',
    replace: '.replace(/[^a-z0-9]/g, " ")',
    tests: namesTests,
  },
  {
    promise: "Redaction: an innocent name is shown",
    file: `${debug}/secret-names.ts`,
    find: '.replace(innocent, " ")',
    replace: "",
    tests: namesTests,
  },
  {
    promise: "Redaction: JSON kept as a string is searched too",
    file: `${debug}/redaction.ts`,
    find: 'if (typeof value === "string") return this.#maskText(value, depth);',
    replace: "",
    tests: [`${debug}/redaction.test.ts`],
  },
  {
    promise: "Redaction: a name is what a reader sees of it",
    file: `${debug}/secret-names.ts`,
    find: 'name.normalize("NFKD")',
    replace: "name",
    tests: namesTests,
  },
  {
    promise: "Redaction: what is hidden has no exact size",
    file: `${debug}/reading.ts`,
    find: "masked === null ? Buffer.byteLength(text) : roundedSize(text)",
    replace: "Buffer.byteLength(text)",
    tests: [`${debug}/commands/session/secrecy.test.ts`],
  },
  {
    promise: "The gate: without the token no header may have been added on the way",
    file: `${debug}/gate.ts`,
    find: "headers.every(browserHeader)",
    replace: "true",
    tests: gateTests,
  },
  {
    promise: "The gate: production counts from the moment it is known",
    file: `${debug}/endpoint.ts`,
    find: "requireToken || isProduction(process.env)",
    replace: "requireToken",
    tests: gateTests,
  },
  {
    promise: "The body: one that came too late is not read on",
    file: `${debug}/body.ts`,
    find: "if (part.done || late.aborted)",
    replace: "if (part.done)",
    tests: [`${debug}/body.test.ts`],
  },
  {
    promise: "The endpoint's answers: headers of other middleware are taken off",
    file: "server-sdk/src/adapters/node-http/debug-call.ts",
    find: "for (const name of response.getHeaderNames()) response.removeHeader(name);",
    replace: "",
    tests: ["server-sdk/tests/debug/headers-of-others.test.ts"],
  },
  {
    promise: "The stream: bytes that wait for a reader have a bound",
    file: `${debug}/stream.ts`,
    find: " || (waiting.length > 1 && bytes > backlogBytes)",
    replace: "",
    tests: streamTests,
  },
  {
    promise: "The stream: one who reads is told everything, whatever was told before",
    file: `${debug}/stream.ts`,
    find: "bytes -= Buffer.byteLength(line);",
    replace: "",
    tests: streamTests,
  },
  {
    promise: "The stream: a reader who does not read is disconnected without waiting for it",
    file: "server-sdk/src/adapters/node-http/debug-call.ts",
    find: ", { signal: answer.stalled }",
    replace: "",
    tests: ["server-sdk/src/adapters/node-http.test.ts"],
  },
  {
    promise: "The token's file: only a file that nobody else can read",
    file: `${debug}/project-token.ts`,
    find: "isOurs(found, 0o077)",
    replace: "isOurs(found, 0)",
    tests: projectTests,
  },
  {
    promise: "The token's file: only in a folder that nobody else can write to",
    file: `${debug}/project-token.ts`,
    find: "isOurs(found, 0o022)",
    replace: "isOurs(found, 0)",
    tests: projectTests,
  },
  {
    promise: "The token's file: a symbolic link is not followed",
    file: `${debug}/project-token.ts`,
    find: " | (constants.O_NOFOLLOW ?? 0)",
    replace: "",
    tests: projectTests,
  },
  {
    promise: "The token's file: of processes that make it at once all have the same",
    file: `${debug}/project-token.ts`,
    find: "if (replace) renameSync",
    replace: "if (replace || true) renameSync",
    tests: projectTests,
  },
  {
    promise: "The token: a generated one is never locked by wrong guesses",
    file: `${debug}/token.ts`,
    find: "this.#guesses = server === null ? [] : null;",
    replace: "this.#guesses = [];",
    tests: [`${debug}/token.test.ts`],
  },
  {
    promise: "The token: requireToken: false is refused in production",
    file: `${debug}/choose-token.ts`,
    find: "isProduction(env) && requireToken === false",
    replace: "false",
    tests: tokenTests,
  },
  {
    promise: "The panel's changes: the end of a session is told to the app",
    file: `${debug}/record-change.ts`,
    find: 'publish(context, ended, null, { outcome: "ended", keys: [...ended.stored.entries.keys()] }, cause);',
    replace: "",
    tests: [`${debug}/record-change.test.ts`],
  },
  {
    promise: "The protocol's bounds: a time is one that a Date can hold",
    file: "server-sdk/src/protocol.ts",
    find: "v.minValue(-8.64e15), v.maxValue(8.64e15)",
    replace: "v.finite()",
    tests: ["server-sdk/src/protocol.test.ts"],
  },
  {
    promise: "The protocol's bounds: an answer sets few cookies",
    file: "server-sdk/src/protocol.ts",
    find: "v.maxLength(cookieLimits.lines)",
    replace: "v.maxLength(Infinity)",
    tests: ["server-sdk/src/protocol.test.ts"],
  },
  {
    promise: "The protocol's bounds: a session has so many entries",
    file: "server-sdk/src/protocol.ts",
    find: "entries: v.pipe(v.array(Entry), v.maxLength(listLimit))",
    replace: "entries: v.array(Entry)",
    tests: ["server-sdk/src/protocol.test.ts"],
  },
];
