/** `examples/koa-session`, as people use it, and the panel beside it. */

import { expect } from "vitest";
import { startExample, TestBrowser } from "../../../../examples/test-browser.ts";
import { startService } from "../../../../scripts/services/services.ts";
import { chromeExtensionId, protocolVersion } from "../../../src/protocol.ts";

const token = "example-token-4c7aD0xQ";
const server = "koa-session/server.js";

/** Calls the endpoint as the panel does. */
async function call(origin: string, { cookies }: TestBrowser, command: string, params: object) {
  const headers = {
    "Content-Type": "application/json",
    Authorization: `Bearer ${token}`,
    Origin: `chrome-extension://${chromeExtensionId}`,
  };
  const signature = cookies.get("koa.sess.sig");
  const sent = { cookie: cookies.get("koa.sess") ?? null, cookies: { "koa.sess.sig": signature } };
  const body = JSON.stringify({ protocol: protocolVersion, command, params, ...sent });
  return (await fetch(`${origin}/__sessionscope__`, { method: "POST", headers, body })).json();
}

export async function driveExample(where: string): Promise<void> {
  const onRedis = where === "on Redis";
  await using redis = onRedis ? await startService("redis") : null;
  await using app = await startExample(server, { SESSIONSCOPE_TOKEN: token, ...(redis && { REDIS_URL: redis.url }) });
  const ada = new TestBrowser(app.origin);
  const first = await ada.get("/");
  expect([first.byId("visits"), first.headers.get("sessionscope")]).toEqual([
    "1",
    "v=1; path=/__sessionscope__; request=1",
  ]);
  const named = await ada.post("/name", { name: "Ada <3" });
  expect([named.byId("name"), named.byId("visits")]).toEqual(["Ada &lt;3", "2"]);

  const { result: hello } = await call(app.origin, ada, "hello", {});
  expect(hello.engine.name).toBe(onRedis ? "koa-session (a store)" : "koa-session (cookie)");
  const edit = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };
  const { result: edited } = await call(app.origin, ada, "session.update", edit);
  for (const line of edited.cookies) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
    ada.cookies.set(name!, value!);
  }
  expect((await ada.get("/")).byId("visits")).toBe("42");
  await ada.post("/forget");
  expect((await ada.get("/")).byId("visits")).toBe("1");

  await using production = await startExample(server, { NODE_ENV: "production" });
  expect((await new TestBrowser(production.origin).get("/")).headers.get("sessionscope")).toBeNull();
  expect(await production.stop()).toBe(0);
}
