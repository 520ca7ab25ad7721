/** Runs `npx sessionscope` as users do: as a process, on real stores. */

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createSessions, type SessionId, type Store } from "sessionscope";
import { signedIn } from "sessionscope/testing";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { newDatabase, sharedService } from "../../scripts/services/shared-services.ts";
import sdk from "../package.json" with { type: "json" };
import { fillWithDead } from "./cli/dead-sessions.ts";
import { runCli, startCli } from "./cli/run-cli.ts";
import { openServerStore } from "./open-server-store.ts";

const folder = mkdtempSync(join(tmpdir(), "sessionscope-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stores = [
  { name: "SQLite", newUrl: async () => `sqlite:${join(folder, `${randomUUID()}.db`)}`, clears: true },
  { name: "files", newUrl: async () => `file:${join(folder, randomUUID())}`, clears: true },
  {
    name: "Redis",
    newUrl: async () => `${await sharedService("redis")}?prefix=${randomUUID()}:`,
    clears: false,
  },
] as const;

function session(
  data: Record<string, unknown>,
  { expiresAt = Date.now() + 3_600_000, user = null as string | null } = {},
) {
  const entries = new Map(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)]));
  const now = Date.now();
  return { entries, createdAt: now, modifiedAt: now, expiresAt, expiry: null, revision: 1, user };
}

/** Ids of the real form; one begins with a dash, like an option. */
const idOf = (name: string): SessionId => name.padEnd(43, "A") as SessionId;
const ada = idOf("-ada");
const bob = idOf("--bob");

describe.each(stores)("over $name", ({ newUrl, clears }) => {
  let url: string;
  let store: Store;
  beforeEach(async () => {
    url = await newUrl();
    store = await openServerStore(url);
    await store.create(ada, session({ cart: { items: ["teapot"] }, n: 1 }, { user: "7" }));
    await store.create(bob, session({ theme: "dark", ["__proto__"]: 1 }));
  });
  afterEach(() => store.close?.());

  test("list shows live sessions, filtered and limited", async () => {
    const all = await runCli(["list", "--store", url, "--json"]);
    expect(all.code).toBe(0);
    expect(all.values.map(({ id }) => id).sort()).toEqual([bob, ada].sort());
    expect(all.values.find(({ id }) => id === ada)).toMatchObject({ user: "7", keys: 2, bytes: 26 });

    const ofUser = await runCli(["list", "--store", url, "--json", "--user", "7"]);
    expect(ofUser.values.map(({ id }) => id)).toEqual([ada]);
    const withText = await runCli(["list", "--store", url, "--json", "--text", "dark"]);
    expect(withText.values.map(({ id }) => id)).toEqual([bob]);

    const first = await runCli(["list", "--store", url, "--limit", "1"]);
    // The column heads, and one session.
    expect(first.out.trim().split("\n")).toHaveLength(2);
    expect(first.err).toContain("There are more");
  });

  test("show prints a whole session, even if its id looks like an option", async () => {
    const shown = await runCli(["show", ada, "--store", url, "--json"]);
    expect(shown.values).toMatchObject([
      { id: ada, user: "7", revision: 1, data: { cart: { items: ["teapot"] }, n: 1 } },
    ]);
    const odd = await runCli(["show", "--store", url, "--json", bob]);
    expect(odd.out).toContain('"__proto__":1');
    const text = await runCli(["show", ada, "--store", url]);
    expect(text.out).toContain('"cart": {"items":["teapot"]}');

    const none = await runCli(["show", idOf("nobody"), "--store", url]);
    expect(none).toMatchObject({ code: 1, out: "" });
    expect(none.err).toContain("no live session");
  });

  test("delete ends sessions and prints how many it ended", async () => {
    const both = await runCli(["delete", ada, idOf("nobody"), "--store", url, "--json"]);
    expect(both).toMatchObject({ code: 1, values: [{ deleted: 1 }] });
    expect(await store.load(ada)).toBeNull();
    expect(await store.load(bob)).not.toBeNull();
    expect((await runCli(["delete", bob, "--store", url])).code).toBe(0);
    expect(await store.load(bob)).toBeNull();
  });

  test("clear-expired removes expired sessions and keeps the others", async () => {
    const count = 25;
    for (let n = 0; n < count; n++) {
      await store.create(idOf(`dead-${n}-`), session({ n }, { expiresAt: Date.now() + (clears ? -1000 : 100) }));
    }
    const cleared = await runCli(["clear-expired", "--store", url, "--batch", "10"]);
    expect(cleared.code).toBe(0);
    expect(cleared.out).toBe(`Removed ${clears ? count : 0} dead sessions.\n`);
    if (clears) expect(batchesOf(cleared.err)).toHaveLength(3);
    expect(Math.max(0, ...batchesOf(cleared.err))).toBeLessThanOrEqual(10);
    expect(await store.load(ada)).not.toBeNull();
    expect(await store.load(bob)).not.toBeNull();
    const again = await runCli(["clear-expired", "--store", url, "--json"]);
    expect(again).toMatchObject({ err: "", values: [{ removed: 0, stopped: false }] });
  });

  test("migrate can be run at any time", async () => {
    expect((await runCli(["migrate", "--store", url, "--json"])).values).toEqual([{ applied: [] }]);
    expect(await store.load(ada)).not.toBeNull();
  });

  test("doctor tries the store and removes what it wrote", async () => {
    const found = await runCli(["doctor", "--store", url, "--json"]);
    expect(found.code).toBe(0);
    expect(found.values).toContainEqual({
      level: "ok",
      about: store.name,
      says: "A session was created, read and deleted.",
    });
    expect(found.values.some(({ says }) => /run clear-expired regularly/.test(says as string))).toBe(clears);
    expect((await runCli(["list", "--store", url, "--json"])).values).toHaveLength(2);
  });
});

