/**
 * Tries the migration page: a typical app (express-session, connect-redis, Passport, connect-flash, csurf, Express 4,
 * CommonJS), converted with the page alone, gives the same answers to the same visits.
 */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { TestBrowser } from "../../../examples/test-browser.ts";
import { sharedService } from "../../../scripts/services/shared-services.ts";
import { freePort } from "../../../scripts/test-setup/free-port.ts";
import { type BuiltPackage, buildPackage, packPackage } from "../built-package.ts";
import { askFor, panelOrigin } from "../debug/asking.ts";

const source = join(import.meta.dirname, "app");
const page = readFileSync(join(import.meta.dirname, "../../../docs/coming-from-express-session.md"), "utf8");
const token = "migration-trial-token-4c7aD0";
let built: BuiltPackage;
let folder: string;
beforeAll(() => {
  built = buildPackage();
  folder = join(built.folder, "app");
  cpSync(source, folder, { recursive: true });
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline"];
  execFileSync("npm", ["ci", ...quiet], { cwd: folder, stdio: "pipe" });
  execFileSync("npm", ["install", "--no-save", ...quiet, packPackage(built)], { cwd: folder, stdio: "pipe" });
});
afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

/** Runs the app until the test ends. */
async function start(file: string): Promise<TestBrowser> {
  const port = await freePort();
  const env = {
    ...process.env,
    NODE_OPTIONS: "",
    NODE_ENV: "development",
    PORT: String(port),
    REDIS_URL: await sharedService("redis"),
    SESSION_SECRET: "a secret that express-session signs with",
    SESSIONSCOPE_TOKEN: token,
  };
  const server = spawn(process.execPath, [file], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(server, "exit");
  onTestFinished(async () => {
    server.kill();
    await ended;
  });
  await Promise.race([
    once(server.stdout, "data"),
    ended.then(([code]) => Promise.reject(new Error(`ended: ${code}`))),
  ]);
  return new TestBrowser(`http://localhost:${port}`);
}

type Answer = Record<string, unknown> & { csrf?: string };

/** Makes the visits of one visitor. @returns the answers without their random parts. */
async function visits(browser: TestBrowser) {
  const answers: unknown[] = [];
  const keys: (string | undefined)[] = [];
  let csrf = "";
  const note = (text: string, status: number) => {
    const { csrf: next, ...answer } = JSON.parse(text) as Answer;
    csrf = next ?? csrf;
    keys.push(browser.cookies.get("connect.sid"));
    answers.push({ status, ...answer });
  };
  const get = async () => {
    const { text, status } = await browser.get("/");
    note(text, status);
  };
  const post = async (path: string, fields: Record<string, string> = {}) => {
    const { text, status } = await browser.post(path, { _csrf: csrf, ...fields });
    note(text, status);
  };
  await get();
  await post("/cart", { item: "tea" });
  await get();
  await post("/login", { username: "ada", password: "wrong" });
  await post("/cart", { item: "cup", _csrf: "forged" });
  await post("/login", { username: "ada", password: "lovelace" });
  await post("/cart", { item: "pot" });
  await post("/remember");
  await post("/logout");
  await post("/login", { username: "ada", password: "lovelace" });
  await post("/forget");
  return { answers, keys };
}

test("the converted app gives the same answers to the same visits", async () => {
  const before = await visits(await start("before.js"));
  const after = await visits(await start("after.js"));
  expect(before.answers).toContainEqual({
    status: 200,
    user: null,
    views: 4,
    cart: ["tea"],
    messages: { error: ["Wrong name or password"] },
  });
  expect(before.answers).toContainEqual({ status: 403, error: "EBADCSRFTOKEN" });
  expect(before.answers).toContainEqual({
    status: 200,
    user: "ada",
    views: 2,
    cart: ["pot"],
    messages: { info: ["Added pot"] },
  });
  expect(after.answers).toEqual(before.answers);
  // The key changes in both apps at the same visits: at the logins, and where a session ends.
  const changes = ({ keys }: typeof before) => keys.map((key, at) => at > 0 && key !== keys[at - 1]);
  expect(changes(after)).toEqual(changes(before));
  expect(after.keys[0]).toBeTypeOf("string");
});

test("the debug endpoint edits a key of the converted app", async () => {
  const browser = await start("after.js");
  await browser.get("/");
  const call = askFor(
    "session.update",
    { set: { views: "41" }, delete: [], expect: { views: "1" } },
    browser.cookies.get("connect.sid")!,
  );
  const edited = await browser.send("/__sessionscope__", {
    method: "POST",
    headers: { Origin: panelOrigin, "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(call),
  });
  expect(JSON.parse(edited.text)).toMatchObject({ ok: true });
  expect(JSON.parse((await browser.get("/")).text)).toMatchObject({ views: 42 });
});

test("the page contains every line that the conversion needs", () => {
  const lines = (file: string) => readFileSync(join(source, file), "utf8").split("\n");
  const before = new Set(lines("before.js").map((line) => line.trim()));
  const added = lines("after.js")
    .map((line) => line.trim())
    .filter((line) => !before.has(line));
  expect(added.length).toBeGreaterThan(10);
  expect(added.filter((line) => !page.includes(line))).toEqual([]);
});
