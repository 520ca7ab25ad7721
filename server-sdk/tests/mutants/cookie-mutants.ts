/** Code that touches the browser's cookie where it must not, or leaves it where it must go. */

import type { Mutant } from "./mutant.ts";

const core = "server-sdk/src/core";
const manager = (topic: string) => [`${core}/request/session-manager/${topic}.test.ts`];

/** What must hold; the file of the core; what is there; what breaks it; the tests that notice. */
const broken: readonly [promise: string, file: string, find: string, replace: string, tests: readonly string[]][] = [
  [
    "only an end deletes the cookie",
    "request/commit.ts",
    "if (facts.flushed && facts.cookieSent && !(exists && saves))",
    "if (facts.cookieSent && !exists)",
    ["server-sdk/tests/histories/interleavings.test.ts"],
  ],
  [
    "a logout drops the cookie, whatever becomes of what was written after it",
    "request/commit.ts",
    "!(exists && saves)",
    "!exists",
    manager("cookies"),
  ],
  [
    "clear() where there is no session is a fresh start",
    "request/commit.ts",
    "|| open.blind)) open.load();",
    "|| open.blind) && open.load() === null && open.blind) throw new TypeError();",
    manager("cookies"),
  ],
  [
    "an answer that was overtaken does not set the old key",
    "request/session-manager.ts",
    "if (saved && !ended)",
    "if (saved)",
    ["server-sdk/tests/histories/interleavings.test.ts"],
  ],
  [
    "only what has ended counts as overtaken",
    "logout.ts",
    "return this.#ids.get(id) === true;",
    "return this.#ids.size > 0;",
    manager("cookies"),
  ],
  [
    "a login drops the cookie of the host alone",
    "request/answer-headers.ts",
    "if (rival) source.exchange",
    "if (this.#sealed) source.exchange",
    manager("cookie-domain"),
  ],
  [
    "the new cookie comes last",
    "request/answer-headers.ts",
    '    this.#dropHostOnlyCookie(source, outcome === "created" || outcome === "rotated");\n    this.#dropOldCookies',
    '    void Promise.resolve().then(() => this.#dropHostOnlyCookie(source, outcome === "created" || outcome === "rotated"));\n    this.#dropOldCookies',
    manager("cookie-domain"),
  ],
  [
    "a sealed cookie of the host alone goes with the next that is set",
    "request/answer-headers.ts",
    "this.#sealed ? source.cookieSent",
    "this.#sealed ? source.several",
    manager("cookie-domain"),
  ],
  [
    "two cookies with one value are several",
    "request/request-source.ts",
    "this.several = sent.length > 1;",
    "this.several = new Set(sent).size > 1;",
    manager("cookie-domain"),
  ],
  [
    "a dead cookie is reported once a minute",
    "events.ts",
    "  if (silence >= 0 && silence < quietMs) return true;\n",
    "",
    manager("cookies"),
  ],
  [
    "a clock that was put back silences nobody",
    "events.ts",
    "silence >= 0 && silence < quietMs",
    "silence < quietMs",
    manager("cookies"),
  ],
  [
    "what is remembered of reports and of ended sessions is bounded",
    "bounded-map.ts",
    "if (this.#entries.size === this.#max)",
    "if (false)",
    [`${core}/bounded-map.test.ts`],
  ],
];

export const cookieMutants: readonly Mutant[] = broken.map(([promise, file, find, replace, tests]) => ({
  promise: `Cookies: ${promise}`,
  file: `${core}/${file}`,
  find,
  replace,
  tests,
}));
