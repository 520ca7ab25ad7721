/** Code that lets a wrong value, or a call that means something elsewhere, pass in silence. */

import type { Mutant } from "./mutants.ts";

const core = "server-sdk/src/core";

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
];
