import { createServer, type IncomingMessage } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../testing/adapter-suite/listen.ts";
import { filterRequests, type ServedRequest, servedRequest } from "./served-requests.ts";

async function start(page: (served: ServedRequest | undefined, request: IncomingMessage) => Promise<string>) {
  const server = createServer(async (request, response) => response.end(await page(servedRequest(), request)));
  const { origin, close } = await listen(server);
  onTestFinished(close);
  return { server, ask: async (target: string) => (await fetch(origin + target)).text() };
}

test("code knows the request for which it runs, also after it has waited", async () => {
  filterRequests((_, pass) => pass());
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
  filterRequests((served, pass) => {
    if (served.server !== server || served.target !== "/taken") return pass();
    setImmediate(() => served.response.end("taken"));
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

test("a filter may pass a request later, in the breath of the server's event too; the next filter and the app have it then", async () => {
  const seen: string[] = [];
  const { server, ask } = await start(async (served, { url }) => {
    seen.push(`app ${url}`);
    return `${served?.target}`;
  });
  const later: Record<string, (pass: () => void) => void> = {
    "/tick": (pass) => void Promise.resolve().then(pass),
    "/later": (pass) => void setImmediate(pass),
    "/now": (pass) => pass(),
  };
  filterRequests((served, pass) => (served.server === server ? later[served.target]!(pass) : pass()));
  filterRequests((served, pass) => {
    if (served.server === server) seen.push(`next ${served.target}`);
    pass();
  });
  for (const target of Object.keys(later)) expect(await ask(target)).toBe(target);
  expect(seen).toEqual(Object.keys(later).flatMap((target) => [`next ${target}`, `app ${target}`]));
});

test("of two filters with one name the later stays, as when a development server loads a module again", async () => {
  const seen: string[] = [];
  const { server, ask } = await start(async () => "the app");
  for (const version of ["old", "new"]) {
    filterRequests((served, pass) => {
      if (served.server === server) seen.push(version);
      pass();
    }, "one name");
  }
  await ask("/");
  expect(seen).toEqual(["new"]);
});
