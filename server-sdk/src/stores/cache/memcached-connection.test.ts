import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MemcachedConnection } from "./memcached-connection.ts";

let server: Server;
let other: Socket;
let connection: MemcachedConnection;
beforeEach(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection");
  const { port } = server.address() as { port: number };
  connection = await MemcachedConnection.open("127.0.0.1", port, AbortSignal.timeout(5000));
  [other] = (await accepted) as [Socket];
});
afterEach(() => {
  connection.fail(new Error("over"));
  server.close();
});

test("answers go to their questions, however the bytes arrive", async () => {
  const text = "ä\r\nEND\r\nVALUE ";
  const length = Buffer.byteLength(text);
  const bytes = Buffer.from(`STORED\r\nVALUE key 0 ${length} 77\r\n${text}\r\nEND\r\nEND\r\nSERVER_ERROR busy\r\n`);
  const answers = [connection.ask("cas"), connection.ask("gets key"), connection.ask("gets no"), connection.ask("set")];
  other.setNoDelay(true);
  for (const byte of bytes) {
    other.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await Promise.all(answers)).toEqual([
    { line: "STORED", item: null },
    { line: "VALUE", item: { key: "key", token: "77", text } },
    { line: "END", item: null },
    { line: "SERVER_ERROR busy", item: null },
  ]);
});

test("sends lines and data as they are to be", async () => {
  const received = once(other, "data");
  void connection.ask("set key 0 0 2", Buffer.from("é")).catch(() => {});
  expect(String((await received)[0])).toBe("set key 0 0 2\r\né\r\n");
});

test.each([
  ["an answer nobody asked for", "STORED\r\nSTORED\r\n"],
  ["an item longer than it says", "VALUE key 0 1 1\r\nxyz\r\nEND\r\n"],
  ["an item without a token", "VALUE key 0 1\r\nx\r\nEND\r\n"],
  ["an item of no length", "VALUE key 0 x 1\r\nx\r\nEND\r\n"],
  ["two items", "VALUE a 0 1 1\r\nx\r\nVALUE b 0 1 1\r\nx\r\nEND\r\n"],
])("%s ends the connection, and all that waits on it", async (_what, bytes) => {
  const first = connection.ask("one").catch(() => "failed");
  other.write(bytes);
  await first;
  await expect.poll(() => connection.failed).toBe(true);
  await expect(connection.ask("two")).rejects.toThrow(/server/);
});

test("a server that goes in the middle of an answer fails every question", async () => {
  const answers = [connection.ask("gets a"), connection.ask("gets b")];
  other.end("VALUE a 0 100 1\r\nhalf of");
  for (const answer of answers) await expect(answer).rejects.toThrow(/closed/);
});

test("gives up connecting when told to", async () => {
  await expect(MemcachedConnection.open("127.0.0.1", 1, AbortSignal.abort())).rejects.toThrow();
});
