/** The packed package in apps that Next has built: the newest with Turbopack, and with NEXT_BUILDS=all by each of its bundlers. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type BuiltPackage, buildPackage } from "../built-package.ts";
import { askFor, panelOrigin } from "../debug/asking.ts";
import { sectionOf } from "../frameworks/framework-page.ts";
import { driverSays, installDriver, installProject } from "./bundled-project.ts";
import { buildNext, serveNext } from "./next-program.ts";

let built: BuiltPackage;
beforeAll(() => {
  built = buildPackage();
}, 120_000);
afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

/** Arguments of `next build`, by bundler, by folder. A build takes half a minute. */
const builds: Record<string, Record<string, readonly string[]>> = process.env.NEXT_BUILDS === "all"
  ? {
      "next-15": { webpack: [], Turbopack: ["--turbopack"] },
      "next-16": { webpack: ["--webpack"], Turbopack: ["--turbopack"] },
    }
  : { "next-16": { Turbopack: ["--turbopack"] } };

describe.each(Object.entries(builds))("%s", (name, bundlers) => {
  let project: string;
  beforeAll(() => {
    project = installProject(built, name, "next-app");
    installDriver(project, "pg");
  }, 300_000);
  afterAll(() => rmSync(join(project, ".."), { recursive: true, force: true }));

  test.each(Object.entries(bundlers))("built by %s", async (_, choice) => {
    const { version } = JSON.parse(readFileSync(join(built.package, "package.json"), "utf8"));
    rmSync(join(project, ".next"), { recursive: true, force: true });
    const said = await buildNext(project, environment("memory:"), choice);
    expect(said.stdout + said.stderr).not.toMatch(/module not found|can't resolve|critical dependency/i);

    const counting = await serveNext(project, "start", environment("sqlite:./sessions.db"));
    const first = await fetch(`${counting.origin}/visits`);
    const cookie = first.headers.get("set-cookie")!.split(";")[0]!;
    expect(await first.text()).toBe(`${version}: 1`);
    expect(await (await fetch(`${counting.origin}/visits`, { headers: { cookie } })).text()).toBe(`${version}: 2`);

    for (const [store, says] of [
      ["postgres://127.0.0.1:1/none", driverSays],
      ["redis://127.0.0.1:1", "npm install redis"],
    ] as const) {
      const failing = await serveNext(project, "start", environment(store));
      expect((await fetch(`${failing.origin}/visits`)).status).toBe(500);
      await expect.poll(failing.said, { timeout: 20_000 }).toContain(says);
    }
  });
});

test("fetch handlers as docs/frameworks.md shows them, under next dev: a key is edited through the endpoint", async () => {
  const { files } = sectionOf("frameworks.md", "Hosts that call the app's functions one by one");
  const project = installProject(built, "next-16");
  onTestFinished(() => rmSync(join(project, ".."), { recursive: true, force: true }));
  for (const file of ["lib/sessions.js", "app/visits/route.js", "app/sessionscope/route.js"]) {
    mkdirSync(join(project, file, ".."), { recursive: true });
    writeFileSync(join(project, file), files.get(file)!);
  }
  const token = "a-token-under-next-dev-5Qx";
  const { origin } = await serveNext(project, "dev", { NODE_ENV: "development", SESSIONSCOPE_TOKEN: token });
  const first = await fetch(`${origin}/visits`);
  expect(first.headers.get("sessionscope")).toContain("path=/sessionscope;");
  const cookie = first.headers.get("set-cookie")!.split(";")[0]!;
  const edit = { set: { visits: "41" }, delete: [], expect: { visits: "1" } };
  const edited = await fetch(`${origin}/sessionscope`, {
    method: "POST",
    headers: { Origin: panelOrigin, "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(askFor("session.update", edit, cookie.split("=")[1])),
  });
  expect(await edited.json()).toMatchObject({ ok: true });
  expect(await (await fetch(`${origin}/visits`, { headers: { cookie } })).text()).toBe("Visit 42");
}, 300_000);

const environment = (store: string): NodeJS.ProcessEnv => ({ NODE_ENV: "production", STORE: store });
