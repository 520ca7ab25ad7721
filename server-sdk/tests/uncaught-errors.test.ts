/** Session errors that the app does not catch, in a separate process: the process goes on and the error is reported. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

/** Where the app finds its packages: Express is another one under `scripts/peer-versions/test-peers.ts`. */
const folder = process.env.PEERS ?? import.meta.dirname;

/** @param handlers the app's handlers by path. Its store fails to delete, as one that is down. */
async function start(handlers: string, before = "") {
  const app = `
    import express from "express";
    import { createSessions } from "sessionscope";
    import { expressSessions } from "sessionscope/express";
    import { nodeSessions } from "sessionscope/node-http";
    import { MemoryStore } from "sessionscope/stores/memory";
    ${before}
    const store = new MemoryStore();
    store.delete = async () => { throw new Error("down"); };
    const sessions = createSessions({ store });
    const app = express();
    app.use(expressSessions(sessions));
    app.get("/set", (request, response) => { request.session.set("user", "ada"); response.end("set"); });
    ${handlers}
    app.use((error, request, response, next) => response.status(error.status ?? 500).send(error.name));
    const server = app.listen(0, () => console.log(server.address().port));
    process.on("SIGTERM", () => { server.closeAllConnections(); server.close(); });
  `;
  const args = ["--conditions=@sessionscope/source", "--input-type=module", "-e", app];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = text(child.stderr);
  const ended = once(child, "exit");
  const [port] = (await once(createInterface(child.stdout), "line")) as [string];
  const origin = `http://127.0.0.1:${port}`;
  const set = await fetch(`${origin}/set`);
  const cookie = set.headers.getSetCookie()[0]!.split(";")[0]!;
  return {
    get: (path: string) => fetch(origin + path, { headers: { cookie } }),
    /** The exit code of the process and its output. */
    ended: async () => [(await ended)[0], await said] as const,
    stop: async () => {
      child.kill("SIGTERM");
      return [(await ended)[0], await said] as const;
    },
  };
}

test("a late change in a timer, a finish listener or an unawaited promise becomes a warning with its stack", async () => {
  const { get, stop } = await start(`
    const change = (request) => request.session.set("late", true);
    let told = Promise.withResolvers();
    app.get("/timer", (request, response) => {
      response.end("page");
      setTimeout(function inTimer() { setImmediate(told.resolve); change(request); }, 1);
    });
    app.get("/finish", (request, response) => {
      response.on("finish", function inListener() { setImmediate(told.resolve); change(request); });
      response.end("page");
    });
    app.get("/promise", (request, response) => {
      response.end("page");
      void (async function inPromise() { await null; setImmediate(told.resolve); change(request); })();
    });
    const middleware = expressSessions(sessions);
    app.get("/socket", ({ headers, method, url, socket }, response) => {
      // Called as by io.use with a wrapped middleware.
      const request = { headers, method, url, socket };
      middleware(request, {}, () => {
        response.end("page");
        setTimeout(function inSocket() { setImmediate(told.resolve); change(request); }, 1);
      });
    });
    app.get("/told", async (request, response) => { await told.promise; told = Promise.withResolvers(); response.end("told"); });
  `);
  for (const path of ["/timer", "/finish", "/promise", "/socket"]) {
    expect(await (await get(path)).text()).toBe("page");
    expect(await (await get("/told")).text()).toBe("told");
  }
  const [code, said] = await stop();
  expect(code).toBe(0);
  expect(said.match(/\[SESSIONSCOPE_UNCAUGHT\] SessionscopeWarning: Cannot .*"late"/g)).toHaveLength(4);
  for (const where of ["inTimer", "inListener", "inPromise", "inSocket"]) expect(said).toContain(where);
});

const logout = "await request.session.flush(); response.redirect('/');";
const handlers = {
  "an async handler": `async (request, response) => { ${logout} }`,
  "a promise that nobody waits for": `(request, response) => { void (async () => { ${logout} })(); }`,
};
test.each(
  Object.entries(handlers).flatMap(([what, handler]) =>
    ["", 'process.on("unhandledRejection", () => {});'].map((before) => [what, before, handler] as const),
  ),
)(
  "a failing logout in %s, which on Express 4 is the same, is answered by the app's error handler %s",
  async (_, before, handler) => {
    const { get, stop } = await start(`app.get("/logout", ${handler});`, before);
    for (let times = 0; times < 2; times++) {
      const reply = await get("/logout");
      expect([reply.status, await reply.text()]).toEqual([503, "StoreError"]);
    }
    expect(await stop()).toEqual([0, ""]);
  },
);

test("an error of the app itself in the same turn still ends the process", async () => {
  const { get, ended } = await start(`
    app.get("/both", (request, response) => {
      response.end("page");
      setTimeout(() => {
        try { request.session.set("late", true); } catch {}
        throw new Error("the app's own");
      }, 1);
    });
  `);
  await get("/both");
  const [code, said] = await ended();
  expect(code).not.toBe(0);
  expect(said).toContain("Error: the app's own");
});
