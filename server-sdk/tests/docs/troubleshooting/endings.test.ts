/** docs/troubleshooting.md on sessions that end too soon, too late or by force, and on values: each symptom, and each cure. */

import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { SettingsInput } from "sessionscope";
import { fakeClock } from "sessionscope/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { TestBrowser } from "../../../../examples/test-browser.ts";
import { startService } from "../../../../scripts/services/services.ts";
import { runCli } from "../../cli/run-cli.ts";
import { blockWith, root } from "../doc-blocks.ts";
import { DocFolder } from "../doc-folder.ts";
import { reportingApp } from "./reporting-app.ts";

const day = 24 * 60 * 60;

/** Who signs in is remembered, and asked for at `GET /`. */
const users = (settings: SettingsInput) =>
  reportingApp(settings, (app, sessions) => {
    app.post("/login", ({ session }, response) => {
      session.set("user", "ada");
      session.bindUser("ada");
      response.end();
    });
    app.post("/logout-others", async ({ session }, response) => {
      await sessions.destroyOthers(session);
      response.end();
    });
    app.post("/null", (request, response) => {
      (request as { session: unknown }).session = null;
      response.end();
    });
    app.post("/delete", ({ session }, response) => {
      session.set("cart", ["tea"]);
      delete (session as { user?: string }).user;
      response.end();
    });
    app.post("/flush", async ({ session }, response) => {
      await session.flush();
      response.end();
    });
    app.get("/", ({ session }, response) => {
      response.send(`${session.get("user", "nobody")} has ${session.get("cart", "nothing")}`);
    });
  });

describe("Signed out too soon", () => {
  test("Two weeks after the last change", async () => {
    const done = new AbortController();
    onTestFinished(() => done.abort());
    const clock = fakeClock(Date.UTC(2026, 0, 1), done.signal);
    const dailyFor = async (days: number, settings: SettingsInput) => {
      const app = await users(settings);
      await app.browser.post("/login");
      for (let visit = 0; visit < days; visit++) {
        clock.advance(day * 1000);
        if ((await app.browser.get("/")).text.startsWith("nobody")) return visit + 1;
      }
      return "still signed in";
    };
    expect(await dailyFor(20, {})).toBe(14);
    expect(await dailyFor(20, { idleTimeout: 14 * day, cookieAge: 365 * day })).toBe("still signed in");
    expect(await dailyFor(20, { saveEveryRequest: true })).toBe("still signed in");
  });

  test("When the browser closes", async () => {
    const cookieWith = async (settings: SettingsInput) =>
      (await (await users(settings)).browser.post("/login")).setCookies[0];
    expect(await cookieWith({ expireAtBrowserClose: true })).not.toMatch(/Max-Age|Expires/);
    expect(await cookieWith({})).toMatch(/Max-Age/);
  });

  test("After a logout elsewhere", async () => {
    const app = await users({});
    const other = new TestBrowser(app.origin);
    for (const browser of [app.browser, other]) await browser.post("/login");
    expect((await app.browser.get("/")).text).toContain("ada");
    await other.post("/logout-others");
    expect((await app.browser.get("/")).text).toContain("nobody");
  });

  test("At each deploy", async () => {
    const deployed = async (before: string, after: string) => {
      const settings = { store: "signed-cookie:" };
      const old = await users({ ...settings, secret: before });
      await old.browser.post("/login");
      const app = await users({ ...settings, secret: after });
      for (const [name, value] of old.browser.cookies) app.browser.cookies.set(name, value);
      return (await app.browser.get("/")).text;
    };
    const secret = "a secret that stays, long enough";
    expect(await deployed(secret, "a secret made at the start of the app")).toContain("nobody");
    expect(await deployed(secret, secret)).toContain("ada");
  });
});

describe("Still signed in", () => {
  test("`request.session = null`", async () => {
    const { browser } = await users({});
    await browser.post("/login");
    const answer = await browser.post("/null");
    expect(answer.status).toBe(500);
    expect(answer.text).toMatch(/TypeError.*flush\(\)/s);
    expect((await browser.get("/")).text).toContain("ada");
    await browser.post("/flush");
    expect((await browser.get("/")).text).toContain("nobody");
  });

  test("`delete session.user`", async () => {
    const { browser } = await users({});
    await browser.post("/login");
    const key = browser.cookies.get("sessionid")!;
    await browser.post("/delete");
    expect((await browser.get("/")).text).toBe("nobody has tea");
    expect(browser.cookies.get("sessionid")).toBe(key);
    await browser.post("/flush");
    browser.cookies.set("sessionid", key);
    expect((await browser.get("/")).text).toBe("nobody has nothing");
  });

  test("The page comes from a cache", async () => {
    const { browser, origin } = await users({});
    await browser.post("/login");
    /** A shared cache, by address, and by `Vary` where it respects that. */
    const cacheThat = (respectsVary: boolean) => {
      const kept: { readonly cookie: string; readonly vary: string | null; readonly text: string }[] = [];
      return async (cookie: string) => {
        const hit = kept.find((one) => !respectsVary || one.vary !== "Cookie" || one.cookie === cookie);
        if (hit) return hit.text;
        const answer = await fetch(origin, { headers: { cookie } });
        const text = await answer.text();
        kept.push({ cookie, vary: answer.headers.get("vary"), text });
        return text;
      };
    };
    const cookie = `sessionid=${browser.cookies.get("sessionid")}`;
    const [careless, careful] = [cacheThat(false), cacheThat(true)];
    for (const ask of [careless, careful]) expect(await ask(cookie)).toContain("ada");
    expect(await careless("")).toContain("ada");
    expect(await careful("")).toContain("nobody");
  });
});

