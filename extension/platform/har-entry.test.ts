import { expect, test } from "vitest";
import { type HarEntry, headIsLate, readEntry } from "./har-entry.ts";

const response = { status: 303, httpVersion: "http/1.1", headersSize: -1, headers: [] };
test.each<[string, HarEntry["response"] & { _fromCache?: string }, boolean]>([
  ["without its size", {}, true],
  ["with its size", { headersSize: 163 }, false],
  ["with a line", { headers: [{ name: "Set-Cookie", value: "a=b" }] }, false],
  ["from the cache", { _fromCache: "disk" }, false],
  ["a redirect over HTTP/2", { httpVersion: "http/2.0" }, true],
  ["a page over HTTP/2", { httpVersion: "http/2.0", status: 200 }, false],
  ["that the page may not see, before anything of it is said", { httpVersion: "", status: 0 }, true],
  ["not modified, over HTTP/2", { httpVersion: "http/2.0", status: 304 }, false],
])("a head %s", (_, { _fromCache, ...fields }, lacks) => {
  expect(headIsLate({ response: { ...response, ...fields }, _fromCache })).toBe(lacks);
});

test("the time of a response is that of its head, not the end of its body", () => {
  const startedDateTime = "2026-11-23T10:56:00.000Z";
  const entry = {
    request: { url: "http://localhost/" },
    response,
    startedDateTime,
    time: 5000,
    timings: { receive: 4900 },
  };
  expect(readEntry(entry)).toEqual({
    url: "http://localhost/",
    method: "GET",
    status: 303,
    at: Date.parse(startedDateTime) + 100,
    headers: [],
    whole: false,
  });
  expect(readEntry({ request: { url: "http://localhost/" }, response: { status: 0 } })).toBeNull();
});

test.each([
  "data:image/gif;base64,R0lGODlh",
  "blob:http://localhost/2f8e",
  "about:blank",
  "chrome-extension://abc/x.js",
])("%s is no response of a server", (url) => {
  expect(readEntry({ request: { url }, response })).toBeNull();
});

test.each(["http://localhost/", "HTTPS://localhost/", "ws://localhost/socket"])("%s is one", (url) => {
  expect(readEntry({ request: { url }, response })?.url).toBe(url);
});
