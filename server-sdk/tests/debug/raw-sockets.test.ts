/** The debug endpoint behind a listening server, asked in every way a socket can ask. */

import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { nodeSessions } from "../../src/adapters/node-http.ts";
import type { Store } from "../../src/core/store.ts";
import { createSessions, type Sessions } from "../../src/create-sessions.ts";
import { bodyLimit, defaultPath } from "../../src/protocol.ts";
import { MemoryStore } from "../../src/stores/memory.ts";
import { askFor, panelOrigin, token } from "./asking.ts";

const asked: string[] = [];
let handled = 0;
let server: Server;
let sessions: Sessions;
let port: number;

beforeAll(async () => {
  const store = new Proxy<Store>(new MemoryStore(), {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        asked.push(String(property));
        return member.apply(target, args);
      };
    },
  });
  sessions = await createSessions({ store, debug: { token } });
  server = createServer(
    nodeSessions(sessions, (_, response) => {
      handled++;
      response.end("the app");
    }),
  );
  server.listen(0, "::");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  await sessions.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
  handled = 0;
});

const body = JSON.stringify(askFor("session.read", {}, "x".repeat(32)));

interface Sending {
  readonly line?: string;
  readonly host?: readonly string[];
  readonly origin?: readonly string[];
  readonly type?: readonly string[];
  readonly more?: readonly string[];
  /** Sent unless it is `null`. */
  readonly token?: string | null;
  readonly body?: string | Uint8Array;
  readonly length?: string;
  /** Where to connect to. */
  readonly address?: string;
}

/** Sends the bytes as they are; the status of the answer, its head and its body. */
async function send(sending: Sending): Promise<{ status: number; head: string; body: string }> {
  const content = Buffer.from(sending.body ?? body);
  const head = [
    sending.line ?? `POST ${defaultPath} HTTP/1.1`,
    ...(sending.host ?? [`localhost:${port}`]).map((host) => `Host: ${host}`),
    ...(sending.origin ?? [panelOrigin]).map((origin) => `Origin: ${origin}`),
    ...(sending.type ?? ["application/json"]).map((type) => `Content-Type: ${type}`),
    sending.length ?? `Content-Length: ${content.length}`,
    "Connection: close",
    ...(sending.token === null ? [] : [`Authorization: Bearer ${sending.token ?? token}`]),
    ...(sending.more ?? []),
    "",
    "",
  ].join("\r\n");
  const socket = connect(port, sending.address ?? "127.0.0.1");
  socket.setNoDelay(true);
  socket.on("error", () => {});
  let answer = "";
  socket.setEncoding("utf8").on("data", (chunk) => {
    answer += chunk;
  });
  socket.write(Buffer.concat([Buffer.from(head), content]));
  await once(socket, "close");
  const [, status = ""] = /^HTTP\/1\.1 (\d+)/.exec(answer) ?? [];
  const end = answer.indexOf("\r\n\r\n");
  return { status: Number(status), head: answer.slice(0, end), body: answer.slice(end + 4) };
}

