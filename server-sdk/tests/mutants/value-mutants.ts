/** Code that lets a wrong value, or a call that means something elsewhere, pass in silence. */

import type { Mutant } from "./mutant.ts";

const core = "server-sdk/src/core";
const lifetime = "server-sdk/tests/lifetime.test.ts";
const koa = "server-sdk/src/adapters/koa.test.ts";

export const valueMutants: readonly Mutant[] = [
  {
    promise: "coerceValues: a value that JSON has nothing for is no key",
    file: `${core}/session/entries.ts`,
    find: "if (text === undefined) emptied.push(key);",
    replace: 'if (text === undefined) set.set(key, "null");',
    tests: [`${core}/session/value-rule.test.ts`],
  },
  {
    promise: "coerceValues: each path that changes is told of",
    file: `${core}/session/value-rule.ts`,
    find: "    return true;\n  });\n}",
    replace: "    return false;\n  });\n}",
    tests: [`${core}/session/value-rule.test.ts`],
  },
  {
    promise: "A sign-out that does nothing: delete() without a key is refused",
    file: `${core}/session/entry-access.ts`,
    find: '  checkKey(key, "delete");\n',
    replace: "",
    tests: [`${core}/session-arguments.test.ts`],
  },
  {
    promise: "A sign-out that does nothing: nobody is bound to, or looked for under, a number",
    file: `${core}/session-arguments.ts`,
    find: `checkUser(id: unknown, method: string): asserts id is string {
  if (typeof id === "string") return;`,
    replace: `checkUser(id: unknown, method: string): asserts id is string {
  if (typeof id === "string" || typeof id === "number") return;`,
    tests: [`${core}/session-arguments.test.ts`],
  },
  {
    promise: "A sign-out that does nothing: destroy() of another library is refused",
    file: `${core}/session/property-access.ts`,
    find: "return value === undefined ? absentMember(name) : value;",
    replace: "return value;",
    tests: [`${core}/session/foreign-members.test.ts`],
  },
  {
    promise: "Flash values of one kind: what others take meanwhile does not come back",
    file: `${core}/session/entries.ts`,
    find: "[...(this.#updaters.get(key) ?? []), updater]",
    replace: "[updater]",
    tests: [`${core}/session/flash.test.ts`],
  },
  {
    promise: "update(key, fn) does not start from others' value where this request assigned one",
    file: `${core}/session/entries.ts`,
    find: "else if (!this.#own?.has(key)) {",
    replace: "else {",
    tests: [`${core}/request/session-manager/concurrency.test.ts`],
  },
  {
    promise: "Flash values of one kind: the other kinds wait",
    file: `${core}/session/flash.ts`,
    find: "kind === undefined ? { ...waiting } : ofKind(waiting, kind)",
    replace: "{ ...waiting }",
    tests: [`${core}/session/flash.test.ts`],
  },
  {
    promise: "A sign-out that does nothing: another value cannot take the session's place",
    file: "server-sdk/src/adapters/mounting/session-property.ts",
    find: "if (!isSession(value, this[shown]!)) throw",
    replace: "if (value === undefined) throw",
    tests: ["server-sdk/src/adapters/mounting/session-property.test.ts"],
  },
  {
    promise: "A sign-out that does nothing: a session that was deleted from its request is an error",
    file: "server-sdk/src/adapters/node-http.ts",
    find: "if (this.#owner && this.status < 500) checkSessionShown(this.#owner, this.#session!);",
    replace: "",
    tests: ["server-sdk/src/adapters/mounting/session-property.test.ts"],
  },
  {
    promise: "A sign-out that does nothing: c.set of something else is an error",
    file: "server-sdk/src/adapters/hono.ts",
    find: "if (isSession(found, session)) return;",
    replace: "return;",
    tests: ["server-sdk/src/adapters/mounting/session-property.test.ts"],
  },
  {
    promise: "After a failed commit an error handler that changes the session is told why that is lost",
    file: `${core}/request/session-manager.ts`,
    find: "    request.open.fail(error);\n",
    replace: "",
    tests: [koa],
  },
  {
    promise: "Values: -0 does not become 0 in silence",
    file: `${core}/values.ts`,
    find: "if (Object.is(value, -0)) return",
    replace: "if (false) return",
    tests: [`${core}/values.test.ts`],
  },
  {
    promise: "Values: properties of an array do not go in silence, also where its text stays as it is",
    file: `${core}/session/value-rule.ts`,
    find: "  text: toText,",
    replace: "  text: (_key, value) => JSON.stringify(value),",
    tests: [`${core}/session/session.test.ts`],
  },
  {
    promise: "Numbers: an age that no cookie can tell is refused at the setting",
    file: `${core}/settings.ts`,
    find: ", v.check(isTellable));",
    replace: ");",
    tests: [`${core}/settings.test.ts`],
  },
  {
    promise: "Numbers: a wait that Node's timers do not wait is refused at the store",
    file: `${core}/storing/number-options.ts`,
    find: "2 ** 31 - 1",
    replace: "2 ** 53",
    tests: ["server-sdk/tests/number-options.test.ts"],
  },
  {
    promise: "Numbers: setExpiry refuses a date past the year 9999",
    file: `${core}/expiry.ts`,
    find: "if (value.getTime() > latestMoment) throw",
    replace: "if (false) throw",
    tests: [`${core}/expiry.test.ts`],
  },
  {
    promise: "Timeouts: a custom expiry does not turn the idle timeout off",
    file: `${core}/expiry.ts`,
    find: "if (idleTimeout !== null) end",
    replace: 'if (idleTimeout !== null && expiry.kind !== "seconds") end',
    tests: [lifetime],
  },
  {
    promise: "Timeouts: use does not move an expiry in seconds",
    file: `${core}/request/renew-session.ts`,
    find: "changed ? now : stored.modifiedAt",
    replace: "now",
    tests: [lifetime],
  },
  {
    promise: "Timeouts: use does not move an expiry in seconds of a sealed session",
    file: `${core}/request/seal-session.ts`,
    find: "changed ? now : before.modifiedAt",
    replace: "now",
    tests: [lifetime],
  },
  {
    promise: "Timeouts: an expiry in seconds that an equal value renewed is counted from then",
    file: `${core}/request/commit.ts`,
    find: " || (modified && settings.idleTimeout !== null)",
    replace: "",
    tests: [lifetime],
  },
  {
    promise: "Timeouts: use does not undo the end that a change sets meanwhile",
    file: `${core}/request/renew-session.ts`,
    find: "if (!changed && expiresAt <",
    replace: "if (changed && expiresAt <",
    tests: [`${core}/request/session-manager/lifetime.test.ts`],
  },
  {
    promise: "Timeouts: the cookie does not outlive the session",
    file: `${core}/request/answer-headers.ts`,
    find: "cookieMaxAge(expiry, at,",
    replace: "cookieMaxAge(expiry, at - 100_000,",
    tests: [lifetime],
  },
];
