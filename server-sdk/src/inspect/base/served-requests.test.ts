import { createServer, type IncomingMessage } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../testing/adapter-suite/listen.ts";
import { offerRequests, type ServedRequest, servedRequest } from "./served-requests.ts";

async function start(page: (served: ServedRequest | undefined, request: IncomingMessage) => Promise<string>) {
  const server = createServer(async (request, response) => response.end(await page(servedRequest(), request)));
  const { origin, close } = await listen(server);
  onTestFinished(close);
  return { server, ask: async (target: string) => (await fetch(origin + target)).text() };
}

test("code knows the request for which it runs, also after it has waited", async () => {
  offerRequests(() => false);
  const { ask } = await start(async (before, request) => {
    request.url = "/changed";
    await new Promise(setImmediate);
    const after = servedRequest();
    return JSON.stringify([after === before, after?.request === request, after?.target]);
  });
  const targets = ["/one?a=1", "/two", "/three"];
  const answers = await Promise.all(targets.map(ask));
  expect(answers).toEqual(targets.map((target) => JSON.stringify([true, true, target])));
  expect(servedRequest()).toBeUndefined();
});

test("a request that is taken never reaches the app, the others do, and the server is left as it was", async () => {
  const seen: string[] = [];
  const { server, ask } = await start(async (_, { url }) => {
    seen.push(url!);
    return "the app";
  });
  const emit = server.emit;
  offerRequests((served) => {
    if (served.server !== server || served.target !== "/taken") return false;
    setImmediate(() => served.response.end("taken"));
    return true;
  });
  expect(await Promise.all(["/", "/taken", "/taken", "/"].map(ask))).toEqual(["the app", "taken", "taken", "the app"]);
  expect(seen).toEqual(["/", "/"]);
  expect(server.emit).toBe(emit);
  expect(Object.hasOwn(server, "emit")).toBe(false);
  // Somebody else's is left in place.
  const events: unknown[] = [];
  const own = ((...event: Parameters<typeof emit>) => {
    events.push(event[0]);
    return emit.apply(server, event);
  }) as typeof emit;
  server.emit = own;
  expect(await ask("/taken")).toBe("taken");
  expect(await ask("/")).toBe("the app");
  expect(server.emit).toBe(own);
  expect(events.filter((event) => event === "request")).toEqual(["request"]);
});
