/** Broken rules of the bridge to NextAuth. */

import type { Mutant } from "./mutant.ts";

const file = "server-sdk/src/inspect/next-auth.ts";
const tests = ["server-sdk/tests/inspect/next/next-auth.test.ts"];

export const nextMutants: readonly Mutant[] = [
  {
    promise: "NextAuth: version 4 is not asked without the app's secret",
    file,
    find: "(secret ?? process.env.NEXTAUTH_SECRET) === undefined",
    replace: "false",
    tests,
  },
  {
    promise: "NextAuth: version 4 is given each chunk of a cookie",
    file,
    find: '[...cookiesIn(headers.get("cookie") ?? undefined)].map(decoded)',
    replace: '[...cookiesIn(headers.get("cookie") ?? undefined)].slice(0, 1).map(decoded)',
    tests,
  },
  {
    promise: "NextAuth: every cookie that version 4 writes is heard",
    file,
    find: "this.lines = [value].flat();",
    replace: "this.lines = [value].flat().slice(0, 1);",
    tests,
  },
];
