import { chromeExtensionId, protocolVersion } from "sessionscope/protocol";
import { expect, test } from "vitest";
import { startService } from "../../scripts/services/services.ts";
import { startExample, TestBrowser } from "../test-browser.ts";

const token = "example-token-4c7aD0xQ";

/** Calls the endpoint as the panel does. */
async function call(origin: string, browser: TestBrowser, command: string, params: object) {
  const headers = {
    "Content-Type": "application/json",
    Authorization: `Bearer ${token}`,
    Origin: `chrome-extension://${chromeExtensionId}`,
  };
  const cookie = browser.cookies.get("connect.sid") ?? null;
  const body = JSON.stringify({ protocol: protocolVersion, command, params, cookie });
  return (await fetch(`${origin}/__sessionscope__`, { method: "POST", headers, body })).json();
}

test.each(["MemoryStore", "RedisStore"])("the express-session example on %s", async (store) => {
  await using redis = store === "RedisStore" ? await startService("redis") : null;
  const environment = { SESSIONSCOPE_TOKEN: token, ...(redis && { REDIS_URL: redis.url }) };
  await using app = await startExample("express-session/server.js", environment);
  const ada = new TestBrowser(app.origin);
  const first = await ada.get("/");
  expect([first.byId("visits"), first.headers.get("sessionscope")]).toEqual([
    "1",
    "v=1; path=/__sessionscope__; request=1",
  ]);
  const before = ada.cookies.get("connect.sid");
  const named = await ada.post("/name", { name: "Ada <3" });
  expect([named.byId("name"), named.byId("visits")]).toEqual(["Ada &lt;3", "2"]);
  expect(ada.cookies.get("connect.sid")).not.toBe(before);

  const { result: hello } = await call(app.origin, ada, "hello", {});
  expect(hello.engine.name).toMatch(new RegExp(`^express-session [\\d.]+ \\(${store}\\)$`));
  const edit = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };
  expect((await call(app.origin, ada, "session.update", edit)).ok).toBe(true);
  expect((await ada.get("/")).byId("visits")).toBe("42");
  await ada.post("/forget");
  expect((await ada.get("/")).byId("visits")).toBe("1");

  await using production = await startExample("express-session/server.js", { NODE_ENV: "production" });
  expect((await new TestBrowser(production.origin).get("/")).headers.get("sessionscope")).toBeNull();
  expect(await production.stop()).toBe(0);
});