describe("400 `SESSION_INTERRUPTED`", () => {
  test("Another request ended the session", async () => {
    const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const app = await reportingApp({}, (routes) => {
      routes.get("/", ({ session }, response) => {
        session.set("visits", 1);
        response.end("signed in");
      });
      routes.get("/login", async ({ session }, response) => {
        await session.cycleKey();
        session.set("user", "ada");
        begun.resolve();
        await ended.promise;
        response.end("signed in");
      });
      routes.get("/logout", async ({ session }, response) => {
        await session.flush();
        response.end();
      });
    });
    await app.browser.get("/");
    const login = app.browser.get("/login");
    await begun.promise;
    await app.browser.get("/logout");
    ended.resolve();
    const { status, text } = await login;
    expect([status, text.includes("SessionInterruptedError")]).toEqual([400, true]);
    expect(await app.browser.get("/login")).toMatchObject({ status: 200, text: "signed in" });
  });
});

describe("503 `SESSION_STORE_FAILED`", () => {
  test("The store did not answer", async () => {
    const redis = await startService("redis");
    onTestFinished(() => redis[Symbol.asyncDispose]());
    const app = await users({ store: redis.url });
    await app.browser.post("/login");
    await redis.kill();
    const doctor = async () => (await runCli(["doctor", "--store", redis.url])).code;
    expect(await app.browser.get("/")).toMatchObject({ status: 503, setCookies: [] });
    expect(await doctor()).not.toBe(0);
    await redis.start();
    expect(await doctor()).toBe(0);
    await app.browser.post("/login");
    await expect.poll(async () => (await app.browser.get("/")).text).toContain("ada");
  });
});

describe("A value is refused, or comes back changed", () => {
  const storing = async (value: unknown, settings: SettingsInput = {}) => {
    const app = await reportingApp(settings, (routes) => {
      routes.get("/", ({ session }, response) => {
        session.set("order", value as string);
        response.end();
      });
      routes.get("/order", ({ session }, response) => void response.json(session.get("order")));
    });
    const { status, text } = await app.browser.get("/");
    return status === 200 ? JSON.parse((await app.browser.get("/order")).text) : text;
  };

  test("`SESSION_VALUE_NOT_JSON`", async () => {
    const placed = new Date(0);
    expect(await storing({ placed })).toMatch(/NotSerializableError.*placed/s);
    expect(await storing({ items: new Map() })).toMatch(/NotSerializableError.*items/s);
    expect(await storing({ note: undefined })).toMatch(/NotSerializableError.*note/s);
    expect(await storing({ placed: placed.toISOString() })).toEqual({ placed: "1970-01-01T00:00:00.000Z" });
    expect(await storing({ placed }, { coerceValues: true })).toEqual({ placed: "1970-01-01T00:00:00.000Z" });
  });

  test("`TypeError` at an assignment", async () => {
    const app = await reportingApp({}, (routes) => {
      routes.get("/assigned", ({ session }, response) => {
        (session as { items: unknown }).items = 1;
        response.end();
      });
      routes.get("/set", ({ session }, response) => {
        session.set("items", 1);
        response.json(session.get("items"));
      });
    });
    const { status, text } = await app.browser.get("/assigned");
    expect(status).toBe(500);
    expect(text).toMatch(/TypeError.*items/s);
    expect((await app.browser.get("/set")).text).toBe("1");
  });
});

describe("TypeScript does not know my keys", () => {
  test("\"Property 'user' does not exist\"", () => {
    const folder = new DocFolder();
    onTestFinished(() => folder.remove());
    const options = {
      extends: join(root, "tsconfig.json"),
      compilerOptions: { noEmit: true },
      include: ["."],
      exclude: [],
    };
    const use = `import type { RequestSession } from "sessionscope/fastify";
export const nameOf = (session: RequestSession): string | undefined => session.user;\n`;
    for (const project of ["unknown", "declared"]) {
      mkdirSync(join(folder.path, project));
      folder.write(`${project}/tsconfig.json`, JSON.stringify(options));
      folder.write(`${project}/use.ts`, use);
    }
    folder.write("declared/types.ts", blockWith("docs/troubleshooting.md", 'import "sessionscope";'));
    const compiler = join(root, "node_modules/.bin/tsc");
    const { stdout } = spawnSync(compiler, ["--build", "unknown", "declared"], { cwd: folder.path, encoding: "utf8" });
    expect(stdout).toMatch(/^unknown\/use\.ts.*error TS2339: Property 'user' does not exist/m);
    expect(stdout).not.toMatch(/^declared/m);
  }, 600_000);
});
