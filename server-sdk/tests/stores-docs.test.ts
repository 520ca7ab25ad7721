/** Runs each example of docs/stores.md as it stands there, with real servers at its addresses. */

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createClient } from "redis";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { startService } from "../../scripts/services/services.ts";
import { newDatabase, sharedService } from "../../scripts/services/shared-services.ts";
import { freePort } from "../../scripts/test-setup/free-port.ts";
import { runCli } from "./cli/run-cli.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "sessionscope-stores-docs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));

const page = readFileSync(join(root, "docs/stores.md"), "utf8");
/** The code of each section that shows some, by the section's heading. */
const examples = new Map<string, string>();
for (const section of page.split(/^## /m)) {
  const code = /^```js\n(.*?)^```$/ms.exec(section)?.[1];
  if (code !== undefined) examples.set(section.slice(0, section.indexOf("\n")), code);
}

/** Each address that the page shows, and how a server is had that answers there. */
const servers: Readonly<Record<string, () => Promise<string>>> = {
  "postgres://app@db/app": async () => {
    const url = await newDatabase("postgres");
    const { code, err } = await runCli(["migrate", "--store", url]);
    if (code !== 0) throw new Error(err);
    return url;
  },
  "redis://cache": () => sharedService("redis"),
  "redis://node-1": clusterOfOne,
  "cache-1:11211": async () => new URL(await sharedService("memcached")).host,
  "cache-2:11211": async () => {
    const memcached = await startService("memcached");
    onTestFinished(() => memcached[Symbol.asyncDispose]());
    return new URL(memcached.url).host;
  },
};

/** A Redis that is a whole cluster. */
async function clusterOfOne(): Promise<string> {
  const bus = await freePort();
  const node = await startService("redis", ["--cluster-enabled", "yes", "--cluster-port", String(bus)]);
  onTestFinished(() => node[Symbol.asyncDispose]());
  const client = await createClient({ url: node.url }).connect();
  await client.sendCommand(["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]);
  await expect.poll(() => client.sendCommand(["CLUSTER", "INFO"])).toContain("cluster_state:ok");
  client.destroy();
  return node.url;
}

async function atOurServers(code: string): Promise<string> {
  let text = code;
  for (const [address, start] of Object.entries(servers)) {
    if (text.includes(`"${address}"`)) text = text.replaceAll(`"${address}"`, JSON.stringify(await start()));
  }
  return text;
}

/** Code that signs somebody in to each of the stores and looks at the session by its cookie. */
const visit = (stores: readonly string[]) => `
import { createSessions } from "sessionscope";
import { fetchSessions } from "sessionscope/fetch";
import { signedIn } from "sessionscope/testing";

for (const [name, given] of Object.entries({ ${stores.join(", ")} })) {
  const sessions = await createSessions({ store: given });
  const cookie = await signedIn(sessions, { theme: "dark" });
  const look = fetchSessions(sessions, (_request, session) => new Response(session.theme));
  const answer = await look(new Request("http://localhost/", { headers: { cookie } }));
  console.log(name, await answer.text());
}
process.exit();
`;

const run = promisify(execFile);
async function runExample(name: string, code: string, ...flags: string[]): Promise<string> {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, code);
  const env = {
    ...process.env,
    SECRET: "a secret of now, long enough for it",
    FORMER_SECRET: "a secret of before, as long as that",
  };
  const args = ["--no-warnings", "--conditions=@sessionscope/source", ...flags, file];
  return (await run(process.execPath, args, { cwd: folder, env })).stdout;
}

describe("a session is kept by the store of the example under", () => {
  test.each([...examples].filter(([heading]) => heading !== "Your own"))("%s", async (heading, code) => {
    const stores = ["store", "memcached", "keyv"].filter((name) => code.includes(`const ${name} = `));
    expect(stores).not.toEqual([]);
    const said = await runExample(heading, `${await atOurServers(code)}${visit(stores)}`);
    expect(said.trim().split("\n")).toEqual(stores.map((name) => `${name} dark`));
  });
});

test("the suite is run as the example under Your own shows", async () => {
  // Each store that is opened at the URL is the same one, as a server's would be.
  const before = `
import { test } from "node:test";
import { MemoryStore } from "sessionscope/stores/memory";
const url = "mine:";
let kept;
class MyStore extends MemoryStore {
  traits = { ...this.traits, shared: true };
  list = undefined;
  constructor() {
    super();
    kept ??= this;
    return kept;
  }
}
const empty = () => { kept = undefined; };
`;
  const said = await runExample("own", before + examples.get("Your own")!, "--test", "--test-reporter=tap");
  expect(said).toMatch(/^# fail 0$/m);
  expect(Number(/^# pass (\d+)$/m.exec(said)?.[1])).toBeGreaterThan(50);
});

test("every store that is made by hand has an example", () => {
  expect([...examples.keys()]).toEqual([
    "DatabaseStore",
    "CachedDatabaseStore",
    "RedisStore",
    "CacheStore",
    "SignedCookieStore",
    "Your own",
  ]);
});
