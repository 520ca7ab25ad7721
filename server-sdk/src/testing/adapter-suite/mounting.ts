/** What an adapter accepts: the sessions, or the promise of them, for apps that are set up without `await`. */

import { equal, rejects } from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { AdapterTest, SuiteSessions, Visit } from "./trial.ts";

const requestStarts = "http.server.request.start";

function count({ session }: Visit) {
  const visits = ((session.get("visits") as number | undefined) ?? 0) + 1;
  session.set("visits", visits);
  return { body: String(visits) };
}

export const mountingTests: readonly AdapterTest[] = [
  {
    name: "the promise of sessions is accepted",
    run: async (trial) => {
      const ada = await trial.visit(count, { given: async (sessions) => sessions });
      for (const visits of ["1", "2"]) equal((await ada.get("/")).body, visits);
    },
  },
  {
    name: "requests that arrive before the sessions are open wait for them",
    needs: ["early-requests"],
    run: async (trial) => {
      const opened = Promise.withResolvers<SuiteSessions>();
      let open = () => {};
      const given = (sessions: SuiteSessions) => {
        open = () => opened.resolve(sessions);
        return opened.promise as Promise<Awaited<SuiteSessions>>;
      };
      const ada = await trial.visit(count, { given });
      const arrived = Promise.withResolvers<void>();
      const arrive = () => arrived.resolve();
      subscribe(requestStarts, arrive);
      try {
        const early = ada.ask("/", { method: "POST", body: "x=1" });
        await arrived.promise;
        open();
        equal((await early.reply).body, "1");
        equal((await ada.get("/")).body, "2");
      } finally {
        unsubscribe(requestStarts, arrive);
      }
    },
  },
  {
    name: "settings in place of sessions, or nothing, are refused when the adapter is mounted",
    run: async (trial) => {
      for (const wrong of [undefined, null, { secret: "keyboard cat" }, () => {}]) {
        await rejects(
          trial.visit(count, { given: () => wrong as never }),
          (error) => error instanceof TypeError && error.message.includes("takes what createSessions(…) gives"),
          String(wrong),
        );
      }
    },
  },
];
