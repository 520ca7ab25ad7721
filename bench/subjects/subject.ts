/** What the benchmarks measure: a small server whose sessions are a library's, on one store. */

import type { Server } from "node:http";
import { createSessions, openStore, type Sessions } from "sessionscope";

export interface Services {
  readonly redis: string;
  readonly postgres: string;
  readonly mariadb: string;
}

export const stores = ["memory", "Redis", "PostgreSQL", "MariaDB", "signed cookie", "encrypted cookie"] as const;

export interface Subject {
  readonly framework: "Express" | "Fastify" | "Koa" | "Hono" | "h3";
  /** "none" for the framework alone, "the client by hand" for a session written with the driver. */
  readonly library: string;
  readonly store: "-" | (typeof stores)[number] | "SQLite" | "files" | "Memcached";
  start(services: Services): Promise<Server>;
}

export const secret = "a secret of at least thirty-two characters";
/** Milliseconds. */
export const weeks = 1_209_600_000;

/** Ours, with the store's tables made. */
export async function openSessions(url: string): Promise<Sessions<Record<string, unknown>>> {
  if (url.startsWith("signed-cookie:")) return createSessions({ store: url, secret });
  const store = await openStore(url);
  if (store.kind === "server") await store.migrate?.();
  return createSessions({ store });
}

export const isInCookie = ({ store }: Pick<Subject, "store">): boolean => store.endsWith("cookie");