/** The differences of successive "<n> removed". */
function batchesOf(progress: string): readonly number[] {
  const totals = [...progress.matchAll(/^(\d+) removed$/gm)].map(([, total]) => Number(total));
  return totals.map((total, index) => total - (totals[index - 1] ?? 0));
}

describe("clear-expired", () => {
  test("stops after the current batch on Ctrl-C and prints how many sessions it removed", async () => {
    const path = join(folder, `${randomUUID()}.db`);
    // The command does not wait until its progress is read. The whole work takes many seconds; Ctrl-C stops it early.
    const dead = 100_000;
    await fillWithDead(path, dead);
    const cli = startCli(["clear-expired", "--store", `sqlite:${path}`, "--batch", "1"]);
    const closed = once(cli, "close");
    createInterface(cli.stderr).once("line", () => cli.kill("SIGINT"));
    const [said] = await once(createInterface(cli.stdout), "line");
    const [code] = await closed;
    expect(code).toBe(130);
    const removed = Number(/^Removed (\d+) dead sessions, then stopped\.$/.exec(said)?.[1]);
    expect(removed).toBeGreaterThan(0);
    expect(removed).toBeLessThan(dead);
    const store = await openServerStore(`sqlite:${path}`);
    let left = 0;
    for await (const count of store.clearExpired(1000, new AbortController().signal)) left += count;
    expect(left).toBe(dead - removed);
    await store.close?.();
  });
});

test("doctor says that migrate is needed, and migrate creates the table of a database server", async () => {
  const url = await newDatabase("postgres");
  const before = await runCli(["doctor", "--store", url, "--json"]);
  expect(before.code).toBe(1);
  expect(before.values).toContainEqual({
    level: "broken",
    about: "Database (PostgreSQL)",
    says: expect.stringContaining("npx sessionscope migrate"),
  });
  expect((await runCli(["migrate", "--store", url])).out).toMatch(/^Database \(PostgreSQL\): applied .+\.\n$/);
  expect((await runCli(["migrate", "--store", url])).out).toBe("Database (PostgreSQL): nothing to do.\n");
  expect((await runCli(["doctor", "--store", url])).code).toBe(0);
});

