/** Sessions that cannot be saved, with handlers that write to Node's response: their whole answer is dropped. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StoreError } from "../../core/errors.ts";
import type { AdapterTest, Visit } from "./trial.ts";
import { Gate } from "./watched-store.ts";

const needs = ["node-response"] as const;

/** How the handler began the dropped answer. */
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
    name: "callbacks, pipes and pipelines of a dropped answer end with an error, and their sources are closed",
    needs,
    run: async (trial) => {
      const heard: unknown[] = [];
      const sources = { "/pipe": source(), "/pipeline": source() };
      const closed = Object.values(sources).map((stream) => new Promise<void>((close) => stream.on("close", close)));
      const visitor = await trial.visit(({ session, node, path }) => {
        session.set("name", "Ada");
        const { response } = node!;
        if (path === "/write") response.write("dropped", (error) => heard.push(error?.name));
        else if (path === "/pipe") sources[path].pipe(response);
        else pipeline(sources["/pipeline"], response).catch((error) => heard.push(error.code));
        return undefined;
      });
      trial.store.failure = new Error("down");
      for (const path of ["/write", "/pipe", "/pipeline"]) equal((await visitor.get(path)).status, 503, path);
      await Promise.all(closed);
      deepEqual(heard, ["StoreError", "ERR_STREAM_PREMATURE_CLOSE"]);
    },
  },
  {
    name: "a handler that goes on writing to its dropped answer disturbs no other request",
    needs,
    run: async (trial) => {
      const done = Promise.withResolvers<void>();
      const goOn = async ({ response }: NonNullable<Visit["node"]>) => {
        response.write("dropped");
        for (let step = 0; step < 100; step++) {
          await null;
          response.write("late");
        }
        await new Promise((heard) => response.write("later", heard));
        response.end("latest");
        done.resolve();
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
      await done.promise;
      equal((await visitor.get("/elsewhere")).body, "elsewhere");
    },
  },
  {
    name: "a visitor who leaves while the store is failing disturbs no other request",
    needs,
    run: async (trial) => {
      const heard = Promise.withResolvers<unknown>();
      const visitor = await trial.visit(({ session, node, path }) => {
        if (path === "/elsewhere") return { body: "elsewhere" };
        session.set("name", "Ada");
        node!.response.write("dropped", heard.resolve);
        return undefined;
      });
      trial.store.gate = new Gate();
      const pending = visitor.ask("/");
      await trial.store.gate.reached;
      pending.leave();
      await pending.reply.catch(() => {});
      trial.store.failure = new Error("down");
      trial.store.gate.open();
      equal((await trial.visitor().get("/elsewhere")).body, "elsewhere");
      ok((await heard.promise) instanceof StoreError);
    },
  },
];

const source = () => Readable.from(["x".repeat(70_000), "y".repeat(70_000)]);
