/** Broken rules of the bridge to h3. */

import type { Mutant } from "./mutant.ts";

const sealing = "server-sdk/src/inspect/h3/sealing.ts";
const tests = ["server-sdk/tests/inspect/h3/h3.test.ts"];

export const h3Mutants: readonly Mutant[] = [
  {
    promise: "h3: a look neither makes a session nor counts as a visit",
    file: sealing,
    find: "await h3.unsealSession(event, config, sealed)",
    replace: "await h3.getSession(event, config)",
    tests,
  },
  {
    promise: "h3: asking for the cookie uses up no id of the app's",
    file: sealing,
    find: '{ ...config, generateId: () => "sample" }',
    replace: "config",
    tests,
  },
  {
    promise: "h3: an end takes the chunks from the browser too",
    file: sealing,
    find: "const names = [name, ...Array.from",
    replace: "const names = [name] || [...Array.from",
    tests,
  },
  {
    promise: "h3: a session keeps its own id, whatever process has seen it",
    file: "server-sdk/src/inspect/base/sealed-bridge.ts",
    find: "id: this.#successive.idOf(value), ...known, ref",
    replace: "...known, id: this.#successive.idOf(value), ref",
    tests,
  },
  {
    promise: "h3: where the handler is mounted, there the endpoint is announced",
    file: "server-sdk/src/inspect/h3.ts",
    find: 'return rest === "/" ? path : "";',
    replace: 'return "";',
    tests,
  },
  {
    promise: "h3: a request that no browser has sent passes",
    file: "server-sdk/src/inspect/h3.ts",
    find: "if (!(exchange?.req.socket instanceof Socket)) return undefined;",
    replace: "if (!exchange) return undefined;",
    tests,
  },
  {
    promise: "h3: what Nitro has built is in production, although nothing says so",
    file: "server-sdk/src/inspect/h3.ts",
    find: 'NODE_ENV: NODE_ENV || "production"',
    replace: "NODE_ENV",
    tests,
  },
];
