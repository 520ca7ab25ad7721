/** Code that breaks the debug protocol, at either end; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutant.ts";

const debug = "server-sdk/src/debug";
const boundTests = ["server-sdk/src/protocol.test.ts"];
const protocolTests = ["server-sdk/src/testing/protocol-suite.test.ts"];
const playgroundTests = ["extension/playground/fake-server.test.ts"];

export const protocolMutants: readonly Mutant[] = [
  {
    promise: "The protocol's bounds: a time is one that a Date can hold",
    file: "server-sdk/src/protocol.ts",
    find: "v.minValue(-8.64e15), v.maxValue(8.64e15)",
    replace: "v.finite()",
    tests: boundTests,
  },
  {
    promise: "The protocol's bounds: an answer sets few cookies",
    file: "server-sdk/src/protocol.ts",
    find: "v.maxLength(cookieLimits.lines)",
    replace: "v.maxLength(Infinity)",
    tests: boundTests,
  },
  {
    promise: "The protocol's bounds: a session has so many entries",
    file: "server-sdk/src/protocol.ts",
    find: "v.array(CutEntry), v.maxLength(listLimit)",
    replace: "v.array(CutEntry)",
    tests: boundTests,
  },
  {
    promise: "The protocol's bounds: a reading holds only the beginning of a long text",
    file: "server-sdk/src/protocol.ts",
    find: "v.maxLength(valueCap)",
    replace: "v.maxLength(Infinity)",
    tests: boundTests,
  },
  {
    promise: "The protocol's bounds: a key comes once",
    file: "server-sdk/src/protocol.ts",
    find: ', v.check(areDistinct, "a key comes twice")',
    replace: "",
    tests: boundTests,
  },
  {
    promise: "The protocol suite: session.clear drops a custom expiry",
    file: `${debug}/commands/session.ts`,
    find: "found.stored.expiry === null ? undefined : policyExpiry",
    replace: "undefined",
    tests: protocolTests,
  },
  {
    promise: "The protocol suite: no cookie is told from a session that is gone",
    file: `${debug}/find-session.ts`,
    find: 'new CommandError("no-session",',
    replace: 'new CommandError("gone",',
    tests: protocolTests,
  },
  {
    promise: "The protocol suite: nothing hidden is written",
    file: `${debug}/check-write.ts`,
    find: "if (refused.length > 0) {",
    replace: "if (refused.length < 0) {",
    tests: protocolTests,
  },
  {
    promise: "The protocol suite: a command is about the session at its revision",
    file: `${debug}/find-session.ts`,
    find: "found.stored.revision !== revision",
    replace: "false",
    tests: protocolTests,
  },
  {
    promise: "The protocol suite: session.restore without a revision takes no session that is there",
    file: `${debug}/commands/session.ts`,
    find: "if (revision === null) {",
    replace: "if (revision === null && context.cookie === null) {",
    tests: protocolTests,
  },
  {
    promise: "The protocol suite: the test cookie is the app's own",
    file: "server-sdk/src/core/session/session.ts",
    find: 'name: "testcookie"',
    replace: 'name: "_test_cookie"',
    tests: protocolTests,
  },
  {
    promise: "The protocol suite: a change of the expiry comes with the cookie of its age",
    file: `${debug}/write-session.ts`,
    find: " || change.expiry.to !== undefined",
    replace: "",
    tests: protocolTests,
  },
  {
    promise: "The protocol suite: the playground's server hides what the real one hides",
    file: "extension/playground/fake-redaction.ts",
    find: 'if (this.hidesName(key)) return "";',
    replace: "",
    tests: playgroundTests,
  },
];
