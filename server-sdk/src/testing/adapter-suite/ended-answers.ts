/** An answer that the handler has ended is sent when the session is saved, whatever fails afterwards. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { HeadersSentError } from "../../core/errors.ts";
import type { AdapterTest, Visit } from "./trial.ts";
import { Gate } from "./watched-store.ts";

const needs = ["node-response"] as const;

/** What a handler does after it has answered. */
const afterwards: Readonly<Record<string, (visit: Visit & Required<Pick<Visit, "node">>) => unknown>> = {
  "throws at once": () => {
    throw new Error("late");
  },
  "throws later": async () => {
    await null;
    throw new Error("late");
  },
  "answers again": ({ node }) => node.response.writeHead(200, { "X-Late": "1" }).end("late"),
  "changes the session": ({ session }) => session.set("late", true),
  "destroys the response": ({ node }) => node.response.destroy(),
  "destroys the response with an error": ({ node }) => node.response.destroy(new Error("late")),
  "destroys the response's connection": ({ node }) => node.response.socket?.destroy(),
  "destroys the request's connection": ({ node }) => node.request.socket.destroy(),
};

export const endedAnswerTests: readonly AdapterTest[] = [
  ...Object.entries(afterwards).flatMap(([kind, act]) =>
    [true, false].map(
      (succeeds): AdapterTest => ({
        name: `a handler that ${kind} after its answer was ended, when the save ${succeeds ? "succeeds" : "fails"}`,
        needs,
        run: async (trial) => {
          const visitor = await trial.visit((visit) => {
            const { session, node, path } = visit;
            if (path === "/elsewhere") return { body: "elsewhere" };
            session.set("name", "Ada");
            node!.response.writeHead(302, { Location: "/home" }).end("x".repeat(100_000));
            const acted = act({ ...visit, node: node! });
            return acted instanceof Promise ? acted : undefined;
          });
          trial.store.gate = new Gate();
          const pending = visitor.ask("/");
          await trial.store.gate.reached;
          // Another visitor's whole request takes longer than the failure.
          equal((await trial.visitor().get("/elsewhere")).body, "elsewhere");
          if (!succeeds) trial.store.failure = new Error("down");
          trial.store.gate.open();
          const { status, headers, body, setCookies } = await pending.reply;
          if (succeeds) {
            deepEqual([status, headers.location, body.length, setCookies.length], [302, "/home", 100_000, 1]);
            await trial.assertStored({ name: "Ada" });
          } else {
            deepEqual([status, headers.location, setCookies], [503, undefined, []]);
            await trial.assertStored();
          }
          equal((await trial.visitor().get("/elsewhere")).body, "elsewhere");
        },
      }),
    ),
  ),
  {
    name: "a change to the session after the answer was ended throws where it is made",
    needs,
    run: async (trial) => {
      const thrown: unknown[] = [];
      const visitor = await trial.visit(({ session, node }) => {
        session.set("name", "Ada");
        node!.response.end("page");
        for (const change of [() => session.set("late", true), () => session.clear()]) {
          try {
            change();
          } catch (error) {
            thrown.push(error);
          }
        }
        return undefined;
      });
      equal((await visitor.get("/")).body, "page");
      equal(thrown.length, 2);
      for (const error of thrown) ok(error instanceof HeadersSentError, String(error));
      await trial.assertStored({ name: "Ada" });
    },
  },
];
