/** The panel believes no server. */

import type { Mutant } from "./mutant.ts";

const panel = "extension/panel";
const cookieTests = [`${panel}/server/session-cookie.test.ts`];
const visitTests = [`${panel}/server/visit.test.ts`];
const boundTests = [`${panel}/server/bounds.test.ts`];
const tokenTests = [`${panel}/server/token.test.ts`];
const sites = "extension/cookies";
const corpusTests = [`${sites}/corpus.test.ts`];
const stateTests = [`${panel}/state.test.ts`];

export const panelMutants: readonly Mutant[] = [
  {
    promise: "The panel: a server sets no cookie but its own",
    file: `${panel}/server/session-cookie.ts`,
    find: "if (!isOwn(line.name)) {",
    replace: "if (false) {",
    tests: cookieTests,
  },
  {
    promise: "The panel: a server does not make every cookie its own by a star",
    file: "server-sdk/src/protocol.ts",
    find: 'one.length < 2 || !one.endsWith("*")',
    replace: '!one.endsWith("*")',
    tests: ["server-sdk/src/protocol.test.ts"],
  },
  {
    promise: "The panel: another app's cookie that is named with a UUID is not taken for the session's",
    file: `${panel}/server/find-session-cookie.ts`,
    find: ".filter(own)",
    replace: "",
    tests: [`${panel}/server/find-session-cookie.test.ts`],
  },
  {
    promise: "The panel: no command is asked of a server that does not have it",
    file: `${panel}/engine.ts`,
    find: "commands.find((command) => !hello.commands.includes(command))",
    replace: "commands.find(() => false)",
    tests: [`${panel}/engine.test.ts`],
  },
  {
    promise: "The panel: nobody edits a key that the library alone writes",
    file: `${panel}/session/edits/row-actions.ts`,
    find: "    !root.readOnly &&\n",
    replace: "",
    tests: [`${panel}/tabs/session/engines.test.ts`],
  },
  {
    promise: "The panel: a number that another library holds stays as it is written",
    file: `${panel}/session/edits/typed-edits.ts`,
    find: "hello.peek()?.engine === undefined ? canonical(text, parsed.node)",
    replace: "true ? canonical(text, parsed.node)",
    tests: [`${panel}/tabs/session/engines.test.ts`],
  },
  {
    promise: "The panel: a server sets no cookie that a browser would refuse from its address",
    file: `${panel}/server/session-cookie.ts`,
    find: "if (refusal !== null) {",
    replace: "if (false) {",
    tests: cookieTests,
  },
  {
    promise: "The panel: a cookie is not set after the visit has ended",
    file: `${panel}/server/session-cookie.ts`,
    find: "    over.throwIfAborted();\n",
    replace: "",
    tests: cookieTests,
  },
  {
    promise: "The panel: an answer that comes after the visit is not used",
    file: `${panel}/server/calls.ts`,
    find: "signal ? AbortSignal.any([signal, over]) : over",
    replace: "signal",
    tests: visitTests,
  },
  {
    promise: "The panel: without permission no call is sent as if there were no cookie",
    file: `${panel}/server/calls.ts`,
    find: "if (!(await origins.allowed(origin))) {",
    replace: "if (false) {",
    tests: visitTests,
  },
  {
    promise: "The panel: a step that was begun in another visit is not offered for undo",
    file: `${panel}/undo.ts`,
    find: "if (over.aborted) return show(reason(over.reason), null, true);",
    replace: "",
    tests: [`${panel}/undo.test.ts`],
  },
  {
    promise: "The panel: an answer has a bound while it is read",
    file: `${panel}/server/bounded-reading.ts`,
    find: "if (size > answerLimit) throw tooMuch();",
    replace: "",
    tests: boundTests,
  },
  {
    promise: "The panel: a line without an end has a bound",
    file: `${panel}/server/bounded-reading.ts`,
    find: "if (size > lineLimit) throw tooLong();",
    replace: "",
    tests: boundTests,
  },
  {
    promise: "The panel: a flood of lines leaves everything else its turn",
    file: `${panel}/server/bounded-reading.ts`,
    find: "if (performance.now() - since < stretch) return;",
    replace: "return;",
    tests: boundTests,
  },
  {
    promise: "The panel: what is said of a server has a bound",
    file: `${panel}/server/client.ts`,
    find: "super(shortened(message, longestMessage)",
    replace: "super(message",
    tests: boundTests,
  },
  {
    promise: "The panel: many sessions at once are one look, not many",
    file: `${panel}/server/live-stream.ts`,
    find: "if (now.size > mostSessions) onStart();\n      else for",
    replace: "for",
    tests: boundTests,
  },
  {
    promise: "The panel: a third party's server is no connection until it is chosen",
    file: `${panel}/server/endpoints.ts`,
    find: "const host = chosen.value?.origin ?? origin;",
    replace: "const host = chosen.value?.origin ?? [...sightings.value.keys()].at(-1) ?? origin;",
    tests: stateTests,
  },
  {
    promise: "The panel: a path that a server names leads to no other host",
    file: `${panel}/server/address.ts`,
    find: "  if (path.length > longest || !/^\\/(?![/\\\\])[^\\\\?#\\s\\p{Cc}]*$/u.test(path) || !URL.canParse(path, origin)) return null;\n  const url = new URL(path, origin);\n  return url.origin === origin ? url : null;",
    replace: "  return URL.canParse(path, origin) ? new URL(path, origin) : null;",
    tests: [`${panel}/server/address.test.ts`],
  },
  {
    promise: "The panel: a call follows no redirect",
    file: `${panel}/server/client.ts`,
    find: 'redirect: "error",',
    replace: "",
    tests: [`${panel}/server/client.test.ts`],
  },
  {
    promise: "The panel: a token is sent only to the origin it was entered for",
    file: `${panel}/options.ts`,
    find: "sites[origin] ?? nothing;",
    replace: "sites[origin] ?? Object.values(sites)[0] ?? nothing;",
    tests: tokenTests,
  },
  {
    promise: "The panel: a token is sent only to the project it was entered for",
    file: `${panel}/options.ts`,
    find: "site.tokens.find((kept) => kept.server === server)",
    replace: "site.tokens.find(() => true)",
    tests: tokenTests,
  },
  {
    promise: "The panel: a project is asked who it is before it is told a token",
    file: `${panel}/server/greeting.ts`,
    find: 'return await say("", null);',
    replace: "return await say(keyring.find(endpoint.origin, null), null);",
    tests: tokenTests,
  },
  {
    promise: "The panel: tenants of one host are strangers to each other",
    file: `${sites}/site.ts`,
    find: "allowPrivateDomains: true",
    replace: "allowPrivateDomains: false",
    tests: cookieTests,
  },
  {
    promise: "The panel: Expires counts from the server's clock",
    file: `${sites}/set-cookie/asked-cookie.ts`,
    find: "deadline + at - serverTime",
    replace: "deadline",
    tests: cookieTests,
  },
  {
    promise: "The rules: a later attribute that cannot be read cancels an earlier one",
    file: `${sites}/set-cookie/parse-line.ts`,
    find: 'ignored === null || ignored === "unreadable"',
    replace: "ignored === null",
    tests: corpusTests,
  },
  {
    promise: "The rules: Firefox reads dates in its own way",
    file: `${sites}/cookie-date.ts`,
    find: 'rules === "firefox" ? parseNsprDate(text) : parseDate(text)',
    replace: "parseDate(text)",
    tests: corpusTests,
  },
  {
    promise: "The rules: Chromium reads dates in its own way",
    file: `${sites}/cookie-date.ts`,
    find: 'rules === "firefox" ? parseNsprDate(text) : parseDate(text)',
    replace: "parseNsprDate(text)",
    tests: corpusTests,
  },
  {
    promise: "The rules: Firefox stores no cookie without a name",
    file: `${sites}/refusal/line-rules.ts`,
    find: 'if (rules === "firefox") return violation(',
    replace: "if (false) return violation(",
    tests: corpusTests,
  },
  {
    promise: "The rules: Firefox keeps apart what third parties set",
    file: `${sites}/refusal/context-rules.ts`,
    find: 'if (line.rules === "firefox" && (how === "schemes-differ" || apart)) return null;',
    replace: "",
    tests: corpusTests,
  },
  {
    promise: "The panel: a response is as old as its headers, not its end",
    file: "extension/platform/har-entry.ts",
    find: " - Math.max(0, timings?.receive ?? 0)",
    replace: "",
    tests: ["extension/platform/har-entry.test.ts"],
  },
];
