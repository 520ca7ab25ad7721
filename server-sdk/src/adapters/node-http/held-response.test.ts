import { IncomingMessage, type OutgoingHttpHeader, ServerResponse } from "node:http";
import { Socket } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergedVary } from "./headers.ts";
import { HeldResponse } from "./held-response.ts";

type Write = (response: ServerResponse) => void;

/** The head a response would send, without a connection to send it on. */
function headOf(write: Write, held?: (response: ServerResponse) => HeldResponse): string[] {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method: "GET", httpVersionMajor: 1, httpVersionMinor: 1 });
  const response = new ServerResponse(request);
  response.sendDate = false;
  held?.(response);
  try {
    write(response);
  } catch {
    return ["refused"];
  }
  const { _header } = response as unknown as { _header: string };
  const [status, ...lines] = _header.trimEnd().split("\r\n");
  return [status!, ...lines.map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase())).sort()];
}

const name = fc.constantFrom("X-One", "X-Two", "Set-Cookie", "Content-Type", "Content-Length", "ETag", "bad name");
const text = fc.constantFrom("1", "a=1; Path=/", "", "bad\nvalue");
const value: fc.Arbitrary<OutgoingHttpHeader> = fc.oneof(
  text,
  fc.integer({ min: 0, max: 9 }),
  fc.array(text, { maxLength: 2 }),
);
const pairs = fc.array(fc.tuple(name, value), { maxLength: 4 });
const status = fc.constantFrom(200, 204, 302, 304, 418, 500, 99, 1000);
const message = fc.option(fc.constantFrom("Fine", "bad\nmessage"), { nil: undefined });

const writes: fc.Arbitrary<Write> = fc
  .tuple(pairs, status, message, pairs, fc.constantFrom("object", "list", "pairs", "odd list", "none"))
  .map((drawn) => (response) => {
    // A copy each time: Node's appendHeader changes the arrays it is given.
    const [before, code, reason, given, form] = structuredClone(drawn);
    for (const [header, content] of before) response.setHeader(header, content as string);
    const headers = {
      object: Object.fromEntries(given),
      list: given.flat() as OutgoingHttpHeader[],
      // Node takes pairs only where nothing was set before.
      pairs: (before.length === 0 ? given : given.flat()) as OutgoingHttpHeader[],
      "odd list": [...given.flat(), "X-Odd"] as OutgoingHttpHeader[],
      none: undefined,
    }[form];
    if (reason === undefined) response.writeHead(code, headers);
    else response.writeHead(code, reason, headers);
  });

const passing =
  (added: [string, string][] = []) =>
  (response: ServerResponse) => {
    const held: HeldResponse = new HeldResponse(response, {
      commit: () => {
        for (const [header, content] of added) held.addHeader(header, content);
        return undefined;
      },
      fail: () => {},
    });
    return held;
  };

describe("a held response", () => {
  test("sends the head that a bare one sends, whatever form it is given in", () => {
    fc.assert(
      fc.property(writes, (write) => {
        expect(headOf(write, passing())).toEqual(headOf(write));
      }),
      { numRuns: 1000 },
    );
  });

  test("adds the session's cookie to any head and takes nothing away", () => {
    fc.assert(
      fc.property(writes, (write) => {
        const bare = headOf(write);
        const ours = headOf(write, passing([["Set-Cookie", "sessionid=k"]]));
        if (bare[0] === "refused") expect(ours).toEqual(bare);
        else expect(ours).toEqual([bare[0], ...[...bare.slice(1), "set-cookie: sessionid=k"].sort()]);
      }),
      { numRuns: 1000 },
    );
  });
});

test("Vary keeps what is there, in order, and names a field once", () => {
  expect(mergedVary(undefined, "Cookie")).toBe("Cookie");
  expect(mergedVary("", "Cookie")).toBe("Cookie");
  expect(mergedVary("Origin , Accept", "Cookie")).toBe("Origin , Accept, Cookie");
  expect(mergedVary(["Origin", "COOKIE"], "Cookie")).toBe("Origin, COOKIE");
  expect(mergedVary("*", "Cookie")).toBe("*");
});
