/** Other libraries' sessions in real apps of Next.js: the lines of docs/inspect.md. It runs where NEXT_INSPECT is "all". */

import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Guest } from "../../../src/testing/bridge-suite/trial.ts";
import { type BuiltPackage, buildPackage } from "../../built-package.ts";
import { installProject } from "../../bundlers/bundled-project.ts";
import { buildNext, serveNext } from "../../bundlers/next-program.ts";
import { writeApp } from "./next-app.ts";

const folder = import.meta.dirname;
const wanted = process.env.NEXT_INSPECT === "all";
const token = { SESSIONSCOPE_TOKEN: "the-token-of-the-bridge-suite" };

let built: BuiltPackage;
let project: string;
beforeAll(() => {
  if (!wanted) return;
  built = buildPackage();
  project = installProject(built, folder);
}, 300_000);
afterAll(() => {
  if (!wanted) return;
  rmSync(join(project, ".."), { recursive: true, force: true });
  rmSync(built.folder, { recursive: true, force: true });
});

function visit(origin: string): Guest {
  const guest = new Guest({ origin, close: async () => {} });
  onTestFinished(() => guest.close());
  return guest;
}

const output = (page: string, id: string) => new RegExp(`<output id="${id}">([^<]*)`).exec(page)?.[1];

/** Calls the server action of the page as a browser without JavaScript does. */
async function act(guest: Guest, fields: Record<string, string>): Promise<void> {
  const [action] = /\$ACTION_ID_[0-9a-f]+/.exec((await guest.get("/")).body)!;
  const parts = Object.entries({ [action]: "", ...fields }).map(
    ([name, value]) => `--part\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const headers = { "Content-Type": "multipart/form-data; boundary=part" };
  const { status } = await guest.get("/", { method: "POST", headers, body: `${parts.join("")}--part--\r\n` });
  expect(status).toBe(200);
}

async function changesOf(guest: Guest): Promise<unknown> {
  const { entries } = await guest.call("timeline.list", { limit: 20 });
  const requests = entries.filter(({ method }) => method !== "");
  return requests.map(({ method, path, outcome }) => `${method} ${path} ${outcome}`);
}

describe.skipIf(!wanted)("iron-session", () => {
  beforeAll(() => writeApp(project, "iron-session"));

  test.each(["dev", "start"] as const)(
    "next %s: what each part of the app does to a session is seen, and an edit reaches each",
    async (how) => {
      const environment = { ...token, NODE_ENV: how === "dev" ? "development" : "production" };
      if (how === "start") await buildNext(project, environment);
      const { origin, said } = await serveNext(project, how, environment);
      const ada = visit(origin);
      // In development the parts of the app are loaded with its first pages.
      await visit(origin).get("/");
      expect((await ada.get("/visits")).body).toBe("Visit 1");
      await ada.get("/proxied");
      await act(ada, { color: "red" });
      expect(await ada.texts()).toEqual({ visits: "1", proxied: "1", color: '"red"' });
      expect(await changesOf(ada)).toEqual(["GET /visits created", "GET /proxied stored", "POST / stored"]);

      await ada.edit("visits", "41", "1");
      await ada.edit("color", '"blue"', '"red"');
      const page = (await ada.get("/")).body;
      expect([output(page, "visits"), output(page, "color")]).toEqual(["41", "blue"]);
      expect((await ada.get("/visits")).body).toBe("Visit 42");
      await ada.get("/proxied");
      expect(output((await ada.get("/")).body, "proxied")).toBe("2");
      // The prerendered page is announced too, and Next has none of the endpoint's calls.
      expect((await visit(origin).get("/proxied")).headers.sessionscope).toContain("path=/__sessionscope__;");
      expect((await visit(origin).get("/__sessionscope__")).headers["x-powered-by"]).toBeUndefined();
      expect(said()).not.toMatch(/warning|error/i);
    },
  );

  test("next dev: a page and an action that were changed are seen, and so are edits, without a restart", async () => {
    const { origin } = await serveNext(project, "dev", { ...token, NODE_ENV: "development" });
    const ada = visit(origin);
    await act(ada, { color: "red" });
    const file = join(project, "app/page.js");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, before.replace('form.get("color")', '"mostly " + form.get("color")').replace("none", "no"));
    await expect.poll(async () => output((await visit(origin).get("/")).body, "color"), { timeout: 20_000 }).toBe("no");
    await act(ada, { color: "green" });
    expect(await ada.texts()).toEqual({ color: '"mostly green"' });
    await ada.edit("color", '"blue"', '"mostly green"');
    expect(output((await ada.get("/")).body, "color")).toBe("blue");
    expect(await changesOf(ada)).toEqual(["POST / created", "POST / stored"]);
    writeFileSync(file, before);
  });

  test("an app whose middleware runs on the Edge runtime works as it did, and is shown", async () => {
    const text = readFileSync(join(project, "proxy.js"), "utf8");
    writeFileSync(join(project, "middleware.js"), text.replace("function proxy", "function middleware"));
    renameSync(join(project, "proxy.js"), join(project, "proxy.js.away"));
    onTestFinished(() => {
      rmSync(join(project, "middleware.js"));
      renameSync(join(project, "proxy.js.away"), join(project, "proxy.js"));
    });
    const { origin } = await serveNext(project, "dev", { ...token, NODE_ENV: "development" });
    const ada = visit(origin);
    expect((await ada.get("/proxied")).status).toBe(200);
    expect((await ada.get("/proxied")).headers.sessionscope).toContain("path=/__sessionscope__;");
    expect(await ada.texts()).toEqual({ proxied: "2" });
  });

  test("in production without a token the app answers what it answered, and nothing is there", async () => {
    const answers: unknown[] = [];
    for (const more of [{}, token]) {
      const { origin } = await serveNext(project, "start", { NODE_ENV: "production", ...more });
      // The first may come before Next has loaded instrumentation.js.
      await visit(origin).get("/");
      for (const target of ["/", "/visits", "/proxied", "/nowhere"]) {
        const { status, headers, body } = await visit(origin).get(target);
        const { sessionscope, date: _, "set-cookie": lines, ...same } = headers;
        expect(sessionscope === undefined).toBe(more !== token);
        answers.push({ target, status, same, body, lines: lines?.map((line) => line.split(/=|;/)[0]) });
      }
      if (more !== token)
        expect((await visit(origin).get("/__sessionscope__")).headers["x-powered-by"]).toBe("Next.js");
    }
    expect(answers.slice(4)).toEqual(answers.slice(0, 4));
  });
});

describe.skipIf(!wanted)("NextAuth", () => {
  test.each(["4", "5"] as const)(
    "%s: a sign-in is seen, and an edit reaches pages and the library's own routes",
    async (version) => {
      writeApp(project, `next-auth-${version}`);
      const { origin } = await serveNext(project, "dev", { ...token, NODE_ENV: "development" });
      const ada = visit(origin);
      const { csrfToken } = JSON.parse((await ada.get("/api/auth/csrf")).body);
      const headers = { "Content-Type": "application/x-www-form-urlencoded" };
      const body = `${new URLSearchParams({ csrfToken, name: "Ada" })}`;
      await ada.get("/api/auth/callback/credentials", { method: "POST", headers, body });
      expect(output((await ada.get("/")).body, "name")).toBe("Ada");
      expect(await ada.texts()).toMatchObject({ name: '"Ada"', sub: '"Ada"' });
      expect(await changesOf(ada)).toContain("POST /api/auth/callback/credentials created");
      await ada.edit("color", '"blue"', null);
      expect(output((await ada.get("/")).body, "color")).toBe("blue");
      // The library's own renewal keeps the edit.
      expect(JSON.parse((await ada.get("/api/auth/session")).body).color).toBe("blue");
      expect((await ada.texts()).color).toBe('"blue"');
    },
  );

  test("5, built: a sign-in by a server action, with the library's function as proxy", async () => {
    writeApp(project, "next-auth-5");
    const environment = { ...token, NODE_ENV: "production" };
    await buildNext(project, environment);
    const { origin } = await serveNext(project, "start", environment);
    await visit(origin).get("/");
    const ada = visit(origin);
    await act(ada, { name: "Ada" });
    expect(await ada.texts()).toMatchObject({ name: '"Ada"' });
    expect(await changesOf(ada)).toContain("POST / created");
    await ada.edit("color", '"blue"', null);
    expect(output((await ada.get("/")).body, "color")).toBe("blue");
  });
});
