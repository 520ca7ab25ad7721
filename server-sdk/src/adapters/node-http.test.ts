import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import {
  connect,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type OutgoingHttpHeaders,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test, vi } from "vitest";
import type { SettingsInput } from "../core/settings.ts";
import type { Store } from "../core/store.ts";
import { createSessions } from "../create-sessions.ts";
import { openStore } from "../open-store.ts";
import { MemoryStore } from "../stores/memory.ts";
import { Visitor } from "../testing/adapter-suite/visitor.ts";
import { WatchedStore } from "../testing/adapter-suite/watched-store.ts";
import { type AdapterFactory, type Answer, adapterSuite, listen } from "../testing/adapter-suite.ts";
import { nodeSessions, pathOf } from "./node-http.ts";

function factory(store: string): AdapterFactory {
  return {
    name: "node:http",
    openStore: async () => (await openStore(store)) as Store,
    start: (sessions, app) =>
      listen(
        createServer(
          nodeSessions(
            sessions,
            async (request, response, session) => {
              const { method = "", url = "" } = request;
              const visit = { method, path: pathOf(url), session, node: { request, response } };
              const answer = await app.handle(visit);
              if (answer) send(response, answer);
            },
            (error, _, response) => send(response, app.handleError(error)),
          ),
        ),
      ),
  };
}

function send(response: ServerResponse, { status = 200, headers = {}, body = "" }: Answer): void {
  response.writeHead(status, headers);
  if (typeof body === "string") response.end(body);
  else if (body === null) response.end();
  else Readable.from(body).pipe(response);
}

