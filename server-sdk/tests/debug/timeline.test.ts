/** The timeline of a real Express app over HTTP: concurrent requests, and a failure of each kind as its browser sees it. */

import { createServer } from "node:http";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { expressSessions } from "../../src/adapters/express.ts";
import { requestDone } from "../../src/core/events.ts";
import type { Store } from "../../src/core/store.ts";
import { createSessions } from "../../src/create-sessions.ts";
import { type commands, defaultPath, type Params, type Result } from "../../src/protocol.ts";
import { MemoryStore } from "../../src/stores/memory.ts";
import { listen } from "../../src/testing/adapter-suite/listen.ts";

const token = "a-token-of-the-test";

/** A memory store that works over a network which `down` cuts. */
function distant(failure: { down: boolean }): Store {
  return new Proxy(new MemoryStore(), {
    get(target, name) {
      if (String(name).endsWith("Now")) return undefined;
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => {
        if (failure.down) throw new Error("connection refused");
        return member.apply(target, args);
      };
    },
  });
}

async function serve() {
  const failure = { down: false };
  const sessions = await createSessions({ store: distant(failure), maxSize: 1000, debug: { token } });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const app = express().set("env", "test").use(expressSessions(sessions));
  app.get("/static", (_, response) => void response.send("ok"));
  app.get("/visit", (request, response) => {
    request.session.set("visits", Number(request.session.get("visits") ?? 0) + 1);
    response.send("ok");
  });
  app.get("/slow", async (request, response) => {
    request.session.set("slow", true);
    arrive();
    await held;
    response.send("ok");
  });
  app.get("/logout", async (request, response) => {
    await request.session.flush();
    response.send("bye");
  });
  app.get("/large", (request, response) => {
    request.session.set("large", "x".repeat(2000));
    response.send("ok");
  });
  app.get("/map", (request, response) => {
    request.session.set("map", new Map() as never);
    response.send("ok");
  });
  app.get("/nested", (request, response) => {
    const list: unknown[] = [];
    request.session.set("list", list as never);
    list.push(1n);
    response.send("ok");
  });
  const server = await listen(createServer(app));
  onTestFinished(async () => {
    release();
    await server.close();
    await sessions.close();
  });
  let cookie = "";
  const get = async (path: string) => {
    const response = await fetch(server.origin + path, { headers: { Cookie: cookie } });
    await response.text();
    const set = response.headers.get("set-cookie");
    if (set) cookie = set.split(";")[0]!;
    return { status: response.status, id: /request=(\S+)/.exec(response.headers.get("sessionscope") ?? "")?.[1] };
  };
  const call = async <C extends keyof typeof commands>(command: C, params: Params<C>): Promise<Result<C>> => {
    const response = await fetch(server.origin + defaultPath, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify({ protocol: 1, command, cookie: null, params }),
    });
    return ((await response.json()) as { result: Result<C> }).result;
  };
  return { get, call, arrived, release, failure };
}

test("each response is an entry under the id in its header, concurrent ones apart, with the status that was sent", async () => {
  const { get, call, arrived, release } = await serve();
  const first = await get("/visit");
  const slow = get("/slow");
  await arrived;
  const meanwhile = [await get("/visit"), await get("/static"), await get("/visit")];
  release();
  const last = await slow;
  const { entries, withoutSession } = await call("timeline.list", { limit: 500 });
  expect(withoutSession).toBe(1);
  const told = entries.map(({ request, path, status, revision }) => [request, path, status, revision]);
  expect(told).toEqual([
    [first.id, "/visit", 200, 1],
    [meanwhile[0]!.id, "/visit", 200, 2],
    [meanwhile[2]!.id, "/visit", 200, 3],
    [last.id, "/slow", 200, 4],
  ]);
  const detail = await call("timeline.entry", { entry: entries.at(-1)!.entry });
  expect(detail).toMatchObject({ changes: [{ key: "slow", before: null }], storeCalls: ["load", "commit"] });
  const { duration, loadTime, commitTime } = detail.summary;
  expect(duration! >= loadTime! + commitTime!).toBe(true);
});

test("requests that do not look at their session are counted, also where the app listens and is told of them", async () => {
  const { get, call } = await serve();
  await get("/visit");
  await get("/static");
  const heard: unknown[] = [];
  const hear = (event: unknown) => void heard.push(event);
  requestDone.subscribe(hear);
  onTestFinished(() => void requestDone.unsubscribe(hear));
  await get("/static");
  await get("/visit");
  const { entries, withoutSession } = await call("timeline.list", { limit: 500 });
  expect([entries.map(({ path }) => path), withoutSession]).toEqual([["/visit", "/visit"], 2]);
  expect(heard).toMatchObject([
    { path: "/static", outcome: "read", accessed: false, storeCalls: ["load"] },
    { path: "/visit", outcome: "stored", accessed: true },
  ]);
});

test("each kind of failure is told with the status that the browser got", async () => {
  const { get, call, arrived, release, failure } = await serve();
  await get("/visit");
  const asked: [string, number][] = [];
  for (const path of ["/large", "/map", "/nested"]) asked.push([path, (await get(path)).status]);
  failure.down = true;
  asked.push(["/visit", (await get("/visit")).status]);
  failure.down = false;
  const slow = get("/slow");
  await arrived;
  await get("/logout");
  release();
  asked.push(["/slow", (await slow).status]);
  const { entries } = await call("timeline.list", { limit: 500 });
  const failed = entries.filter((entry) => entry.failure !== null);
  expect(failed.map(({ path, status }) => [path, status])).toEqual(asked);
  expect(failed.map(({ outcome, failure }) => [outcome, failure])).toEqual([
    ["failed", "too-large"],
    ["failed", "not-json"],
    ["failed", "not-json"],
    ["failed", "store-failed"],
    ["gone", "interrupted"],
  ]);
  const [, , , , interrupted] = failed;
  expect((await call("timeline.state", { entry: interrupted!.entry })).handle).toBeNull();
  expect(entries.find(({ path }) => path === "/logout")).toMatchObject({
    outcome: "flushed",
    removed: 0,
    setCookie: "deleted",
  });
});