describe("doctor", () => {
  afterEach(() => vi.unstubAllEnvs());
  const settingsFile = (text: string): string => {
    const file = join(folder, `${randomUUID()}.mjs`);
    writeFileSync(file, `export const settings = ${text};`);
    return file;
  };

  test.each([
    ["cookieSecure", "{}", "cookieSecure"],
    ["absoluteTimeout", "{}", "absoluteTimeout"],
    ["cookieHttpOnly", "{ cookieHttpOnly: false }", "cookieHttpOnly"],
    ["cookieSameSite", "{ cookieSameSite: false }", "cookieSameSite"],
    ["a name without __Host-", "{ cookieSecure: true }", "cookieName"],
    ["an age that browsers cut", "{ cookieAge: 40_000_000 }", "cookieAge"],
    ["a debug endpoint without a token", "{ debug: true }", "debug"],
    [
      "one that asks for no token",
      "{ debug: { requireToken: false } }",
      "debug.requireToken",
      "every session in the store",
    ],
  ])("calls weak: %s", async (_, settings, about, says = "") => {
    const found = await runCli(["doctor", "--json", "--store", "memory:", "--settings", settingsFile(settings)]);
    expect(found.code).toBe(0);
    expect(found.values).toContainEqual({ level: "weak", about, says: expect.stringContaining(says) });
  });

  test("reports no weakness of a good setting, except what follows from the store itself", async () => {
    const path = join(folder, `${randomUUID()}.db`);
    const strong = settingsFile(
      `{ store: "sqlite:${path}", cookieSecure: true, cookieName: "__Host-sid", absoluteTimeout: 2_592_000 }`,
    );
    await runCli(["migrate", "--settings", strong]);
    const { code, values } = await runCli(["doctor", "--json", "--settings", strong]);
    expect({ code, weak: values.filter(({ level }) => level === "weak").map(({ says }) => says) }).toEqual({
      code: 0,
      weak: [expect.stringContaining("run clear-expired")],
    });
  });

  test("says what a session in a signed cookie cannot do", async () => {
    const file = settingsFile(`{ store: "signed-cookie:", secret: "0123456789abcdef0123" }`);
    const { code, out } = await runCli(["doctor", "--settings", file]);
    expect(code).toBe(0);
    expect(out).toMatch(/^weak .*a logout elsewhere does not reach a copied cookie\.$/m);
  });

  test.each([
    ["a setting that cannot work", "{ cookieAge: -1 }", "memory:", "cookieAge"],
    ["settings that contradict each other", '{ cookieSameSite: "None" }', "memory:", "cookieSameSite"],
    ["a missing secret", "{}", "signed-cookie:", "store"],
    ["a store that does not answer", "{}", "redis://127.0.0.1:1", "store"],
    ["a folder that is not there", "{}", "sqlite:/no/such/folder/sessions.db", "store"],
  ])("calls broken, and ends with 1: %s", async (_, settings, url, about) => {
    const found = await runCli(["doctor", "--json", "--store", url, "--settings", settingsFile(settings)]);
    expect(found.code).toBe(1);
    expect(found.values).toContainEqual({ level: "broken", about, says: expect.any(String) });
  });

  test.each(["production", "Production", "production ", "prod"])(
    "calls broken what createSessions refuses where NODE_ENV is %j: debug without a token, or without asking for it",
    async (NODE_ENV) => {
      vi.stubEnv("NODE_ENV", NODE_ENV);
      for (const [settings, about] of [
        ["{ debug: true }", "debug"],
        ['{ debug: { token: "0123456789abcdef", requireToken: false } }', "debug.requireToken"],
        ['{ debug: { token: "aaaaaaaaaaaaaaaa" } }', "debug.token"],
      ] as const) {
        const found = await runCli(["doctor", "--json", "--store", "memory:", "--settings", settingsFile(settings)]);
        expect(found.code).toBe(1);
        expect(found.values).toContainEqual({ level: "broken", about, says: expect.any(String) });
      }
    },
  );

  test("uses a store object that the app's settings file has opened", async () => {
    const file = join(folder, `${randomUUID()}.mjs`);
    const store = JSON.stringify(import.meta.resolve("../src/stores/memory.ts"));
    writeFileSync(file, `import { MemoryStore } from ${store};\nexport const settings = { store: new MemoryStore() };`);
    const { code, out } = await runCli(["doctor", "--settings", file]);
    expect(code).toBe(0);
    expect(out).toContain("Memory: A session was created");
  });
});

