/** The debug endpoint beside the app: it gets its calls as they were sent, and its streams end when the client leaves. */

import { deepEqual, equal } from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import type { DebugAnswer, DebugCall, DebugEndpoint } from "../../core/exchange.ts";
import type { AdapterTest } from "./trial.ts";

interface Heard {
  readonly call: DebugCall;
  readonly body: string;
}

/** An endpoint that records its calls. */
class Listener implements DebugEndpoint {
  readonly path = "/__sessionscope__";
  readonly header = "Sessionscope";
  /** A target below the path that is the endpoint's. */
  below: string | undefined;
  readonly heard: Heard[] = [];
  readonly #answer: (call: DebugCall) => DebugAnswer;

  constructor(answer: (call: DebugCall) => DebugAnswer = () => ok) {
    this.#answer = answer;
  }
  announce(requestId: string): string {
    return `v=1; path=${this.path}; request=${requestId}`;
  }
  ownsBelow(target: string): boolean {
    return target === this.below;
  }
  withoutSession(): void {}
  async handle(call: DebugCall): Promise<DebugAnswer> {
    let body = "";
    for await (const chunk of call.body) body += Buffer.from(chunk).toString();
    this.heard.push({ call, body });
    return this.#answer(call);
  }
}

/** A server that sends it to a client that does not read has to wait. */
const moreThanSocketsHold = "x".repeat(32 * 1024 * 1024);

const ok: DebugAnswer = { status: 200, headers: { "Content-Type": "application/json" }, body: '{"ok":true}' };

