/** Code that breaks the timeline; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutant.ts";

const debug = "server-sdk/src/debug";

export const timelineMutants: readonly Mutant[] = [
  {
    promise: "The timeline: two requests at once are told apart by what each had loaded",
    file: `${debug}/timeline/state.ts`,
    find: "const meanwhile = loaded < to ? this.#between(loaded, to) : [];",
    replace: "const meanwhile: readonly Saved[] = [];",
    tests: [`${debug}/timeline/state.test.ts`],
  },
  {
    promise: "The timeline: a state that is not whole says so",
    file: `${debug}/timeline/state.ts`,
    find: "if (!whole) this.exact = false;",
    replace: "",
    tests: [`${debug}/timeline/state.test.ts`],
  },
  {
    promise: "The timeline: its bytes have a bound, whatever the values",
    file: `${debug}/timeline.ts`,
    find: "while (this.#bytes + this.#bases.bytes > bytes && this.size > 1) this.#drop();",
    replace: "",
    tests: [`${debug}/timeline.test.ts`],
  },
  {
    promise: "The timeline: one entry takes a share of the bytes, however long its texts",
    file: `${debug}/timeline/recorded.ts`,
    find: "return bytes <= most ? { changes, forgotten: null, bytes } : forgetting(changes, most);",
    replace: "return { changes, forgotten: null, bytes };",
    tests: [`${debug}/timeline.test.ts`],
  },
  {
    promise: "The timeline: the message of a failure is cut",
    file: `${debug}/timeline/recorded.ts`,
    find: "deed.failure.message.slice(0, failureMessageLimit)",
    replace: "deed.failure.message",
    tests: [`${debug}/timeline.test.ts`],
  },
  {
    promise: "The timeline: what is kept of a session goes with its last entry",
    file: `${debug}/timeline/bases.ts`,
    find: "this.#held.delete(held.subject);",
    replace: "",
    tests: [`${debug}/timeline.test.ts`],
  },
  {
    promise: "The timeline: a request that did nothing with a session is counted, and no entry",
    file: "server-sdk/src/core/request/session-manager.ts",
    find: "if (!used) this.endpoint?.withoutSession();",
    replace: "",
    tests: ["server-sdk/tests/debug/timeline.test.ts"],
  },
  {
    promise: "The timeline: a request that did nothing with a session is no entry where the app listens too",
    file: "server-sdk/src/core/request/session-manager.ts",
    find: "if (used) sessionUsed.publish(event);",
    replace: "sessionUsed.publish(event);",
    tests: ["server-sdk/tests/debug/timeline.test.ts"],
  },
  {
    promise: "The timeline: hidden values stay hidden in it",
    file: `${debug}/commands/timeline.ts`,
    find: "return { text: shownText(key, text, Number.POSITIVE_INFINITY, context.redaction).text };",
    replace: "return { text };",
    tests: ["server-sdk/src/testing/protocol-suite.test.ts"],
  },
  {
    promise: "The timeline: a commit that fails is an entry too",
    file: "server-sdk/src/core/request/session-manager.ts",
    find: 'this.#publish(request, error instanceof SessionInterruptedError ? "gone" : "failed", null, error);',
    replace: "",
    tests: ["server-sdk/src/core/request/session-manager/request-events.test.ts"],
  },
  {
    promise: "The timeline: an update that was made anew is told as it was stored",
    file: "server-sdk/src/core/request/save-session.ts",
    find: "return rewritten ? { ...saved, rewritten } : saved;",
    replace: "return saved;",
    tests: ["server-sdk/src/core/request/session-manager/request-events.test.ts"],
  },
  {
    promise: "Keys are secrets: the line of a cookie is told without its value",
    file: "server-sdk/src/core/request/answer-headers.ts",
    find: 'setCookieLine(this.#settings, "…", maxAge, at)',
    replace: "setCookieLine(this.#settings, cookieValue, maxAge, at)",
    tests: ["server-sdk/src/core/request/session-manager/request-events.test.ts"],
  },
];
