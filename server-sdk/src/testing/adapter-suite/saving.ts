/** Saved before sent: no byte of an answer leaves before its session is stored. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { HeadersSentError } from "../../core/errors.ts";
import { type AdapterTest, type Answer, type Pending, storeManners, type Trial } from "./trial.ts";
import { Gate } from "./watched-store.ts";

/** Asserts that no part of the answer has arrived while the store is still writing. */
async function assertHeldBack(trial: Trial, pending: Pending): Promise<void> {
  await trial.store.gate!.reached;
  // Another visitor's whole request: a part of the first answer would have arrived by now.
  equal((await trial.visitor().get("/elsewhere")).body, "elsewhere");
  equal(pending.begun, false, "nothing is sent before the session is stored");
  await trial.assertStored();
}

const answers: Readonly<Record<string, () => Answer>> = {
  "a page": () => ({ body: "page" }),
  "a redirect": () => ({ status: 302, headers: { Location: "/elsewhere" }, body: "" }),
  "an answer without a body": () => ({ status: 204, body: null }),
  "a stream": () => ({ body: stream("one ", "two ", "three") }),
};

async function* stream(...parts: string[]): AsyncGenerator<string> {
  yield* parts;
}

export const savingTests: readonly AdapterTest[] = [
  ...storeManners.flatMap((manner) =>
    Object.entries(answers).map(
      ([kind, answer]): AdapterTest => ({
        name: `${kind} is not sent before the session is stored (${manner} store)`,
        run: async (trial) => {
          const ada = await trial.visit(
            ({ session, path }) => {
              if (path === "/elsewhere") return { body: "elsewhere" };
              session.set("cart", { items: ["tea"] });
              return answer();
            },
            { manner },
          );
          trial.store.gate = new Gate();
          const pending = ada.ask("/");
          await assertHeldBack(trial, pending);
          trial.store.gate.open();
          const reply = await pending.reply;
          const expected = answer();
          equal(reply.status, expected.status ?? 200);
          equal(reply.setCookies.length, 1);
          if (kind === "a redirect") equal(reply.headers.location, "/elsewhere");
          if (kind === "a page") equal(reply.body, "page");
          if (kind === "a stream") equal(reply.body, "one two three");
          await trial.assertStored({ cart: { items: ["tea"] } });
        },
      }),
    ),
  ),
  {
    name: "the request after a redirect sees what the request before it has written",
    run: async (trial) => {
      const ada = await trial.visit(({ session, path }) => {
        if (path === "/target") return { body: String(session.get("count")) };
        session.set("count", ((session.get("count") as number | undefined) ?? 0) + 1);
        return { status: 303, headers: { Location: "/target" }, body: null };
      });
      for (const count of ["1", "2", "3"]) {
        const reply = await ada.get("/", { method: "POST", body: "x=1" });
        deepEqual([reply.status, reply.headers.location], [303, "/target"]);
        equal((await ada.get("/target")).body, count);
      }
    },
  },
  {
    name: "a stream arrives piece by piece, and a change to the session in the middle of it is refused",
    run: async (trial) => {
      const arrived = Promise.withResolvers<void>();
      let refused: unknown;
      const ada = await trial.visit(({ session }) => {
        session.set("name", "Ada");
        async function* body() {
          yield "first";
          await arrived.promise;
          try {
            session.set("name", "late");
          } catch (error) {
            refused = error;
          }
          yield " last";
        }
        return { body: body() };
      });
      const pending = ada.ask("/");
      equal(await pending.firstBytes, "first");
      arrived.resolve();
      equal((await pending.reply).body, "first last");
      ok(refused instanceof HeadersSentError, "a change after the headers throws HeadersSentError");
      await trial.assertStored({ name: "Ada" });
    },
  },
  {
    name: "what a handler finishes is saved, although its visitor has left",
    run: async (trial) => {
      const entered = Promise.withResolvers<void>();
      const left = Promise.withResolvers<void>();
      const ada = await trial.visit(async ({ session, path }) => {
        if (path === "/elsewhere") return { body: "elsewhere" };
        entered.resolve();
        await left.promise;
        session.set("name", "Ada");
        return { body: "page" };
      });
      trial.store.gate = new Gate();
      const pending = ada.ask("/");
      await entered.promise;
      pending.leave();
      await pending.reply.catch(() => {});
      left.resolve();
      await trial.store.gate.reached;
      trial.store.gate.open();
      equal((await trial.visitor().get("/elsewhere")).body, "elsewhere");
      await trial.assertStored({ name: "Ada" });
      deepEqual(trial.errors, []);
    },
  },
  {
    name: "a visitor who leaves while the session is being stored disturbs no other request",
    run: async (trial) => {
      const ada = await trial.visit(({ session, path }) => {
        if (path === "/elsewhere") return { body: "elsewhere" };
        session.set("name", "Ada");
        return { body: stream("x".repeat(100_000), "y".repeat(100_000)) };
      });
      trial.store.gate = new Gate();
      const pending = ada.ask("/");
      await trial.store.gate.reached;
      pending.leave();
      await pending.reply.catch(() => {});
      equal((await trial.visitor().get("/elsewhere")).body, "elsewhere");
      trial.store.gate.open();
      equal((await trial.visitor().get("/elsewhere")).body, "elsewhere");
      await trial.assertStored({ name: "Ada" });
    },
  },
  {
    name: "of two requests at once that change different keys both changes are kept",
    run: async (trial) => {
      const ada = await trial.visit(({ session, path }) => {
        session.set(path.slice(1), true);
        return { body: "ok" };
      });
      await ada.get("/first");
      trial.store.gate = new Gate();
      const [one, other] = [trial.visitor(), trial.visitor()];
      for (const visitor of [one, other]) visitor.cookies.set("sessionid", ada.cookies.get("sessionid")!);
      const replies = [one.ask("/one"), other.ask("/other")];
      await trial.store.gate.reached;
      trial.store.gate.open();
      for (const { reply } of replies) equal((await reply).status, 200);
      await trial.assertStored({ first: true, one: true, other: true });
    },
  },
];
