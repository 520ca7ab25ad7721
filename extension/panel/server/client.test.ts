import type { Event } from "sessionscope/protocol";
import { expect, test } from "vitest";
import { FakeServer } from "../../playground/fake-server.ts";
import { CallFailed, createClient, type Target } from "./client.ts";
import { thisWindow } from "./this-window.ts";

const endpoint = { origin: "http://localhost:3000", path: "/__sessionscope__" };
const target =
  (more: Partial<Target> = {}) =>
  async (): Promise<Target> => ({
    endpoint,
    token: "",
    cookie: "key",
    ...more,
  });
const failure = async (call: Promise<unknown>): Promise<CallFailed> => {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CallFailed)) throw new Error(`Expected a CallFailed, got ${String(error)}`);
  return error;
};
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
const answering = (body: unknown, status = 200) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return createClient(async () => new Response(text, { status }), target());
};

test("a call is a POST of JSON without credentials, with the session cookie in its body", async () => {
  const sent: { url: string; init: RequestInit }[] = [];
  const server = new FakeServer();
  server.sessions.open("key", { a: 1 });
  const client = createClient(async (url, init) => {
    sent.push({ url, init });
    return server.fetch(url, init);
  }, target());
  const reading = await client.call("session.read", {});
  expect(reading.state).toBe("live");
  expect(sent[0]!.url).toBe("http://localhost:3000/__sessionscope__");
  expect(sent[0]!.init).toMatchObject({ method: "POST", credentials: "omit", redirect: "error" });
  expect(new Headers(sent[0]!.init.headers).get("Content-Type")).toBe("application/json");
  expect(new Headers(sent[0]!.init.headers).has("Authorization")).toBe(false);
  expect(JSON.parse(String(sent[0]!.init.body))).toEqual({
    protocol: 1,
    command: "session.read",
    cookie: "key",
    window: thisWindow,
    params: {},
  });
});

test("sends the token in the Authorization header", async () => {
  const server = new FakeServer();
  server.token = "right";
  const wrong = await failure(createClient(server.fetch, target({ token: "wrong" })).call("hello", {}));
  expect([wrong.code, wrong.detail?.triesLeft]).toEqual(["token-refused", 7]);
  expect((await failure(createClient(server.fetch, target()).call("hello", {}))).code).toBe("token-required");
  await expect(createClient(server.fetch, target({ token: "right" })).call("hello", {})).resolves.toMatchObject({
    sdk: "0.1.0",
  });
});

test("does not send parameters that do not fit the command", async () => {
  let sent = 0;
  const client = createClient(async () => {
    sent += 1;
    return new Response();
  }, target());
  const wrong = { set: { visits: "not json" }, delete: [], expect: {} };
  const error = await failure(client.call("session.update", wrong));
  expect(error.code).toBe("invalid-params");
  expect(error.message).toContain("visits");
  expect(sent).toBe(0);
});

test("refuses a result that does not fit, and names the faulty member", async () => {
  const error = await failure(answering({ ok: true, result: { state: "live", now: "soon" } }).call("session.read", {}));
  expect(error.code).toBe("bad-answer");
  expect(error.message).toContain("now");
});

test.each([
  ["an answer of another kind", "<h1>Not Found</h1>", 404, "no-endpoint"],
  ["JSON that is not an answer", { hello: "world" }, 200, "no-endpoint"],
  ["an error of the server", { ok: false, error: { code: "conflict", message: "m", keys: ["a"] } }, 409, "conflict"],
  [
    "an error code that the protocol does not have",
    { ok: false, error: { code: "teapot", message: "m" } },
    418,
    "no-endpoint",
  ],
] as const)("fails with a code and the HTTP status for %s", async (_, body, status, code) => {
  const error = await failure(answering(body, status).call("session.read", {}));
  expect([error.code, error.status]).toEqual([code, status]);
});

test("reports a 413 of a body parser or proxy as too large a call, not as a missing endpoint", async () => {
  const error = await failure(answering("<pre>PayloadTooLargeError</pre>", 413).call("session.read", {}));
  expect([error.code, error.status]).toEqual(["body-too-large", 413]);
  expect(error.message).toMatch(/^A body parser or a proxy in front of the sessions refused the call/);
});

test("names the versions of a server that speaks another protocol", async () => {
  const error = await failure(answering({ ok: true, result: { versions: [3], sdk: "3.1.0" } }).call("hello", {}));
  expect(error.code).toBe("wrong-version");
  expect(error.detail).toMatchObject({ versions: [3], sdk: "3.1.0" });
});

test("fails when no server answers, and when there is none to call", async () => {
  const server = new FakeServer();
  server.away = true;
  expect((await failure(createClient(server.fetch, target()).call("hello", {}))).code).toBe("unreachable");
  const nobody = createClient(server.fetch, async () => null);
  expect((await failure(nobody.call("hello", {}))).code).toBe("no-endpoint");
});

test("the stream yields each line as an event, however its bytes are split", async () => {
  const events: Event[] = [
    { type: "alive", now: 1 },
    {
      type: "changed",
      handle: "s1",
      revision: 2,
      changes: [{ key: "ä", kind: "added" }],
      cause: { by: "panel", method: "", path: "", at: 1 },
    },
  ];
  const bytes = new TextEncoder().encode(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const client = createClient(async () => new Response(body), target());
  expect(await all(client.stream(new AbortController().signal))).toEqual(events);
});

test("the stream fails if it breaks off or if a line is not an event", async () => {
  const server = new FakeServer();
  const client = createClient(server.fetch, target());
  const stream = client.stream(new AbortController().signal)[Symbol.asyncIterator]();
  expect((await stream.next()).value).toMatchObject({ type: "alive" });
  server.breakStreams();
  expect((await failure(stream.next())).code).toBe("unreachable");

  const noise = createClient(async () => new Response('{"type":"surprise"}\n'), target());
  const drain = all(noise.stream(new AbortController().signal));
  expect((await failure(drain)).code).toBe("bad-answer");
});