/** One whole chunk of the chunked encoding, and the end. */
const chunked = (content: string) => `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;

describe("is refused, and nothing is looked at:", () => {
  test.each<[string, Sending, status?: number]>([
    ["GET", { line: `GET ${defaultPath} HTTP/1.1` }],
    ["HEAD", { line: `HEAD ${defaultPath} HTTP/1.1` }],
    ["PUT", { line: `PUT ${defaultPath} HTTP/1.1` }],
    ["OPTIONS", { line: `OPTIONS ${defaultPath} HTTP/1.1`, more: ["Access-Control-Request-Method: POST"] }],
    ["GET in the dress of POST", { line: `GET ${defaultPath} HTTP/1.1`, more: ["X-HTTP-Method-Override: POST"] }],
    ["HTTP/1.0", { line: `POST ${defaultPath} HTTP/1.0` }],
    ["HTTP/1.0 without a host", { line: `POST ${defaultPath} HTTP/1.0`, host: [] }],
    ["HTTP/0.9, without any version", { line: `POST ${defaultPath}` }],
    ["HTTP/0.9, by name", { line: `POST ${defaultPath} HTTP/0.9` }],
    // Node itself turns this one away.
    ["no host", { host: [] }, 400],
    ["two hosts", { host: ["localhost", "evil.example"] }],
    ["two equal hosts", { host: ["localhost", "localhost"] }],
    ["the absolute form", { line: `POST http://localhost${defaultPath} HTTP/1.1` }],
    ["the absolute form of another host", { line: `POST http://evil.example${defaultPath} HTTP/1.1` }],
    ["a query", { line: `POST ${defaultPath}?a HTTP/1.1` }],
    ["origin null", { origin: ["null"] }],
    ["the app's own origin", { origin: ["http://localhost:3000"] }],
    ["another site's origin", { origin: ["https://evil.example"] }],
    ["another extension", { origin: ["chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] }],
    ["our origin with a suffix", { origin: [`${panelOrigin}.evil.example`] }],
    ["two origins", { origin: [panelOrigin, "https://evil.example"] }],
    ["text/plain, which needs no preflight", { type: ["text/plain"] }],
    ["a form", { type: ["application/x-www-form-urlencoded"] }],
    ["no type", { type: [] }],
    ["two types", { type: ["application/json", "text/plain"] }],
    ["a packed body", { body: gzipSync(body), more: ["Content-Encoding: gzip"] }],
  ])("%s", async (_, sending, status = 404) => {
    const answer = await send(sending);
    expect(answer.status).toBe(status);
    expect(answer.head).not.toMatch(/access-control|set-cookie/i);
    expect([asked, handled]).toEqual([[], 0]);
  });
});

