/** docs/troubleshooting.md on the debug endpoint: each symptom, and each cure. */

import { join } from "node:path";
import express from "express";
import { createSessions, SettingError } from "sessionscope";
import { createServer } from "vite";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { runCli } from "../../cli/run-cli.ts";
import { askFor, panelOrigin } from "../../debug/asking.ts";
import { blockWith } from "../doc-blocks.ts";
import { DocFolder } from "../doc-folder.ts";
import { type ReportingApp, reportingApp, visits } from "./reporting-app.ts";

const token = "a-token-of-the-test";
const debug = { token };

interface Caller {
  /** `null`: none. */
  readonly token?: string | null;
  readonly origin?: string;
  readonly cookie?: string;
}

/** Calls the endpoint as a panel does. */
const call = (origin: string, command: string, params: unknown, caller: Caller = {}) =>
  fetch(`${origin}/__sessionscope__`, {
    method: "POST",
    headers: {
      Origin: caller.origin ?? panelOrigin,
      "Content-Type": "application/json",
      ...(caller.token !== null && { Authorization: `Bearer ${caller.token ?? token}` }),
    },
    body: JSON.stringify(askFor(command, params, caller.cookie ?? null)),
  });
const greets = async (origin: string, caller?: Caller) => (await call(origin, "hello", {}, caller)).status;

const announced = async ({ origin }: ReportingApp) => (await fetch(origin)).headers.get("sessionscope");

describe("The panel finds no endpoint", () => {
  test("`debug` is off", async () => {
    expect(await announced(await reportingApp({}))).toBeNull();
    expect(await announced(await reportingApp({ debug }))).toContain("path=/__sessionscope__");
  });

  test("It is production", async () => {
    vi.stubEnv("NODE_ENV", "production");
    vi.stubEnv("SESSIONSCOPE_TOKEN", undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const refused = createSessions({ store: "memory:", debug: true });
    await expect(refused).rejects.toThrow(SettingError);
    const own = await reportingApp({ debug: { token: "9f2c4e6a8b0d1f3a5c7e9b2d4f6a8c0e" } });
    expect(await announced(own)).toContain("path=/__sessionscope__");
  });

  test("Another server serves the page", async () => {
    const app = await reportingApp({ debug });
    const folder = new DocFolder();
    onTestFinished(() => folder.remove());
    folder.write("index.html", "<!doctype html><title>A page of Vite's</title>");
    const config = blockWith("docs/troubleshooting.md", "server: { proxy").replaceAll("3000", String(app.port));
    const servedBy = async (configFile: string | false) => {
      const server = await createServer({ configFile, root: folder.path, server: { port: 0 }, logLevel: "silent" });
      onTestFinished(() => server.close());
      await server.listen();
      return new URL(server.resolvedUrls!.local[0]!).origin;
    };
    const wrong = await servedBy(false);
    expect((await fetch(wrong)).headers.get("sessionscope")).toBeNull();
    expect(await greets(wrong)).toBe(404);
    expect(await greets(await servedBy(folder.write("vite.config.ts", config)))).toBe(200);
  });

  test('"There is an endpoint, and it does not serve this extension"', async () => {
    const unpacked = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
    const wrong = await reportingApp({ debug });
    expect(await greets(wrong.origin, { origin: unpacked })).toBe(404);
    const right = await reportingApp({ debug: { token, origins: [unpacked] } });
    expect(await greets(right.origin, { origin: unpacked })).toBe(200);
  });

  test("It asks for a token", async () => {
    const folder = new DocFolder();
    onTestFinished(() => folder.remove());
    vi.stubEnv("XDG_CACHE_HOME", join(folder.path, "cache"));
    vi.stubEnv("SESSIONSCOPE_TOKEN", undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const code = `import { createServer } from "node:http";
import { createSessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
const sessions = createSessions({ store: "memory:", debug: true });
createServer(nodeSessions(sessions, (_request, response) => response.end())).listen(3000);`;
    const app = await folder.start("app.mjs", code);
    expect(await greets(app.origin, { token: null })).toBe(401);
    const printed = await runCli(["token"], folder.path);
    expect(await greets(app.origin, { token: printed.out.trim() })).toBe(200);
  });

  test("A call answers 413", async () => {
    const save = async (app: ReportingApp) => {
      await app.browser.get("/");
      const edit = { set: { note: JSON.stringify("x".repeat(120_000)) }, delete: [], expect: { note: null } };
      const cookie = app.browser.cookies.get("sessionid")!;
      return (await call(app.origin, "session.update", edit, { cookie })).status;
    };
    const parser = express.json();
    expect(await save(await reportingApp({ debug }, visits, (app) => void app.use(parser)))).toBe(413);
    const behind = await reportingApp({ debug }, (app, sessions) => {
      app.use(parser);
      visits(app, sessions);
    });
    expect(await save(behind)).toBe(200);
  });

  test("Something else", async () => {
    vi.stubEnv("SESSIONSCOPE_TOKEN", token);
    onTestFinished(() => void vi.unstubAllEnvs());
    const check = (origin: string) => runCli(["check-endpoint", origin, "--only", "hello"]);
    const wrong = await check((await reportingApp({})).origin);
    expect(wrong.code).not.toBe(0);
    expect(await check((await reportingApp({ debug })).origin)).toMatchObject({ code: 0 });
  });
});