describe("token", () => {
  const project = mkdtempSync(join(tmpdir(), "sessionscope-project-"));
  afterAll(() => rmSync(project, { recursive: true, force: true }));
  writeFileSync(join(project, "package.json"), "{}");
  afterEach(() => vi.unstubAllEnvs());
  beforeEach(() => vi.stubEnv("XDG_CACHE_HOME", join(project, "cache")));

  test("prints the project's token, which stays until --new makes another", async () => {
    const first = await runCli(["token"], project);
    expect(first).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/^[\w-]{22}\n$/) });
    expect((await runCli(["token"], project)).out).toBe(first.out);
    const made = await runCli(["token", "--new"], project);
    expect(made.out).not.toBe(first.out);
    expect(made.err).toContain("until they are started again");
    const { values } = await runCli(["token", "--json"], project);
    expect(values).toEqual([{ token: made.out.trim(), server: expect.stringMatching(/^[\w-]{16}$/) }]);
  });

  test("says that an app takes SESSIONSCOPE_TOKEN, where that is set", async () => {
    vi.stubEnv("SESSIONSCOPE_TOKEN", "0123456789abcdef");
    const { code, out, err } = await runCli(["token"], project);
    expect([code, out]).toEqual([0, expect.not.stringContaining("0123456789abcdef")]);
    expect(err).toContain("SESSIONSCOPE_TOKEN is set");
  });

  test("says why it cannot keep a token", async () => {
    vi.stubEnv("XDG_CACHE_HOME", join(project, "package.json"));
    const { code, out, err } = await runCli(["token"], project);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^No token can be kept for this project \(.+\)\. .*set SESSIONSCOPE_TOKEN\.\n$/);
  });
});