describe("needs the token, and nothing is looked at before:", () => {
  test.each<[string, Sending]>([
    ...[
      "rebound.evil.example",
      "localhost.",
      "LOCALHOST",
      "0.0.0.0",
      "[::ffff:127.0.0.1]",
      "127.1",
      "2130706433",
      "0x7f.1",
      "localhost:3000@evil.example",
    ].map((host): [string, Sending] => [`host ${host}`, { host: [host] }]),
    ["the panel over IPv4", {}],
    ["the panel over IPv6", { address: "::1", host: ["[::1]"] }],
    ["no origin", { origin: [] }],
    ["a forwarded request", { more: ["X-Forwarded-For: 127.0.0.1"] }],
    ["a proxied request", { more: ["Via: 1.1 proxy"] }],
  ])("%s", async (_, sending) => {
    expect((await send({ ...sending, token: null })).status).toBe(401);
    expect([asked, handled]).toEqual([[], 0]);
    expect((await send(sending)).status).toBe(200);
    expect(asked).toEqual(["load"]);
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((found) => found && !found.internal && found.family === "IPv4")?.address;
  test.skipIf(outside === undefined)("a socket from outside (skipped where this machine has no network)", async () => {
    expect((await send({ address: outside!, token: null })).status).toBe(401);
    expect([asked, handled]).toEqual([[], 0]);
  });
});

describe("is served:", () => {
  test.each<[string, Sending]>([
    ["the panel over IPv4", {}],
    ["the panel over IPv6", { address: "::1", host: ["[::1]"] }],
    ["a body in chunks", { length: "Transfer-Encoding: chunked", body: chunked(body) }],
    ["with a charset", { type: ["application/json; charset=utf-8"] }],
  ])("%s", async (_, sending) => {
    const answer = await send(sending);
    expect(answer.status).toBe(200);
    expect(answer.head).toMatch(/^Cache-Control: no-store$/im);
    expect(answer.head).not.toMatch(/access-control|set-cookie|^sessionscope:/im);
    expect([asked, handled]).toEqual([["load"], 0]);
  });

  test("the app, at every other path, announcing the endpoint", async () => {
    const answer = await send({ line: `POST ${defaultPath}x HTTP/1.1` });
    expect(answer.body).toBe("the app");
    expect(answer.head).toMatch(/^Sessionscope: v=1; path=\/__sessionscope__; request=[\w-]+\r$/m);
  });
});

describe("a load of the cookie lab", () => {
  const lines = ["ss_lab_a=1; Path=/; HttpOnly", "__Host-ss_lab_b=\xc3\xbc; Secure; Path=/"];

  /** Its target, after the panel has begun the run. */
  async function begun(path?: string): Promise<string> {
    const params = { loads: [{ lines, expect: ["ss_lab_a"], ...(path !== undefined && { path }) }] };
    const answer = await send({ body: JSON.stringify(askFor("lab.begin", params)) });
    return `${defaultPath}${path ?? ""}?lab=${JSON.parse(answer.body).result.loads[0].query}`;
  }

  /** As a page makes it, but for what is given. */
  const load = (target: string, { line = `GET ${target} HTTP/1.1`, ...more }: Sending = {}) =>
    send({ line, origin: [], type: [], token: null, length: "Accept: */*", body: "", ...more });

  const setCookies = (head: string) => [...head.matchAll(/^set-cookie: (.*)\r?$/gim)].map(([, line]) => line);

  test.each([
    ["at the path", undefined],
    ["below the path", "/lab/x"],
  ])("%s gets its own cookies and nothing of the app's, once", async (_, path) => {
    const target = await begun(path);
    const cookie = `Cookie: sessionid=${"x".repeat(32)}; ss_lab_a=1`;
    const first = await load(target, { more: [cookie] });
    expect([first.status, first.body]).toEqual([200, '{"came":[{"name":"ss_lab_a","matches":true}]}']);
    // The socket is read as UTF-8.
    expect(setCookies(first.head)).toEqual([lines[0], "__Host-ss_lab_b=ü; Secure; Path=/"]);
    expect(first.head).not.toMatch(/access-control|sessionid|^vary:|^sessionscope:/im);
    const second = await load(target, { more: [cookie] });
    expect([second.status, setCookies(second.head)]).toEqual([404, []]);
    expect([asked, handled]).toEqual([[], 0]);
  });

  test.each<[string, (target: string) => Sending]>([
    ["HEAD", (target) => ({ line: `HEAD ${target} HTTP/1.1` })],
    ["POST", (target) => ({ line: `POST ${target} HTTP/1.1` })],
    ["HTTP/1.0", (target) => ({ line: `GET ${target} HTTP/1.0` })],
    ["the absolute form", (target) => ({ line: `GET http://localhost${target} HTTP/1.1` })],
    ["a query with more in it", (target) => ({ line: `GET ${target}&a HTTP/1.1` })],
    ["a query in another case", (target) => ({ line: `GET ${target.replace("lab=", "LAB=")} HTTP/1.1` })],
    ["an encoded query", (target) => ({ line: `GET ${target.replace("=", "%3D")} HTTP/1.1` })],
    ["two hosts", () => ({ host: ["localhost", "evil.example"] })],
    ["an origin", () => ({ origin: ["http://localhost:3000"] })],
    ["our own origin", () => ({ origin: [panelOrigin] })],
    ["the script of a service worker", () => ({ more: ["Service-Worker: script"] })],
  ])("is not spent by %s", async (_, sending) => {
    const target = await begun();
    const answer = await load(target, sending(target));
    expect([answer.status, setCookies(answer.head)]).toEqual([404, []]);
    expect([asked, handled]).toEqual([[], 0]);
    expect((await load(target)).status).toBe(200);
  });

  test("may come with a body that nobody reads", async () => {
    const answer = await load(await begun(), { length: "Content-Length: 5", body: "hello" });
    expect(answer.status).toBe(200);
  });

  test("below the path is the app's once the run is over", async () => {
    const answer = await send({
      body: JSON.stringify(askFor("lab.begin", { loads: [{ lines, expect: [], path: "/lab" }] })),
    });
    const { run, loads } = JSON.parse(answer.body).result;
    await send({ body: JSON.stringify(askFor("lab.end", { run })) });
    const late = await load(`${defaultPath}/lab?lab=${loads[0].query}`);
    expect([late.body, setCookies(late.head), handled]).toEqual(["the app", [], 1]);
  });
});

describe("a body", () => {
  /** By a client that keeps its connection, as browsers do, and so hears an answer while it still sends. */
  async function upload(content: string, headers: Record<string, string | number>): Promise<number | undefined> {
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const own = {
      Host: "localhost",
      Origin: panelOrigin,
      "Content-Type": "application/json",
      Authorization: `Bearer ${token}`,
    };
    const upload = request({ port, path: defaultPath, method: "POST", agent, headers: { ...own, ...headers } });
    upload.end(content);
    const [response] = (await once(upload, "response")) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  }

  test("larger than allowed is refused, in chunks or announced", async () => {
    const large = " ".repeat(bodyLimit + 1);
    expect(await upload(large, { "Content-Length": large.length })).toBe(413);
    expect(await upload(large, { "Transfer-Encoding": "chunked" })).toBe(413);
    expect(asked).toEqual([]);
  });

  test("that breaks off harms nobody", async () => {
    const socket = connect(port, "127.0.0.1");
    const head = `POST ${defaultPath} HTTP/1.1\r\nHost: localhost\r\nOrigin: ${panelOrigin}\r\nContent-Type: application/json\r\nAuthorization: Bearer ${token}\r\n`;
    socket.write(`${head}Content-Length: 1000\r\n\r\n{`);
    await once(socket, "ready");
    socket.destroy();
    await once(socket, "close");
    expect((await send({})).status).toBe(200);
  });
});

describe("the live stream", () => {
  /** Connections as the server has them. */
  const serverSockets = new Set<Socket>();

  /** A socket on which the stream has been asked for, of an app whose every request changes 20 keys with long names. */
  async function openStream(): Promise<{ own: Sessions; port: number; socket: Socket }> {
    const own = await createSessions({ store: "memory:", debug: { token } });
    let turn = 0;
    const change = nodeSessions(own, (_, response, session) => {
      turn++;
      for (let i = 0; i < 20; i++) session.set(`${i}`.padEnd(5000, "k"), turn);
      response.end();
    });
    const listening = createServer(change);
    listening.on("connection", (one) => {
      serverSockets.add(one);
      one.once("close", () => serverSockets.delete(one));
    });
    listening.listen(0, "127.0.0.1");
    await once(listening, "listening");
    onTestFinished(async () => {
      listening.closeAllConnections();
      listening.close();
      await own.close();
    });
    const { port } = listening.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1").setEncoding("utf8");
    const stream = JSON.stringify(askFor("events.stream"));
    const head = [
      `POST ${defaultPath} HTTP/1.1`,
      "Host: localhost",
      `Origin: ${panelOrigin}`,
      "Content-Type: application/json",
      `Authorization: Bearer ${token}`,
      "Connection: close",
      `Content-Length: ${stream.length}`,
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n${stream}`);
    return { own, port, socket };
  }

  test("comes line by line, and ends when the sessions are closed", async () => {
    const { own, socket } = await openStream();
    let text = "";
    for await (const chunk of socket) {
      text += chunk;
      if (text.includes('{"type":"alive"')) await own.close();
    }
    expect(text).toMatch(/^Content-Type: application\/x-ndjson\r$/im);
    expect(text).toMatch(/\r\n0\r\n\r\n$/);
  });

  test("is cut for a reader who stops reading, while it goes on not reading", async () => {
    const { port, socket } = await openStream();
    socket.on("error", () => {});
    await once(socket, "readable");
    const server = () => [...serverSockets].find(({ remotePort }) => remotePort === socket.localPort);
    expect(server()).toBeDefined();
    // More than sockets hold, and what waits for them.
    for (let changes = 0; server() && changes < 1000; changes++) await fetch(`http://127.0.0.1:${port}/`);
    expect(server()).toBeUndefined();
  });
});
