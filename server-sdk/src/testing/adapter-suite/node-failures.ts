/** Sessions that cannot be saved, under handlers that write to Node's response: what was written is dropped whole. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { AdapterTest, Visit } from "./trial.ts";
import { Gate } from "./watched-store.ts";

const needs = ["node-response"] as const;

/** How the dropped answer was begun. */
const beginnings: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  "writeHead and end": (response) =>
    response.writeHead(201, "Made", { "Content-Length": 7, "Set-Cookie": "a=1" }).end("dropped"),
  "writes and end": (response) => {
    response.write("dropped");
    response.end("dropped");
  },
  flushHeaders: (response) => {
    response.setHeader("Content-Encoding", "gzip");
    response.flushHeaders();
    response.end("dropped");
  },
  "a list of headers": (response) => response.writeHead(302, ["Location", "/elsewhere", "ETag", '"v1"']).end("dropped"),
};

export const nodeFailureTests: readonly AdapterTest[] = [
  ...Object.entries(beginnings).map(
    ([kind, begin]): AdapterTest => ({
      name: `an answer begun by ${kind} is dropped when the session cannot be saved`,
      needs,
      run: async (trial) => {
        const visitor = await trial.visit(({ session, node, path }) => {
          if (path === "/elsewhere") return { body: "elsewhere" };
          session.set("name", "Ada");
          begin(node!.response);
          return undefined;
        });
        trial.store.failure = new Error("down");
        const reply = await visitor.get("/");
        deepEqual([reply.status, reply.statusMessage], [503, "Service Unavailable"]);
        ok(!reply.body.includes("dropped"), reply.body);
        deepEqual(reply.setCookies, []);
        for (const name of ["location", "content-encoding"]) equal(reply.headers[name], undefined, name);
        equal((await visitor.get("/elsewhere")).body, "elsewhere", "the connection is in order afterwards");
        await trial.assertStored();
      },
    }),
  ),
  {
    name: "callbacks and pipelines of a dropped answer hear of it, and its source is closed",
    needs,
    run: async (trial) => {
      const heard: unknown[] = [];
      const done = Promise.withResolvers<void>();
      const source = Readable.from(["x".repeat(70_000), "y".repeat(70_000)]);
      const visitor = await trial.visit(async ({ session, node, path }) => {
        session.set("name", "Ada");
        const { response } = node!;
        if (path === "/write") response.write("dropped", (error) => heard.push(error?.name));
        else await pipeline(source, response).catch((error) => heard.push(error.name));
        if (path === "/pipeline") done.resolve();
        return undefined;
      });
      trial.store.failure = new Error("down");
      equal((await visitor.get("/write")).status, 503);
      deepEqual(heard, ["StoreError"]);
      equal((await visitor.get("/pipeline")).status, 503);
      await done.promise;
      equal(heard.length, 2);
      equal(source.destroyed, true);
    },
  },
  {
    name: "a handler that goes on writing to its dropped answer harms nobody",
    needs,
    run: async (trial) => {
      const answered = Promise.withResolvers<void>();
      const done = Promise.withResolvers<unknown>();
      const goOn = async ({ response }: NonNullable<Visit["node"]>) => {
        response.write("dropped");
        await answered.promise;
        const written = await new Promise((heard) => response.write("late", heard));
        response.end("later");
        done.resolve(written);
      };
      const visitor = await trial.visit(({ session, node, path }) => {
        if (path === "/elsewhere") return { body: "elsewhere" };
        session.set("name", "Ada");
        void goOn(node!);
        return undefined;
      });
      trial.store.failure = new Error("down");
      const reply = await visitor.get("/");
      equal(reply.status, 503);
      ok(!/late|dropped/.test(reply.body), reply.body);
      answered.resolve();
      await done.promise;
      equal((await visitor.get("/elsewhere")).body, "elsewhere");
    },
  },
  {
    name: "a visitor who leaves while the store is failing harms nobody",
    needs,
    run: async (trial) => {
      const visitor = await trial.visit(({ session, node, path }) => {
        if (path === "/elsewhere") return { body: "elsewhere" };
        session.set("name", "Ada");
        node!.response.end("dropped");
        return undefined;
      });
      trial.store.gate = new Gate();
      const pending = visitor.ask("/");
      await trial.store.gate.reached;
      pending.leave();
      await pending.reply.catch(() => {});
      trial.store.failure = new Error("down");
      trial.store.gate.open();
      match((await trial.visitor().get("/elsewhere")).body, /elsewhere/);
    },
  },
];
