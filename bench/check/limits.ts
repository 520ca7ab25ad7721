/**
 * What a session may cost, divided by what a peer's costs in the same moments: CPU time that each adds to the framework. A
 * limit is a tenth to a fifth above the highest of several measurements, on a quiet machine and on a busy one; where a database's
 * pace moves the ratio, it is as much as the peer costs.
 */

export const uses = ["untouched", "read", "change", "create"] as const;
export type Use = (typeof uses)[number];

/** Without a limit, a use is not measured. */
export type Limits = { readonly peer: string } & Readonly<Partial<Record<Use, number>>>;

export const limits: Readonly<Record<string, Limits>> = {
  "node:http, memory": { peer: "express-session", untouched: 0.035, read: 0.11, change: 0.18, create: 0.4 },
  "node:http, signed cookie": { peer: "cookie-session", read: 0.22, change: 0.32, create: 1.45 },
  "node:http, Redis": { peer: "express-session and connect-redis", read: 0.5, change: 1.05 },
  "node:http, PostgreSQL": { peer: "express-session and connect-pg-simple", read: 0.36, change: 0.95 },
  "Express, memory": { peer: "express-session", untouched: 0.04, read: 0.125, change: 0.215, create: 0.4 },
  "Koa, memory": { peer: "koa-session", untouched: 0.035, read: 0.085, change: 0.145, create: 1.15 },
  "Fastify, memory": { peer: "@fastify/session", untouched: 0.19, read: 0.38, change: 0.54, create: 0.9 },
};

/** What `npm test` measures: in this process alone, and of those the uses whose ratios move least. */
export const fewLimits: typeof limits = Object.fromEntries(
  ["node:http, memory", "node:http, signed cookie"].map((name) => {
    const { peer, read, change } = limits[name]!;
    return [name, { peer, read: read!, change: change! }];
  }),
);
