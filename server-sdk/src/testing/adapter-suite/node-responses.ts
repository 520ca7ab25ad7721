/**
 * Handlers that write to Node's response in every possible way: the client gets, and the handler sees, the same as with a
 * bare server, except for the session's cookie and `Vary`.
 */

import { deepEqual, equal, ok } from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { HeadersSentError } from "../../core/errors.ts";
import { listen } from "./listen.ts";
import { type NodeHandler, nodeHandlers } from "./node-handlers.ts";
import type { AdapterTest, Reply, Trial } from "./trial.ts";
import { Visitor } from "./visitor.ts";
import { Gate } from "./watched-store.ts";

const needs = ["node-response"] as const;

/** What the handler does to its session before it answers. */
const uses = ["leaves it alone", "reads it", "writes to it"] as const;

interface Observed {
  readonly reply: Reply;
  readonly informed: readonly number[];
  readonly notes: readonly unknown[];
}

async function onBareServer({ method, handle }: NodeHandler): Promise<Observed> {
  const notes: unknown[] = [];
  const server = createServer((request, response) => void handle(response, request, (note) => notes.push(note)));
  const { origin, close } = await listen(server);
  const visitor = new Visitor(origin);
  try {
    const pending = visitor.ask("/", { method });
    return { reply: await pending.reply, informed: pending.informed, notes };
  } finally {
    visitor.close();
    await close();
  }
}

async function throughAdapter(trial: Trial, use: string, { method, handle }: NodeHandler): Promise<Observed> {
  const notes: unknown[] = [];
  const done = Promise.withResolvers<void>();
  const visitor = await trial.visit(async ({ session, node }) => {
    if (use === "reads it") session.get("name");
    if (use === "writes to it") session.set("name", "Ada");
    await handle(node!.response, node!.request, (note) => notes.push(note));
    done.resolve();
    return undefined;
  });
  const pending = visitor.ask("/", { method });
  const reply = await pending.reply;
  await done.promise;
  return { reply, informed: pending.informed, notes };
}

/** Name (in lower case) and value of each header line, sorted, without those of the session and of the server. */
function lines(rawHeaders: readonly string[]): string[] {
  const all: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, value] = [rawHeaders[index]!, rawHeaders[index + 1]!];
    if (/^(vary|date|keep-alive)$/i.test(name) || value.startsWith("sessionid=")) continue;
    all.push(`${name.toLowerCase()}: ${value}`);
  }
  return all.sort();
}

