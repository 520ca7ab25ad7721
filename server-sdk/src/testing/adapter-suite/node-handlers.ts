/** Ways to write an answer to Node's response. Each runs on a bare server and through the adapter, and both answers are compared. */

import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface NodeHandler {
  readonly method?: string;
  /** `note` records what the handler sees, which is compared too. */
  handle(response: ServerResponse, request: IncomingMessage, note: (seen: unknown) => void): unknown;
}

const get = (handle: NodeHandler["handle"]): NodeHandler => ({ handle });
const head = (handle: NodeHandler["handle"]): NodeHandler => ({ method: "HEAD", handle });
const cookies = ["a=1; Path=/", "b=2; Path=/"];

function attempt(note: (seen: unknown) => void, act: () => unknown): void {
  try {
    act();
    note("no error");
  } catch (error) {
    note((error as { code?: unknown }).code);
  }
}

export const nodeHandlers: Readonly<Record<string, NodeHandler>> = {
  "writeHead(status)": get((response) => response.writeHead(201).end("x")),
  "writeHead(status, message)": get((response) => response.writeHead(201, "Made").end("x")),
  "writeHead(status, object)": get((response) =>
    response
      .writeHead(200, {
        "content-type": "text/plain",
        "X-List": ["a", "b"],
        "Content-Length": 1,
        "Set-Cookie": cookies,
      })
      .end("x"),
  ),
  "writeHead(status, message, object)": get((response) =>
    response.writeHead(202, "Fine", { "X-One": "1", Vary: "Origin", "Set-Cookie": "a=1" }).end("x"),
  ),
  "writeHead(status, undefined, object)": get((response) =>
    response.writeHead(202, undefined, { "X-One": "1" }).end("x"),
  ),
  "writeHead(status, list)": get((response) =>
    response.writeHead(200, ["X-One", "1", "Set-Cookie", "a=1", "Set-Cookie", "b=2", "X-Two", "2"]).end("x"),
  ),
  "writeHead(status, message, list)": get((response) =>
    response.writeHead(200, "Fine", ["X-One", "1", "X-One", "2", "Vary", "Accept"]).end("x"),
  ),
  "writeHead(status, pairs)": get((response) => {
    const pairs = [
      ["X-One", "1"],
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
    ];
    response.writeHead(200, pairs as unknown as OutgoingHttpHeader[]).end("x");
  }),
  "setHeader, then writeHead with an object": get((response) => {
    response.setHeader("X-One", "old");
    response.setHeader("X-Two", "stays");
    response.setHeader("Set-Cookie", "old=1");
    response.writeHead(200, { "X-One": "new", "Set-Cookie": cookies }).end("x");
  }),
  "setHeader, then writeHead with a list": get((response) => {
    response.setHeader("X-One", "old");
    response.setHeader("Vary", "Origin");
    response.setHeader("Set-Cookie", ["old=1", "old=2"]);
    response.writeHead(200, ["X-One", "new", "X-One", "newer", "Set-Cookie", "a=1"]).end("x");
  }),
  "setHeaders and appendHeader": get((response) => {
    response.setHeaders(
      new Headers([
        ["x-one", "1"],
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ]),
    );
    response.appendHeader("X-One", "2").appendHeader("Vary", "Accept").appendHeader("Vary", "Origin");
    response.end("x");
  }),
  "writeHeader, the old name where Node still has it": get((response) => {
    const { writeHeader } = response as ServerResponse & { writeHeader?: ServerResponse["writeHead"] };
    (writeHeader ?? response.writeHead).call(response, 201, { "X-One": "1" } as never);
    response.end("x");
  }),
  "writeHead, then write and end": get((response) => {
    response.writeHead(200, { "Content-Length": 6 });
    response.write("abc");
    response.end("def");
  }),
  "writeHead twice": get((response, _, note) => {
    response.writeHead(200, { "X-One": "1" });
    attempt(note, () => response.writeHead(500, { "X-One": "2" }));
    response.end("x");
  }),
  "writeHead as Node refuses it": get((response, _, note) => {
    attempt(note, () => response.writeHead(99));
    attempt(note, () => response.writeHead(1000));
    attempt(note, () => response.writeHead(200, ["X-One", "1", "X-Two"]));
    attempt(note, () => response.setHeader("X One", "1"));
    note(response.headersSent);
    response.writeHead(200).end("x");
  }),
  "writeHead with a value no header can have": get((response, _, note) => {
    attempt(note, () => response.writeHead(200, { "X-One": "a\nb" }));
    note(response.headersSent);
    response.end("x");
  }),
  "statusCode and statusMessage": get((response) => {
    response.statusCode = 206;
    response.statusMessage = "Part";
    response.end("x");
  }),
  "a status of 500": get((response) => response.writeHead(500).end("x")),
  "flushHeaders, then write and end": get((response, _, note) => {
    response.setHeader("X-One", "1");
    response.flushHeaders();
    note(response.headersSent);
    attempt(note, () => response.setHeader("X-One", "2"));
    response.write("a");
    response.end("b");
  }),
  "writes later, one after the other": get(async (response, _, note) => {
    for (const part of ["one ", "two ", "three"]) {
      await new Promise((written) => response.write(part, written));
      note(response.headersSent);
    }
    await new Promise<void>((ended) => response.end(ended));
    note(response.writableFinished);
  }),
  "callbacks of write and end, in order": get((response, _, note) => {
    const finished = new Promise((resolve) => response.on("finish", resolve));
    response.write("a", () => note("a"));
    response.write("Yg==", "base64", () => note("b"));
    response.write(Buffer.from("c"), () => note("c"));
    response.end("d", "utf8", () => note("end"));
    return finished.then(() => note("finish"));
  }),
  "end()": get((response) => response.end()),
  "end(text)": get((response, _, note) => {
    note(response.writableEnded);
    response.end("täxt");
    note([response.headersSent, response.writableEnded, response.finished]);
  }),
  "end(text, encoding)": get((response) => response.end("eA==", "base64")),
  "end(bytes)": get((response) => response.end(new Uint8Array([120, 121]))),
  "end(callback)": get((response, _, note) =>
    new Promise<void>((ended) => response.end(ended)).then(() => note("end")),
  ),
  "end twice": get((response, _, note) => {
    response.end("x");
    note(response.end() === response);
    return new Promise<void>((resolve) => response.on("finish", resolve));
  }),
  "write(what is not text or bytes)": get((response, _, note) => {
    response.write("a");
    attempt(note, () => response.write({} as never));
    attempt(note, () => response.write(7 as never));
    attempt(note, () => response.end(7 as never));
    response.end("b");
  }),
  "write, then change what is sent": get((response, _, note) => {
    response.setHeader("X-One", "1");
    response.write("a");
    note(response.headersSent);
    attempt(note, () => response.setHeader("X-One", "2"));
    attempt(note, () => response.appendHeader("X-One", "2"));
    attempt(note, () => response.removeHeader("X-One"));
    attempt(note, () => response.setHeaders(new Map([["X-One", "2"]])));
    attempt(note, () => response.writeHead(500, { "X-One": "2" }));
    note([response.getHeader("X-One"), response.hasHeader("X-One")]);
    response.end("b");
  }),
  "HEAD with a body": head((response) => {
    response.writeHead(200, { "Content-Length": 4 });
    response.write("ab");
    response.end("cd");
  }),
  "HEAD with end(text)": head((response) => response.end("abcd")),
  "204 with a body": get((response) => response.writeHead(204).end("ignored")),
  "304 with headers": get((response) => response.writeHead(304, { ETag: '"v1"' }).end()),
  "a redirect": get((response) => response.writeHead(302, { Location: "/elsewhere" }).end()),
  trailers: get((response) => {
    response.setHeader("Trailer", "X-Sum");
    response.write("body");
    response.addTrailers({ "X-Sum": "42" });
    response.end();
  }),
  "cork and uncork": get((response) => {
    response.cork();
    response.write("a");
    response.write("b");
    response.uncork();
    response.end("c");
  }),
  "a pipe": get((response, _, note) => {
    Readable.from(["one ", "two ", "three"]).pipe(response);
    return new Promise<void>((closed) => response.on("close", closed)).then(() => note(response.writableFinished));
  }),
  "a pipeline": get(async (response, _, note) => {
    response.setHeader("Content-Type", "text/plain");
    await pipeline(Readable.from(["x".repeat(70_000), "y".repeat(70_000)]), response);
    note("done");
  }),
  "early hints": get((response) => {
    response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
    response.writeProcessing();
    response.end("x");
  }),
  "Connection: close": get((response) => response.writeHead(200, { Connection: "close" }).end("x")),
};
