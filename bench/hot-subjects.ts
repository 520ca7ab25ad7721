/** Our sessions on the stores that only `npm run bench:hot` measures. */

import { expressSessions } from "sessionscope/express";
import { onExpress } from "./subjects/express.ts";
import { openSessions, type Services, type Subject } from "./subjects/subject.ts";

export interface HotServices extends Services {
  readonly memcached: string;
  /** A directory for SQLite and files. */
  readonly folder: string;
}

const ours = (store: Subject["store"], url: (services: HotServices) => string): Subject => ({
  framework: "Express",
  library: "sessionscope",
  store,
  start: async (services) => onExpress(expressSessions(await openSessions(url(services as HotServices)))),
});

export const hotSubjects: readonly Subject[] = [
  ours("SQLite", ({ folder }) => `sqlite:${folder}/sessions.db`),
  ours("files", ({ folder }) => `file://${folder}/sessions`),
  ours("Memcached", ({ memcached }) => memcached),
];