export const nodeResponseTests: readonly AdapterTest[] = [
  ...uses.flatMap((use) =>
    Object.entries(nodeHandlers).map(
      ([kind, handler]): AdapterTest => ({
        name: `${kind}: the answer is that of a bare server when the handler ${use}`,
        needs,
        run: async (trial) => {
          const bare = await onBareServer(handler);
          const ours = await throughAdapter(trial, use, handler);
          deepEqual(ours.notes, bare.notes, "what the handler saw");
          const { reply } = ours;
          deepEqual([reply.status, reply.statusMessage], [bare.reply.status, bare.reply.statusMessage]);
          deepEqual(lines(reply.rawHeaders), lines(bare.reply.rawHeaders));
          equal(reply.body, bare.reply.body);
          deepEqual(reply.trailers, bare.reply.trailers);
          deepEqual(ours.informed, bare.informed);
          const bareVary = bare.reply.headers.vary;
          if (use === "leaves it alone") equal(reply.headers.vary, bareVary);
          else equal(reply.headers.vary, bareVary === undefined ? "Cookie" : `${bareVary}, Cookie`);
          const saves = use === "writes to it" && reply.status < 500;
          equal(reply.setCookies.filter((line) => line.startsWith("sessionid=")).length, saves ? 1 : 0);
          await trial.assertStored(...(saves ? [{ name: "Ada" }] : []));
          deepEqual(trial.errors, []);
        },
      }),
    ),
  ),
  {
    name: "a list of cookies that the app uses for all its answers does not collect the cookies of its visitors",
    needs,
    run: async (trial) => {
      const constant = ["theme=dark", "lang=en"];
      const ada = await trial.visit(({ session, node, path }) => {
        session.set("name", "Ada");
        if (path === "/head") node!.response.writeHead(200, { "Set-Cookie": constant });
        else node!.response.setHeader("Set-Cookie", constant);
        node!.response.end();
        return undefined;
      });
      for (const path of ["/set", "/head"]) {
        const { setCookies } = await ada.get(path);
        deepEqual([setCookies.length, ...setCookies.slice(0, 2)], [3, ...constant], path);
      }
      deepEqual(constant, ["theme=dark", "lang=en"]);
    },
  },
  {
    name: "a pipe waits while the session is being stored, and its source is not read ahead",
    needs,
    run: async (trial) => {
      const size = 20_000_000;
      let read = 0;
      const visitor = await trial.visit(({ session, node, path }) => {
        if (path === "/elsewhere") return { body: "elsewhere" };
        session.set("name", "Ada");
        const source = new Readable({
          highWaterMark: 65_536,
          read() {
            read += 65_536;
            this.push(read > size ? null : Buffer.alloc(65_536, "x"));
          },
        });
        source.pipe(node!.response);
        return undefined;
      });
      trial.store.gate = new Gate();
      const pending = visitor.ask("/");
      await trial.store.gate.reached;
      equal((await trial.visitor().get("/elsewhere")).body, "elsewhere");
      equal(pending.begun, false);
      ok(read < 1_000_000, `${read} bytes were read before anything could be sent`);
      trial.store.gate.open();
      equal((await pending.reply).body.length, Math.floor(size / 65_536) * 65_536);
    },
  },
  {
    name: "early hints and 100 Continue go out at once, while the session is being stored",
    needs,
    run: async (trial) => {
      const visitor = await trial.visit(({ session, node, path }) => {
        if (path === "/elsewhere") return { body: "elsewhere" };
        session.set("name", "Ada");
        node!.response.end("page");
        node!.response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
        node!.response.writeContinue();
        return undefined;
      });
      trial.store.gate = new Gate();
      const pending = visitor.ask("/");
      await trial.store.gate.reached;
      equal((await trial.visitor().get("/elsewhere")).body, "elsewhere");
      deepEqual([pending.informed, pending.begun], [[103, 100], false]);
      trial.store.gate.open();
      equal((await pending.reply).body, "page");
    },
  },
  {
    name: "while the session is being stored the response looks sent, and what the handler changes by then is not sent",
    needs,
    run: async (trial) => {
      const seen: unknown[] = [];
      const visitor = await trial.visit(({ session, node }) => {
        const { response } = node!;
        session.set("name", "Ada");
        response.setHeader("X-App", "1");
        response.write("one ");
        response.statusCode = 500;
        seen.push(
          response.headersSent,
          codeOf(() => response.setHeader("X-App", "2")),
        );
        seen.push(
          codeOf(() => response.removeHeader("X-App")),
          codeOf(() => response.writeHead(500, {})),
        );
        seen.push(response.writableEnded);
        response.end("two");
        seen.push(response.writableEnded);
        return undefined;
      });
      const reply = await visitor.get("/");
      const late = "ERR_HTTP_HEADERS_SENT";
      deepEqual(seen, [true, late, late, late, false, true]);
      deepEqual([reply.status, reply.headers["x-app"], reply.body], [200, "1", "one two"]);
      equal(reply.setCookies.length, 1);
    },
  },
  {
    name: "a change to the session after the first byte throws, however that byte was sent",
    needs,
    run: async (trial) => {
      const firsts: Record<string, (response: ServerResponse) => void> = {
        "/write": (response) => void response.write("x"),
        "/head": (response) => void response.writeHead(200),
        "/flush": (response) => response.flushHeaders(),
        "/end": (response) => void response.end(),
      };
      const thrown: unknown[] = [];
      const visitor = await trial.visit(({ session, node, path }) => {
        firsts[path]!(node!.response);
        try {
          session.set("name", "late");
        } catch (error) {
          thrown.push(error);
        }
        if (path !== "/end") node!.response.end();
        return undefined;
      });
      for (const path of Object.keys(firsts)) deepEqual((await visitor.get(path)).setCookies, [], path);
      equal(thrown.length, 4);
      for (const error of thrown) ok(error instanceof HeadersSentError, String(error));
      await trial.assertStored();
    },
  },
];

function codeOf(act: () => unknown): unknown {
  try {
    act();
    return "no error";
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}
