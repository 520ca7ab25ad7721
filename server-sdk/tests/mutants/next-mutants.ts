/** Broken rules of what looks at sessions in Next.js: the line, and the bridge to NextAuth. */

import type { Mutant } from "./mutant.ts";

const line = { file: "server-sdk/src/inspect/next.ts", tests: ["server-sdk/src/inspect/next.test.ts"] };
const file = "server-sdk/src/inspect/next-auth.ts";
const tests = ["server-sdk/tests/inspect/next/next-auth.test.ts"];

export const nextMutants: readonly Mutant[] = [
  {
    promise: "Next.js: in production no request is heard",
    ...line,
    find: "middleware.filter((one) => one !== passOn)",
    replace: "[...middleware]",
  },
  {
    promise: "Next.js: each library looks at a request",
    ...line,
    find: "const rest = [...looking];",
    replace: "const rest = looking.slice(0, 1);",
  },
  {
    promise: "Next.js: a library looks at every request",
    ...line,
    find: "const rest = [...looking];\n",
    replace: "const rest = looking as Middleware[];\n",
  },
  {
    promise: "Next.js: the app has no part in a call that failed",
    ...line,
    find: "if (error !== undefined) request.destroy();\n      else if",
    replace: "if",
  },
  {
    promise: "Next.js: a request that no line answers is the app's",
    ...line,
    find: "else pass();",
    replace: "else if (looking.length > 1) pass();",
  },
  {
    promise: "Next.js: called again, the line takes the place of the one before",
    ...line,
    find: '}, "inspect");',
    replace: "});",
  },
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
