/** Who is served: the form of a request and its origin, looked at before anything is read. */

import { deepEqual, equal } from "node:assert/strict";
import { chromeExtensionId, streamName } from "../../protocol.ts";
import { answerOf, assertHeaders, assertRefused, callOf } from "./answers.ts";
import type { Headers, ProtocolTest, Trial } from "./trial.ts";

const body = JSON.stringify(callOf("hello"));

/** Requests with the right token that are none of a panel's. */
const strangers: readonly (readonly [what: string, init: RequestInit, more?: { headers?: Headers; query?: string }])[] =
  [
    ["a GET", { method: "GET" }],
    ["a PUT", { method: "PUT", body }],
    ["an OPTIONS", { method: "OPTIONS", body: null }],
    ["a query", { body }, { query: "?x=1" }],
    ["a form", { body }, { headers: { "Content-Type": "application/x-www-form-urlencoded" } }],
    ["plain text", { body }, { headers: { "Content-Type": "text/plain" } }],
    ["another charset", { body }, { headers: { "Content-Type": "application/json; charset=latin1" } }],
    ["a compressed body", { body }, { headers: { "Content-Encoding": "gzip" } }],
    ["a page of the server's own", { body }, { headers: { Origin: "http://localhost:3000" } }],
    ["a page of another site", { body }, { headers: { Origin: "https://example.com" } }],
    ["a page without an origin", { body }, { headers: { Origin: "null" } }],
    ["another extension", { body }, { headers: { Origin: "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } }],
    [
      "an origin that only begins like ours",
      { body },
      { headers: { Origin: `chrome-extension://${chromeExtensionId}.x` } },
    ],
    ["a Firefox extension without a UUID", { body }, { headers: { Origin: "moz-extension://sessionscope" } }],
  ];

const panels: readonly (readonly [who: string, headers: Headers])[] = [
  ["the panel in Chromium, Chrome and Edge", { Origin: `chrome-extension://${chromeExtensionId}` }],
  ["the panel in any Firefox", { Origin: "moz-extension://0b1a5c9e-9d4e-4b7a-8f6e-2d3c4b5a6978" }],
  ["a caller outside of browsers", {}],
  ["a caller that names the charset", { "Content-Type": "application/json; charset=utf-8" }],
];

/** What the caller learns, word for word. */
async function answerTo(trial: Trial, [, init, more]: (typeof strangers)[number]): Promise<string> {
  return (await trial.send(init, more)).text();
}

export const gateTests: readonly ProtocolTest[] = [
  ...strangers.map(
    ([what, init, more]): ProtocolTest => ({
      name: `a caller with the token is not served: ${what}`,
      run: async (trial) => {
        deepEqual(Object.keys(assertRefused("not-found", await answerOf(await trial.send(init, more)))), [
          "code",
          "message",
        ]);
      },
    }),
  ),
  {
    name: "who is not served learns nothing: every such answer is the same, with the token and without",
    run: async (trial) => {
      const first = await answerTo(trial, strangers[0]!);
      for (const stranger of strangers) {
        const [what, init, more] = stranger;
        equal(await answerTo(trial, stranger), first, what);
        const headers = { ...more?.headers, Authorization: undefined };
        equal(await answerTo(trial, [what, init, { ...more, headers }]), first, `${what}, without the token`);
      }
    },
  },
  ...panels.map(
    ([who, headers]): ProtocolTest => ({
      name: `with the token is served: ${who}`,
      run: async (trial) => {
        equal((await trial.ask(body, headers)).ok, true);
      },
    }),
  ),
  {
    name: "an answer has no CORS header and sets no cookie, and no cache keeps it",
    run: async (trial) => {
      const headers = { Origin: `chrome-extension://${chromeExtensionId}` };
      for (const call of [callOf("hello"), callOf("session.read"), callOf("nothing"), "no JSON"]) {
        const text = typeof call === "string" ? call : JSON.stringify(call);
        assertHeaders(await trial.send({ body: text }, { headers }), "application/json");
      }
      const stream = await trial.send({ body: JSON.stringify(callOf(streamName)) }, { headers });
      await stream.body?.cancel();
      assertHeaders(stream, "application/x-ndjson");
    },
  },
];
