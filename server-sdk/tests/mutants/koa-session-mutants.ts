/** Broken rules of the bridge to koa-session. */

import type { Mutant } from "./mutant.ts";

const folder = "server-sdk/src/inspect/koa-session";
const tests = ["server-sdk/tests/inspect/koa-session/koa-session.test.ts"];

export const koaSessionMutants: readonly Mutant[] = [
  {
    promise: "koa-session: what a request under way saves has the panel's edit",
    file: `${folder}/edits.ts`,
    find: "if (own.get(key) === base.get(key)) setText(data, key, text);",
    replace: "void setText; void own; void data;",
    tests,
  },
  {
    promise: "koa-session: a key that a request has changed itself stays its own",
    file: `${folder}/edits.ts`,
    find: "if (own.get(key) === base.get(key)) setText(data, key, text);",
    replace: "setText(data, key, text); void own;",
    tests,
  },
  {
    promise: "koa-session: a request that only renews does not undo, for an edit, what others have saved",
    file: `${folder}/app-requests.ts`,
    find: "if (own?.onlyRenews) return;",
    replace: "",
    tests,
  },
  {
    promise: "koa-session: a request that began before the panel ended its session does not save it again",
    file: `${folder}/app-requests.ts`,
    find: "if (work.endedByPanel.has(key)) return;",
    replace: "",
    tests,
  },
  {
    promise: "koa-session: the age that a panel gives outlasts the save of a request under way",
    file: `${folder}/app-requests.ts`,
    find: "opts.maxAge = asked.to;",
    replace: "",
    tests,
  },
  {
    promise: "koa-session: reading uses up no id",
    file: `${folder}/library.ts`,
    find: 'manager.opts.genid = () => "";',
    replace: "",
    tests,
  },
  {
    promise: "koa-session: reading renews nothing, also with rolling",
    file: `${folder}/library.ts`,
    find: "manager.opts.rolling = false;",
    replace: "",
    tests,
  },
  {
    promise: "koa-session: no listener of the app hears of a reading",
    file: `${folder}/library.ts`,
    find: "Object.create(real.app, { emit: { value: () => false } })",
    replace: "Object.create(real.app)",
    tests,
  },
  {
    promise: "koa-session: a key that the library would drop is refused",
    file: `${folder}/facts.ts`,
    find: 'key.startsWith("_") || lostKeys.has(key)',
    replace: "lostKeys.has(key)",
    tests,
  },
  {
    promise: "koa-session: a session in a cookie has an age of its own",
    file: `${folder}/sealing.ts`,
    find: "manager.opts.maxAge = maxAgeOf(expiry, policy);",
    replace: "void expiry; void maxAgeOf;",
    tests,
  },
];