export const debugTests: readonly AdapterTest[] = [
  {
    name: "a debug call reaches the endpoint as it was sent, with any method, and opens no session",
    run: async (trial) => {
      const endpoint = new Listener(() => ({ ...ok, status: 418, headers: { "X-Debug": "1" } }));
      let handled = 0;
      const ada = await trial.visit(
        ({ session }) => {
          handled++;
          session.set("name", "Ada");
          return { body: "page" };
        },
        { endpoint },
      );
      await ada.get("/");
      trial.store.asked.length = 0;
      const body = JSON.stringify({ protocol: 1, command: "hello" });
      const headers = { "Content-Type": "application/json", "X-Twice": ["a", "b"] };
      const reply = await ada.get("/__sessionscope__?x=1", { method: "POST", headers, body });
      deepEqual([reply.status, reply.body, reply.headers["x-debug"]], [418, '{"ok":true}', "1"]);
      deepEqual(reply.setCookies, []);
      for (const method of ["GET", "DELETE", "OPTIONS"]) {
        equal((await ada.get("/__sessionscope__", { method })).status, 418, method);
      }
      deepEqual(trial.store.asked, [], "the store is left alone");
      equal(handled, 1, "the app is left alone");
      deepEqual(
        endpoint.heard.map(({ call }) => call.method),
        ["POST", "GET", "DELETE", "OPTIONS"],
      );
      const [{ call, body: received }] = endpoint.heard as [Heard];
      equal(received, body);
      deepEqual([call.target, call.httpVersion], ["/__sessionscope__?x=1", "1.1"]);
      equal(call.remoteAddress?.includes("127.0.0.1"), true);
      const twice = call.rawHeaders.filter((_, index, all) => all[index - 1]?.toLowerCase() === "x-twice");
      deepEqual(twice, ["a", "b"]);
    },
  },
  {
    name: "a request to any other path than exactly the endpoint's reaches the app",
    run: async (trial) => {
      const endpoint = new Listener();
      const ada = await trial.visit(({ path }) => ({ body: path }), { endpoint });
      for (const path of ["/__sessionscope__/", "/__sessionscope__x", "/x/__sessionscope__", "/"]) {
        equal((await ada.get(path)).body, path);
      }
      equal(endpoint.heard.length, 0);
    },
  },
  {
    name: "a load of the cookie lab gets its own cookies, each in a header of its own, and opens no session",
    run: async (trial) => {
      const lines = ["ss_lab_a=1; Path=/", "ss_lab_b=2; Expires=Fri, 01 Jan 2100 00:00:00 GMT", "ss_lab_c=\xc3\xbc"];
      const endpoint = new Listener(() => ({ ...ok, headers: { ...ok.headers, "Set-Cookie": lines } }));
      endpoint.below = "/__sessionscope__/lab/x?lab=secret";
      const ada = await trial.visit(
        ({ path, session }) => {
          session.set("name", "Ada");
          return { body: path };
        },
        { endpoint, settings: { saveEveryRequest: true } },
      );
      await ada.get("/");
      trial.store.asked.length = 0;
      for (const target of ["/__sessionscope__?lab=secret", endpoint.below]) {
        const reply = await ada.get(target);
        deepEqual([reply.status, reply.body], [200, '{"ok":true}'], target);
        deepEqual(reply.setCookies, lines, target);
        deepEqual([reply.headers.vary, reply.headers.sessionscope], [undefined, undefined], target);
      }
      deepEqual(
        endpoint.heard.map(({ call }) => call.target),
        ["/__sessionscope__?lab=secret", endpoint.below],
      );
      deepEqual(trial.store.asked, [], "the store is left alone");
      for (const query of ["", "?lab=secre", "?lab=secret2", "?lab=secret&a"]) {
        equal(
          (await ada.get(`/__sessionscope__/lab/x${query}`)).body,
          "/__sessionscope__/lab/x",
          `the app has ${query}`,
        );
      }
    },
  },
  {
    name: "a streamed answer arrives line by line and ends with the client",
    run: async (trial) => {
      const ended = Promise.withResolvers<void>();
      const endpoint = new Listener(({ signal }) => {
        signal.addEventListener("abort", () => ended.resolve());
        async function* body() {
          yield "first\n";
          await ended.promise;
        }
        return { status: 200, headers: { "Content-Type": "application/x-ndjson" }, body: body() };
      });
      const ada = await trial.visit(() => ({ body: "page" }), { endpoint });
      const pending = ada.ask("/__sessionscope__", { method: "POST", body: "{}" });
      equal(await pending.firstBytes, "first\n");
      pending.leave();
      await ended.promise;
      equal((await trial.visitor().get("/")).body, "page");
    },
  },
  {
    name: "a client that does not read its stream is disconnected when the endpoint says so, without waiting for it",
    run: async (trial) => {
      const ended = Promise.withResolvers<void>();
      const waits = Promise.withResolvers<void>();
      const stalled = new AbortController();
      let taken = 0;
      const endpoint = new Listener(({ signal }) => {
        signal.addEventListener("abort", () => ended.resolve());
        async function* body() {
          for (; taken < 8; taken++) {
            setImmediate(waits.resolve);
            yield moreThanSocketsHold;
          }
        }
        return { status: 200, headers: {}, body: body(), stalled: stalled.signal };
      });
      const ada = await trial.visit(() => ({ body: "page" }), { endpoint });
      const { hostname, port } = new URL(ada.origin);
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      socket.write("POST /__sessionscope__ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
      await waits.promise;
      stalled.abort();
      await ended.promise;
      equal(taken < 4, true, "lines go no further than to where they wait for the reader");
      const closed = once(socket, "close");
      socket.resume();
      await closed;
      equal((await trial.visitor().get("/")).body, "page");
    },
  },
  {
    name: "every answer of the app announces the endpoint, errors and dropped answers too; without one nothing is announced",
    run: async (trial) => {
      const handle = ({ session, path }: { session: { set(key: string, value: string): void }; path: string }) => {
        if (path === "/throw") throw new Error("broken");
        if (path === "/set") session.set("name", "Ada");
        return { body: "page" };
      };
      const quiet = await trial.visit(handle);
      equal((await quiet.get("/")).headers.sessionscope, undefined);
      const ada = await trial.visit(handle, { endpoint: new Listener() });
      const announced: unknown[] = [];
      for (const path of ["/", "/set", "/throw"]) announced.push((await ada.get(path)).headers.sessionscope);
      trial.store.failure = new Error("down");
      const dropped = await trial.visitor().get("/set");
      equal(dropped.status, 503);
      announced.push(dropped.headers.sessionscope);
      for (const line of announced)
        equal(/^v=1; path=\/__sessionscope__; request=[\w-]+$/.test(String(line)), true, `${line}`);
      equal(new Set(announced).size, 4, "each request has an id of its own");
    },
  },
];