describe("wrong arguments", () => {
  test.each([
    ["an unknown command", ["frobnicate"], "There is no command frobnicate. Those that exist: clear-expired,"],
    ["a name every object has", ["constructor"], "There is no command constructor."],
    ["an unknown option", ["list", "--frobnicate"], "--frobnicate"],
    ["an option without its value", ["list", "--store"], "--store"],
    [
      "an unknown store",
      ["list", "--store", "mongo://localhost"],
      '"mongo" names no store. Begin the URL with one of:',
    ],
    ["no store at all", ["list", "--store", "sessions.db"], '"sessions.db" names no store'],
    ["a word too many", ["migrate", "now"], "migrate cannot use now. Usage: npx sessionscope migrate"],
    ["a second id to show", ["show", ada, bob], "show cannot use"],
    ["no id to show", ["show"], "npx sessionscope show <id>"],
    ["no id to delete", ["delete"], "npx sessionscope delete <id>"],
    ["an id that is none", ["show", "../../etc/passwd"], "../../etc/passwd is no session's id"],
    ["an id to delete that is none", ["delete", "ada"], "ada is no session's id"],
    ["a batch of none", ["clear-expired", "--batch", "0"], "--batch 0 cannot be used. It must be a whole number"],
    ["a limit that is a word", ["list", "--limit", "many"], "--limit many cannot be used."],
    ["settings that are not there", ["list", "--settings", "nowhere.js"], "nowhere.js"],
    ["a cookie store, where there is nothing to list", ["list", "--store", "signed-cookie:"], "secret"],
  ])("%s: a sentence, and exit code 2", async (_, args, sentence) => {
    const cwd = mkdtempSync(join(folder, "empty-"));
    const { code, out, err } = await runCli(args, cwd);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/^\s+at /m);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("sessions in signed cookies cannot be listed", async () => {
    const file = join(folder, "cookie-settings.mjs");
    writeFileSync(file, `export const settings = { store: "signed-cookie:", secret: "0123456789abcdef0123" };`);
    for (const command of [["list"], ["show", ada], ["delete", ada], ["clear-expired"], ["migrate"]]) {
      const { code, err } = await runCli([...command, "--settings", file]);
      expect({ command, code }).toEqual({ command, code: 2 });
      expect(err).toContain("live in the browsers only");
    }
  });

  test("a settings file without settings", async () => {
    const file = join(folder, "no-settings.mjs");
    writeFileSync(file, "export const port = 3000;");
    expect(await runCli(["list", "--settings", file])).toMatchObject({
      code: 2,
      err: `${file} exports no \`settings\`.\n`,
    });
  });
});

describe("the choice of the store", () => {
  test("--store comes before the settings, these before the environment, and ./sessions.db is the last", async () => {
    const cwd = mkdtempSync(join(folder, "default-"));
    writeFileSync(join(cwd, "settings.mjs"), `export const settings = { store: "sqlite:./of-settings.db" };`);
    await runCli(["migrate"], cwd);
    expect(existsSync(join(cwd, "sessions.db"))).toBe(true);
    await runCli(["migrate"], cwd, "sqlite:./of-environment.db");
    expect(existsSync(join(cwd, "of-environment.db"))).toBe(true);
    await runCli(["migrate", "--settings", "settings.mjs"], cwd, "sqlite:./not-this.db");
    expect(existsSync(join(cwd, "not-this.db"))).toBe(false);
    expect(existsSync(join(cwd, "of-settings.db"))).toBe(true);
    await runCli(["migrate", "--settings", "settings.mjs", "--store", "sqlite:./of-option.db"], cwd);
    expect(existsSync(join(cwd, "of-option.db"))).toBe(true);
  });

  test("the chosen store holds the sessions that an app has stored", async () => {
    const store = `sqlite:${join(folder, `${randomUUID()}.db`)}`;
    const sessions = await createSessions({ store });
    await signedIn(sessions, { theme: "dark" } as object, "ada");
    const [row] = (await runCli(["list", "--store", store, "--json"])).values;
    expect(row).toMatchObject({ user: "ada", keys: 1 });
    await sessions.close();
  });
});

describe("help", () => {
  test("lists every command of cli/commands, and docs/cli.md describes each", async () => {
    const files = readdirSync(join(import.meta.dirname, "../src/cli/commands")).map((file) => file.replace(".ts", ""));
    const { code, out } = await runCli(["help"]);
    expect(code).toBe(0);
    const listed = [...out.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name!);
    expect(listed.sort()).toEqual(files.sort());
    const documented = readFileSync(join(import.meta.dirname, "../../docs/cli.md"), "utf8").matchAll(
      /^## `([a-z-]+)/gm,
    );
    expect([...documented].map(([, name]) => name!).sort()).toEqual(files.sort());
    for (const args of [[], ["--help"], ["-h"]]) expect((await runCli(args)).out).toBe(out);
  });

  test("help and version are printed without opening a store", async () => {
    const cwd = mkdtempSync(join(folder, "help-"));
    expect((await runCli(["--version"], cwd)).out).toBe(`${sdk.version}\n`);
    await runCli(["list", "--help"], cwd);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

test("a long list is printed whole, page by page, and ends quietly when the reader closes the pipe", async () => {
  const url = `sqlite:${join(folder, `${randomUUID()}.db`)}`;
  const store = await openServerStore(url);
  for (let n = 0; n < 2000; n++) await store.create(idOf(`live-${n}-`), session({ n }));
  const { values } = await runCli(["list", "--store", url, "--limit", "1999", "--json"]);
  expect(new Set(values.map(({ id }) => id)).size).toBe(1999);
  const cli = startCli(["list", "--store", url, "--limit", "2000"]);
  const closed = once(cli, "close");
  let errors = "";
  cli.stderr.on("data", (text) => {
    errors += text;
  });
  cli.stdout.once("data", () => cli.stdout.destroy());
  const [code] = await closed;
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  await store.close?.();
});
