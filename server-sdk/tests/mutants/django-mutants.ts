/** Code that breaks what Django's users expect of a session's life: the lifecycle suite must notice, on some engine. */

import type { Mutant } from "./mutant.ts";

const core = "server-sdk/src/core";
const tests = ["server-sdk/tests/lifecycle/lifecycle.test.ts"];

/** What must hold; the file of the core; what is there; what breaks it. */
const broken: readonly [promise: string, file: string, find: string, replace: string][] = [
  ["499 saves", "request/commit.ts", "exchange.status < 500", "exchange.status < 499"],
  ["500 does not save", "request/commit.ts", "exchange.status < 500", "exchange.status <= 500"],
  ["eight characters may be a key", "request/request-source.ts", "shortestClaim = 8", "shortestClaim = 9"],
  ["seven characters are none", "request/request-source.ts", "shortestClaim = 8", "shortestClaim = 7"],
  [
    "flush deletes the cookie, also where nothing is stored",
    "request/commit.ts",
    "flushed: open.flushed,",
    "flushed: source.removed !== null,",
  ],
  [
    "clear drops a custom expiry",
    "session/open-session.ts",
    'if (this.#expiry.kind !== "policy") this.setExpiry(policyExpiry);',
    "",
  ],
  [
    "clear drops a custom expiry that nobody looked at",
    "session/open-session.ts",
    "if (this.#blind && stored.expiry !== null) this.#expirySet = true;",
    "if (this.#blind && stored.expiry !== null) return;",
  ],
  ["clear drops the data", "session/open-session.ts", "    this.entries.clear();\n", ""],
  ["flush forgets the data", "session/open-session.ts", "    this.entries.reset();\n", ""],
  ["flush ends what is stored", "session/session.ts", "await open.source.remove();", ""],
  [
    "setExpiry(null) takes an expiry back",
    "session/session.ts",
    'if (expiry.kind === "policy" && open.expiry.kind === "policy") return;',
    'if (expiry.kind === "policy") return;',
  ],
  ["a moment stays where it is", "expiry.ts", 'if (expiry.kind === "moment") return expiry.at;', ""],
  [
    "the age of a moment shrinks",
    "expiry.ts",
    "Math.floor((expiry.at - modification) / 1000)",
    "Math.floor((expiry.at - policy.cookieAge) / 1000)",
  ],
  [
    "a custom expiry overrides the browser's end",
    "expiry.ts",
    'expiry.kind === "policy" ? policy.expireAtBrowserClose : expiry.kind === "browser-close"',
    'policy.expireAtBrowserClose || expiry.kind === "browser-close"',
  ],
  [
    "the cookie has whole seconds",
    "expiry.ts",
    "Math.floor(left) : Math.trunc(left);",
    "Math.floor(left) : Math.ceil(left);",
  ],
  [
    "reading saves nothing",
    "request/commit.ts",
    "if (!exists || !(changed || ",
    "if (!exists || !(changed || facts.accessed || ",
  ],
  ["marking as modified saves", "request/commit.ts", "return modified || entriesChanged", "return entriesChanged"],
  [
    "whoever looks makes the answer vary",
    "request/answer-headers.ts",
    "(open.accessed || open.asked || dropped)",
    "(open.modified || open.asked || dropped)",
  ],
  ["a sealed session that ran out is not revived", "request/commit.ts", "!stored || !isDead(stored, now)", "true"],
  [
    "the key of a stranger is not shown",
    "session/open-session.ts",
    "this.#nextKey ?? this.load()?.key ?? null",
    'this.#nextKey ?? this.load()?.key ?? ("z" as SessionKey)',
  ],
  [
    "whoever writes to a session that is gone is told",
    "request/renew-session.ts",
    "if (open.modified) throw new SessionInterruptedError();",
    "",
  ],
  [
    "whoever only reads is not bothered",
    "request/renew-session.ts",
    "if (open.modified) throw new SessionInterruptedError();",
    "throw new SessionInterruptedError();",
  ],
  ["clearing removes the dead", "storing/stored-sessions.ts", "removed += count;", "removed += 0;"],
];

export const djangoMutants: readonly Mutant[] = broken.map(([promise, file, find, replace]) => ({
  promise: `As in Django: ${promise}`,
  file: `${core}/${file}`,
  find,
  replace,
  tests,
}));
