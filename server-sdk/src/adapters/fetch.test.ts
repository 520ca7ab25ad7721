import type { Server as HttpServer } from "node:http";
import { Readable } from "node:stream";
import { type HttpBindings, serve } from "@hono/node-server";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Store } from "../core/store.ts";
import { createSessions } from "../create-sessions.ts";
import { openStore } from "../open-store.ts";
import { MemoryStore } from "../stores/memory.ts";
import { WatchedStore } from "../testing/adapter-suite/watched-store.ts";
import { type AdapterFactory, type Answer, adapterSuite, listening } from "../testing/adapter-suite.ts";
import { fetchSessions } from "./fetch.ts";

function factory(store: string): AdapterFactory {
  return {
    name: "fetch",
    lacks: { "node-response": "handlers give a Response back" },
    openStore: async () => (await openStore(store)) as Store,
    start: async (sessions, { handle, handleError }) => {
      const fetch = fetchSessions(
        sessions,
        async (request, session, _bindings: HttpBindings) => {
          const { method, url } = request;
          return responseOf((await handle({ method, path: new URL(url).pathname, session }))!);
        },
        (error) => responseOf(handleError(error)),
      );
      const server = await new Promise<HttpServer>((started) => {
        const options = { port: 0, hostname: "127.0.0.1", overrideGlobalObjects: false };
        const made = serve({ ...options, fetch: (request, bindings) => fetch(request, bindings as HttpBindings) }, () =>
          started(made as HttpServer),
        );
      });
      return listening(server);
    },
  };
}

function responseOf({ status = 200, headers = {}, body = "" }: Answer): Response {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((line): [string, string] => [name, line]),
  );
  const empty = body === null || status === 204 || status === 304;
  return new Response(empty ? null : typeof body === "string" ? body : bytes(body), { status, headers: lines });
}

function bytes(parts: AsyncIterable<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const pieces = Readable.from(parts).map((part: string) => encoder.encode(part));
  return Readable.toWeb(pieces) as ReadableStream<Uint8Array<ArrayBuffer>>;
}

describe.each(["memory:", "sqlite::memory:"])("fetch on %s", (store) => {
  for (const { name, skip, run } of adapterSuite(factory(store))) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

describe("fetchSessions", () => {
  test("goes from one request to the next, and passes on what the runtime gives", async () => {
    const sessions = await createSessions<{ visits?: number }>({ store: "memory:" });
    const handle = fetchSessions(sessions, (_request, session, greeting: string) => {
      session.visits = (session.visits ?? 0) + 1;
      return new Response(`${greeting} ${session.visits}`);
    });
    const first = await handle(new Request("http://localhost/"), "hello");
    const cookie = first.headers.getSetCookie()[0]!.split(";")[0]!;
    const second = await handle(new Request("http://localhost/", { headers: { cookie } }), "again");
    expect([await first.text(), await second.text()]).toEqual(["hello 1", "again 2"]);
  });

  test("a middleware and the page after it, each with the sessions, see what the other saved, and the framework's own headers stay", async () => {
    const sessions = await createSessions<{ seen?: string[] }>({ store: "memory:" });
    // As Next.js writes it: NextResponse.next() is a Response with a header.
    const middleware = fetchSessions(sessions, (_request, session) => {
      session.seen = [...(session.seen ?? []), "middleware"];
      return new Response(null, { headers: { "x-middleware-next": "1" } });
    });
    const page = fetchSessions(sessions, (_request, session, { params }: { params: { id: string } }) => {
      session.seen = [...(session.seen ?? []), `page ${params.id}`];
      return Response.json(session.seen);
    });
    const first = await middleware(new Request("http://localhost/"));
    const cookie = first.headers.getSetCookie()[0]!.split(";")[0]!;
    const request = new Request("http://localhost/", { headers: { cookie } });
    const passed = await middleware(request);
    expect([passed.headers.get("x-middleware-next"), passed.headers.getSetCookie().length]).toEqual(["1", 1]);
    const answer = await page(request, { params: { id: "7" } });
    expect(await answer.json()).toEqual(["middleware", "middleware", "page 7"]);
  });

  test("answers errors in a line of text, and closes the body of a dropped answer", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    const store = new WatchedStore(new MemoryStore(), false);
    store.failure = new Error("the password is 1234");
    const sessions = await createSessions<{ name?: string }>({ store });
    const cancel = vi.fn();
    const handle = fetchSessions(sessions, ({ url }, session) => {
      if (url.endsWith("/teapot")) throw Object.assign(new Error("short and stout"), { status: 418 });
      session.name = "Ada";
      return new Response(new ReadableStream({ cancel }), { status: 201, headers: { ETag: "v1" } });
    });
    const teapot = await handle(new Request("http://localhost/teapot"));
    expect([teapot.status, await teapot.text()]).toEqual([418, "short and stout\n"]);
    expect(logged).not.toHaveBeenCalled();
    const dropped = await handle(new Request("http://localhost/"));
    expect([dropped.status, await dropped.text(), [...dropped.headers.keys()]]).toEqual([
      503,
      "Error 503\n",
      ["content-type"],
    ]);
    expect(cancel).toHaveBeenCalledTimes(1);
    expect(logged).toHaveBeenCalledTimes(1);
  });
});
