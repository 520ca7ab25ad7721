/** Does docs/guides/docker.md in empty folders, with the packed package: what its lines run, and what they are said to bring about. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { TestBrowser } from "../../../../examples/test-browser.ts";
import { startService } from "../../../../scripts/services/services.ts";
import { newDatabase } from "../../../../scripts/services/shared-services.ts";
import { freePort } from "../../../../scripts/test-setup/free-port.ts";
import { type BuiltPackage, buildPackage } from "../../built-package.ts";
import { EmptyFolder } from "../../frameworks/framework-app.ts";
import { blocksOf } from "../doc-blocks.ts";
import { buildImage, type Image } from "./dockerfile.ts";

const page = "docs/guides/docker.md";
const [server] = blocksOf(page);
const [dockerfile] = blocksOf(page, "dockerfile");
const [withRedis, withPostgres] = blocksOf(page, "yaml").map(({ code }) => code);
const [install, clearing] = blocksOf(page, "sh").map(({ code }) => code);

/** The commands of a compose file, in order, each as its arguments. */
const commandsOf = (compose: string): string[][] =>
  [...compose.matchAll(/^ +command: (\[.*\])$/gm)].map(([, list]) => JSON.parse(list!));

let built: BuiltPackage;
let context: EmptyFolder;
beforeAll(() => {
  built = buildPackage();
  context = new EmptyFolder(built);
  context.type(install!);
}, 600_000);
afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

interface Container {
  readonly browser: TestBrowser;
  /** What the health check exits with. */
  health(): number | null;
  /** @returns the exit code, which is null where it did not end by itself. */
  stop(): Promise<number | null>;
}

/** Builds the image with the app on a free port. */
async function newImage() {
  const port = await freePort();
  context.save(new Map([[server!.name!, server!.code]]), port);
  const folder = mkdtempSync(join(built.folder, "image-"));
  const image = buildImage(dockerfile!.code.replaceAll("3000", String(port)), context.path, folder);
  return { port, folder, image };
}

const environmentOf = (image: Image, store: string) => ({
  ...process.env,
  NODE_OPTIONS: "",
  PATH: `${join(process.execPath, "..")}:${process.env.PATH}`,
  ...image.env,
  SESSION_STORE: store,
});

async function run(store: string): Promise<Container> {
  const { port, folder, image } = await newImage();
  const options = { cwd: folder, env: environmentOf(image, store) };
  const [program, ...args] = image.command;
  const child: ChildProcess = spawn(program!, args, { ...options, stdio: "ignore" });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    return child.exitCode;
  };
  onTestFinished(async () => void (await stop()));
  const [checker, ...check] = image.healthCheck;
  const health = () => spawnSync(checker!, check, options).status;
  expect(health()).toBe(1);
  await expect.poll(health).toBe(0);
  return { browser: new TestBrowser(`http://localhost:${port}`), health, stop };
}

test("a container ends at SIGTERM, and the next one knows its visitors", async () => {
  const [command] = commandsOf(withRedis!);
  expect(command![0]).toBe("redis-server");
  const redis = await startService("redis", command!.slice(1));
  onTestFinished(() => redis[Symbol.asyncDispose]());
  const first = await run(redis.url);
  const { text, setCookies } = await first.browser.get("/");
  expect(text).toBe("Visit 1");
  expect(setCookies[0]).toContain("; Secure");
  expect(await first.stop()).toBe(0);

  const second = await run(redis.url);
  for (const [name, value] of first.browser.cookies) second.browser.cookies.set(name, value);
  expect((await second.browser.get("/")).text).toBe("Visit 2");

  // Redis goes away: the container stays healthy, and goes on with the sessions that Redis has kept.
  await redis.kill();
  expect(await second.browser.get("/")).toMatchObject({ status: 503 });
  expect(second.health()).toBe(0);
  await redis.start();
  await expect.poll(async () => (await second.browser.get("/")).text).toBe("Visit 3");
});

test("with PostgreSQL, the tables are made by the command, and dead sessions cleared by the other", async () => {
  context.type("npm install pg");
  const store = await newDatabase("postgres");
  const { folder, image } = await newImage();
  const type = (args: readonly string[]) =>
    execFileSync(args[0]!, args.slice(1), { cwd: folder, env: environmentOf(image, store), encoding: "utf8" });
  const [migrate] = commandsOf(withPostgres!);
  type(migrate!);
  const { browser } = await run(store);
  await browser.get("/");
  expect((await browser.get("/")).text).toBe("Visit 2");
  const [, command] = /^docker compose run --rm app (.*)\n$/.exec(clearing!)!;
  expect(type(command!.split(" "))).toMatch(/\b0\b/);
  expect((await browser.get("/")).text).toBe("Visit 3");
});

test("the addresses of the compose files lead to their services", () => {
  for (const compose of [withRedis!, withPostgres!]) {
    const [, host] = /SESSION_STORE: \w+:\/\/(?:[^@\n]*@)?(\w+)/.exec(compose)!;
    expect(compose).toContain(`\n  ${host}:\n`);
  }
});

test("the image has a Node that the package runs on", () => {
  const [, major] = /^FROM node:(\d+)-slim\n/.exec(dockerfile!.code)!;
  expect(Number(major)).toBeGreaterThanOrEqual(24);
});
