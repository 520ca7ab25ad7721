/** The app's AsyncLocalStorage (a trace, a request id, a transaction) is there in every function that the SDK calls. */

import { deepEqual, equal } from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { type AdapterTest, storeManners, type Trial } from "./trial.ts";
import { Gate } from "./watched-store.ts";

/** Records which function ran in which context. A context begins where tracing begins it: when Node has read the head of a request. */
class Contexts {
  readonly seen: string[] = [];
  readonly #path = new AsyncLocalStorage<string>();
  readonly #begin = (message: unknown): void =>
    this.#path.enterWith((message as { request: IncomingMessage }).request.url ?? "");

  constructor() {
    subscribe("http.server.request.start", this.#begin);
  }
  note(who: string): void {
    this.seen.push(`${who}: ${this.#path.getStore()}`);
  }
  end(): void {
    unsubscribe("http.server.request.start", this.#begin);
  }
}

function watch(trial: Trial, contexts: Contexts): void {
  trial.store.onAsked = (operation) => contexts.note(operation);
  trial.onError = () => contexts.note("error");
}

async function askInContexts(trial: Trial, manner: (typeof storeManners)[number], contexts: Contexts): Promise<void> {
  const ada = await trial.visit(
    async ({ session, path }) => {
      session.get("name");
      contexts.note("handler");
      if (path !== "/look") session.set("path", path);
      return { body: "" };
    },
    { manner },
  );
  await ada.get("/in");
  watch(trial, contexts);
  // Two requests whose writes are let through at once, from a context outside of both.
  contexts.seen.length = 0;
  trial.store.gate = new Gate();
  const [one, other] = [trial.visitor(), trial.visitor()];
  for (const visitor of [one, other]) visitor.cookies.set("sessionid", ada.cookies.get("sessionid")!);
  const replies = [one.ask("/one"), other.ask("/other")];
  await trial.store.gate.reached;
  trial.store.gate.open();
  for (const { reply } of replies) equal((await reply).status, 200);
  const expected = ["/one", "/other"].flatMap((path) => [`load: ${path}`, `handler: ${path}`, `commit: ${path}`]);
  deepEqual(contexts.seen.toSorted(), expected.toSorted());

  contexts.seen.length = 0;
  trial.store.gate = null;
  trial.store.failure = new Error("the disk is full");
  equal((await ada.get("/look")).status, 503);
  deepEqual(contexts.seen, ["load: /look", "error: /look"]);

  contexts.seen.length = 0;
  equal((await trial.visitor().get("/save")).status, 503);
  deepEqual(contexts.seen, ["handler: /save", "create: /save", "error: /save"]);
}

export const contextTests: readonly AdapterTest[] = storeManners.map((manner) => ({
  name: `the handler, the store and the error handler run in their request's AsyncLocalStorage (${manner} store)`,
  run: async (trial) => {
    const contexts = new Contexts();
    try {
      await askInContexts(trial, manner, contexts);
    } finally {
      contexts.end();
    }
  },
}));