describe.each(["memory:", "sqlite::memory:"])("node:http on %s", (store) => {
  for (const { name, skip, run } of adapterSuite(factory(store))) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

describe("nodeSessions", () => {
  /** Their store has to be waited for, so that responses are held back. */
  const sessionsOn = async (settings: SettingsInput = {}) =>
    createSessions<{ name?: string }>({ store: new WatchedStore(new MemoryStore(), true) as Store, ...settings });

  test("answers an error in a line of text with its status, and tells no secrets above 400", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const sessions = await sessionsOn();
    const server = await listen(
      createServer(
        nodeSessions(sessions, (request, response, session) => {
          response.setHeader("ETag", '"v1"');
          session.name = "Ada";
          if (request.url === "/teapot") throw Object.assign(new Error("short and stout"), { status: 418 });
          if (request.url === "/broken") throw new Error("password is 1234");
          if (request.url === "/late") {
            response.write("begun");
            throw new Error("too late");
          }
          response.end("done");
          throw new Error("after the end");
        }),
      ),
    );
    const ada = new Visitor(server.origin);
    const teapot = await ada.get("/teapot");
    expect([teapot.status, teapot.body, teapot.setCookies.length]).toEqual([418, "short and stout\n", 1]);
    expect(logged).not.toHaveBeenCalled();
    const broken = await ada.get("/broken");
    expect([broken.status, broken.body, broken.setCookies]).toEqual([500, "Internal Server Error\n", []]);
    expect(logged).toHaveBeenCalledTimes(1);
    expect(await ada.get("/end")).toMatchObject({ status: 200, body: "done" });
    await expect(ada.get("/late")).rejects.toThrow();
    expect(logged).toHaveBeenCalledTimes(3);
    ada.close();
    await server.close();
    logged.mockRestore();
  });

  test("a streamed error page stays free of the pipe it replaces", async () => {
    const store = new WatchedStore(new MemoryStore(), false);
    store.failure = new Error("down");
    const page = "page".repeat(100_000);
    const server = await listen(
      createServer(
        nodeSessions(
          await sessionsOn({ store }),
          (_request, response, session) => {
            session.name = "Ada";
            Readable.from(["dropped".repeat(10_000), "dropped"]).pipe(response);
          },
          (_error, _request, response) => Readable.from(page.match(/.{40000}/g)!).pipe(response),
        ),
      ),
    );
    const ada = new Visitor(server.origin);
    const reply = await ada.get("/");
    expect([reply.status, reply.body === page]).toEqual([503, true]);
    ada.close();
    await server.close();
  });

  test("a wrapper that finds no headers sent may ask for them again", async () => {
    const server = await listen(
      createServer(
        nodeSessions(await sessionsOn(), (_request, response, session) => {
          session.name = "Ada";
          const wrapped = response as unknown as { _implicitHeader(): void };
          wrapped._implicitHeader();
          wrapped._implicitHeader();
          response.end("done");
        }),
      ),
    );
    const ada = new Visitor(server.origin);
    expect(await ada.get("/")).toMatchObject({ status: 200, body: "done" });
    ada.close();
    await server.close();
  });

  test("serves HTTP/2 alike", async () => {
    const sessions = await sessionsOn();
    const entered: string[] = [];
    const server = createHttp2Server(
      nodeSessions(sessions, (request: Http2ServerRequest, response: Http2ServerResponse, session) => {
        entered.push(request.url);
        const before = session.name;
        session.name = request.url.slice(1);
        if (request.url === "/fail") session.set("bad" as never, new Date(0) as never);
        if (request.url === "/list") response.writeHead(201, ["x-one", "1", "x-one", "2", "set-cookie", "a=1"]);
        response.write("was ");
        response.end(String(before));
      }),
    );
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const get = async (path: string, cookie = "") => {
      const stream = client.request({ ":path": path, cookie });
      const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders];
      return { headers, body: await text(stream) };
    };
    const first = await get("/first");
    expect(first).toMatchObject({ headers: { ":status": 200, vary: "Cookie" }, body: "was undefined" });
    const cookie = first.headers["set-cookie"]![0]!.split(";")[0]!;
    const second = await get("/list", cookie);
    expect(second).toMatchObject({ headers: { ":status": 201, "x-one": "1, 2" }, body: "was first" });
    expect(second.headers["set-cookie"]).toEqual(["a=1", expect.stringMatching(/^sessionid=/)]);
    expect((await get("/third", cookie)).body).toBe("was list");
    expect(entered).toEqual(["/first", "/list", "/third"]);
    client.close();
    await new Promise((closed) => server.close(closed));
  });

  test("answers a load of the cookie lab over HTTP/2 alike", async () => {
    const token = "a-token-of-the-test";
    const sessions = await createSessions({ store: "memory:", debug: { token } });
    const listener = nodeSessions(sessions, (_: Http2ServerRequest, response: Http2ServerResponse) =>
      response.end("app"),
    );
    const server = createHttp2Server(listener);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const ask = async (headers: OutgoingHttpHeaders, body?: string) => {
      const stream = client.request(headers);
      stream.end(body);
      const [answered] = (await once(stream, "response")) as [IncomingHttpHeaders];
      return { headers: answered, body: await text(stream) };
    };
    const lines = ["ss_lab_a=1; Path=/", "ss_lab_b=\xc3\xbc"];
    const params = { loads: [{ lines, expect: ["ss_lab_a", "ss_lab_b"], path: "/lab" }] };
    const begun = await ask(
      {
        ":method": "POST",
        ":path": "/__sessionscope__",
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
      },
      JSON.stringify({ protocol: 1, command: "lab.begin", cookie: null, params }),
    );
    const path = `/__sessionscope__/lab?lab=${JSON.parse(begun.body).result.loads[0].query}`;
    // Browsers send each cookie in a header of its own.
    const load = await ask({ ":path": path, cookie: ["ss_lab_a=1", "ss_lab_b=2"] });
    expect(load.headers).toMatchObject({ ":status": 200, "set-cookie": lines });
    expect(JSON.parse(load.body).came.map(({ matches }: { matches: boolean }) => matches)).toEqual([true, false]);
    expect((await ask({ ":path": path })).headers).toMatchObject({ ":status": 404 });
    client.close();
    await new Promise((closed) => server.close(closed));
    await sessions.close();
  });

  test("drops a failed answer over HTTP/2 alike", async () => {
    const store = new WatchedStore(new MemoryStore(), false);
    store.failure = new Error("down");
    const sessions = await sessionsOn({ store });
    const server = createHttp2Server(
      nodeSessions(
        sessions,
        (_: Http2ServerRequest, response: Http2ServerResponse, session) => {
          session.name = "Ada";
          response.writeHead(302, { location: "/elsewhere" });
          response.write("dropped");
          response.end("dropped");
        },
        (error, _, response) => response.end(`sorry: ${(error as Error).name}`),
      ),
    );
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const stream = client.request({ ":path": "/" });
    const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders];
    expect(headers[":status"]).toBe(503);
    expect(headers.location).toBeUndefined();
    expect(headers["set-cookie"]).toBeUndefined();
    expect(await text(stream)).toBe("sorry: StoreError");
    client.close();
    await new Promise((closed) => server.close(closed));
  });
});

test("pathOf takes the path out of any request target", () => {
  expect(["/", "/a/b?c=/d", "/a#b", "http://host:80/a?b", "*"].map(pathOf)).toEqual(["/", "/a/b", "/a#b", "/a", "*"]);
});
