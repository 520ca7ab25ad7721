/** Sends cookies that no browser sends, as bytes on a socket. The app goes on, nobody is signed in, and nothing is stored. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { createSessions, type Sessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { MemoryStore } from "sessionscope/stores/memory";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: Server;
let sessions: Sessions;
let key: string;
const store = new MemoryStore();

beforeAll(async () => {
  sessions = await createSessions({ store });
  server = createServer(
    nodeSessions(sessions, (request, response, session) => {
      if (request.url === "/login") session.set("user", "ada");
      response.end(`user: ${session.get("user")}`);
    }),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { head } = await send("GET /login HTTP/1.1", []);
  key = /sessionid=([^;]+)/.exec(head)![1]!;
});
afterAll(async () => {
  server.close();
  await sessions.close();
});

/** Each header is one line of bytes. */
async function send(
  start: string,
  headers: readonly Buffer[],
): Promise<{ status: number; head: string; body: string }> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write(`${start}\r\nHost: localhost\r\nConnection: close\r\n`);
  for (const header of headers) socket.write(Buffer.concat([header, Buffer.from("\r\n")]));
  socket.write("\r\n");
  const [head, body] = (await text(socket)).split("\r\n\r\n") as [string, string];
  return { status: Number(head.split(" ")[1]), head, body };
}

const cookie = (value: string, encoding: BufferEncoding = "latin1"): Buffer =>
  Buffer.from(`Cookie: ${value}`, encoding);
const nobody = "user: undefined";

test.each<[string, () => readonly Buffer[], number, string | undefined]>([
  ["the cookie as it is", () => [cookie(`sessionid=${key}`)], 200, "user: ada"],
  ["quoted", () => [cookie(`$Version=1; sessionid="${key}"; $Path="/"`)], 200, "user: ada"],
  ["in the second of two headers", () => [cookie("a=1"), cookie(`sessionid=${key}`)], 200, "user: ada"],
  ["with the same again", () => [cookie(`sessionid=${key}`), cookie(`sessionid=${key}`)], 200, "user: ada"],
  [
    "among fifteen thousand bytes of others",
    () => [cookie(`${"a=1; ".repeat(3000)}sessionid=${key}`)],
    200,
    "user: ada",
  ],
  ["under a name that is another one's end", () => [cookie(`=sessionid=${key}`)], 200, nobody],
  ["under a name in capitals", () => [cookie(`SessionId=${key}`)], 200, nobody],
  ["behind bytes that are no UTF-8", () => [cookie(`sessionid=\xff\xfe\xc3${key}`)], 200, nobody],
  ["behind UTF-8", () => [cookie(`sessionid=é😀${key}`, "utf8")], 200, nobody],
  ["behind a blank that is none to HTTP", () => [cookie(`\xa0sessionid=${key}`)], 200, nobody],
  ["with a tail", () => [cookie(`sessionid=${key}\x01`)], 400, undefined],
  ["with a NUL", () => [cookie(`sessionid=${key}\0`)], 400, undefined],
  ["with a lone CR", () => [cookie(`sessionid=${key}\rX: 1`)], 400, undefined],
  ["in more bytes than Node reads", () => [cookie(`${"a=1; ".repeat(4000)}sessionid=${key}`)], 431, undefined],
])("%s", async (_, headers, status, body) => {
  const answer = await send("GET / HTTP/1.1", headers());
  expect([answer.status, answer.body || undefined]).toEqual([status, body]);
  expect(answer.head).not.toMatch(/set-cookie: sessionid=[^;]/i);
  expect((await store.list({ limit: 10 })).sessions.size).toBe(1);
  expect((await send("GET / HTTP/1.1", [cookie(`sessionid=${key}`)])).body).toBe("user: ada");
});
