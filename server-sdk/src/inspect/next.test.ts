/** What stands before Next.js, on a server of Node's: in Next itself it runs in `npm run test:long`. */

import { channel } from "node:diagnostics_channel";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../testing/adapter-suite/listen.ts";
import { passOn } from "./base/inspectable.ts";
import { inspectNext, type Middleware } from "./next.ts";

/** A server whose app says which requests reached it; each answer is what stood before it, and the app. */
async function start() {
  const reached: string[] = [];
  const { origin, close } = await listen(
    createServer((request, response) => {
      reached.push(request.url!);
      response.end(`${response.getHeader("passed") ?? ""}app`);
    }),
  );
  onTestFinished(() => close());
  const get = async (path = "/") => (await fetch(`${origin}${path}`)).text();
  return { get, reached };
}

/** Leaves its name on the response, at once or later. */
const passing =
  (name: string, later = false): Middleware =>
  (_request, response, next) => {
    response.setHeader("passed", `${response.getHeader("passed") ?? ""}${name} `);
    if (later) setImmediate(next);
    else next();
  };

test("in production no request is heard", async () => {
  inspectNext(passOn, passOn);
  expect(channel("http.server.request.start").hasSubscribers).toBe(false);
  expect(await (await start()).get()).toBe("app");
});

test("each library looks at a request, one after the other, before the app has it", async () => {
  inspectNext(passing("one"), passOn, passing("two", true), passing("three"));
  const { get, reached } = await start();
  expect([await get(), await get("/again"), reached]).toEqual([
    "one two three app",
    "one two three app",
    ["/", "/again"],
  ]);
});

test("what answers a call keeps it from the app and from the others", async () => {
  const answering: Middleware = (request, response, next) => {
    if (request.url === "/call") response.end("answered");
    else next();
  };
  inspectNext(answering, passing("one"));
  const { get, reached } = await start();
  expect([await get("/call"), await get("/page"), reached]).toEqual(["answered", "one app", ["/page"]]);
});

test("a call that cannot be answered ends, and the app has no part in it", async () => {
  const failing: Middleware = (request, _response, next) =>
    next(request.url === "/call" ? new Error("no body") : undefined);
  inspectNext(failing, passing("one"));
  const { get, reached } = await start();
  await expect(get("/call")).rejects.toThrow();
  expect([await get("/page"), reached]).toEqual(["one app", ["/page"]]);
});

test("called again, it takes the place of what it was given before", async () => {
  inspectNext(passing("old"));
  inspectNext(passing("new"));
  expect(await (await start()).get()).toBe("new app");
});
