/** Code that lets a wrong value, or a call that means something elsewhere, pass in silence. */

import type { Mutant } from "./mutants.ts";

const core = "server-sdk/src/core";
const koa = "server-sdk/src/adapters/koa.test.ts";

export const valueMutants: readonly Mutant[] = [
  {
    promise: "A sign-out that does nothing: delete() without a key is refused",
    file: `${core}/entry-access.ts`,
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
    file: `${core}/property-access.ts`,
    find: "return value === undefined ? absentMember(name) : value;",
    replace: "return value;",
    tests: [`${core}/other-libraries.test.ts`],
  },
  {
    promise: "Flash values of one kind: what others take meanwhile does not come back",
    file: `${core}/changes.ts`,
    find: "[...(this.#updaters.get(key) ?? []), updater]",
    replace: "[updater]",
    tests: [`${core}/flash.test.ts`],
  },
  {
    promise: "Flash values of one kind: the other kinds wait",
    file: `${core}/flash.ts`,
    find: "kind === undefined ? { ...waiting } : ofKind(waiting, kind)",
    replace: "{ ...waiting }",
    tests: [`${core}/flash.test.ts`],
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
    file: `${core}/session-manager.ts`,
    find: "    open.fail(failure);\n",
    replace: "",
    tests: [koa],
  },
];
