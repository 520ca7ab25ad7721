/** `examples/fastify-session` and `examples/fastify-secure-session`, as people use them, and the panel beside them. */

import { expect } from "vitest";
import { startExample, TestBrowser } from "../../../../examples/test-browser.ts";
import { chromeExtensionId, protocolVersion } from "../../../src/protocol.ts";
import { packagesOf } from "../installed-packages.ts";

const token = "example-token-4c7aD0xQ";
const server = "fastify-session/server.js";
const secureServer = "fastify-secure-session/server.js";

/** Calls the endpoint as the panel does. */
async function call(origin: string, { cookies }: TestBrowser, command: string, params: object, name = "sessionId") {
  const headers = {
    "Content-Type": "application/json",
    Authorization: `Bearer ${token}`,
    Origin: `chrome-extension://${chromeExtensionId}`,
  };
  const cookie = cookies.get(name) ?? null;
  const body = JSON.stringify({ protocol: protocolVersion, command, params, cookie });
  return (await fetch(`${origin}/__sessionscope__`, { method: "POST", headers, body })).json();
}

export async function driveSecureExample(): Promise<void> {
  const packages = packagesOf(import.meta.dirname);
  await using app = await startExample(secureServer, { ...packages, SESSIONSCOPE_TOKEN: token });
  const ada = new TestBrowser(app.origin);
  const panel = (command: string, params: object) => call(app.origin, ada, command, params, "session");
  const first = await ada.get("/");
  expect([first.byId("visits"), first.headers.get("sessionscope")]).toEqual([
    "1",
    "v=1; path=/__sessionscope__; request=1",
  ]);
  const named = await ada.post("/name", { name: "Ada <3" });
  expect([named.byId("name"), named.byId("visits")]).toEqual(["Ada &lt;3", "2"]);

  const { result: hello } = await panel("hello", {});
  expect(hello).toMatchObject({
    engine: { name: "@fastify/secure-session", edits: "none" },
    cookie: { name: "session", sameSite: "Lax", httpOnly: true, secure: false },
    cookieAge: 14 * 24 * 60 * 60,
  });
  const edit = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };
  const { ok, result } = await panel("session.update", edit);
  expect(ok).toBe(true);
  // A browser's panel gives the browser the cookie.
  ada.cookies.set("session", result.cookies[0].split(/[=;]/)[1]);
  expect((await ada.get("/")).byId("visits")).toBe("42");
  await ada.post("/forget");
  expect((await ada.get("/")).byId("visits")).toBe("1");

  await using production = await startExample(secureServer, { ...packages, NODE_ENV: "production" });
  expect((await new TestBrowser(production.origin).get("/")).headers.get("sessionscope")).toBeNull();
  expect(await production.stop()).toBe(0);
}

export async function driveExample(): Promise<void> {
  await using app = await startExample(server, { SESSIONSCOPE_TOKEN: token });
  const ada = new TestBrowser(app.origin);
  const first = await ada.get("/");
  expect([first.byId("visits"), first.headers.get("sessionscope")]).toEqual([
    "1",
    "v=1; path=/__sessionscope__; request=1",
  ]);
  const before = ada.cookies.get("sessionId");
  const named = await ada.post("/name", { name: "Ada <3" });
  expect([named.byId("name"), named.byId("visits")]).toEqual(["Ada &lt;3", "2"]);
  expect(ada.cookies.get("sessionId")).not.toBe(before);

  const { result: hello } = await call(app.origin, ada, "hello", {});
  expect(hello).toMatchObject({
    engine: { name: "@fastify/session (Store)", edits: "quiet" },
    cookie: { name: "sessionId", sameSite: "Lax", httpOnly: true, secure: false },
    cookieAge: 14 * 24 * 60 * 60,
  });
  const edit = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };
  expect((await call(app.origin, ada, "session.update", edit)).ok).toBe(true);
  expect((await ada.get("/")).byId("visits")).toBe("42");
  await ada.post("/forget");
  expect((await ada.get("/")).byId("visits")).toBe("1");

  await using production = await startExample(server, { NODE_ENV: "production" });
  expect((await new TestBrowser(production.origin).get("/")).headers.get("sessionscope")).toBeNull();
  expect(await production.stop()).toBe(0);
}
