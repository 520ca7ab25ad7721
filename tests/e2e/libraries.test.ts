/**
 * The sessions of other libraries in real DevTools: the example of each is read, edited, walked through all tabs, and ended.
 * Those that the repository installs for itself run always, the others where LIBRARIES is "all".
 */

import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { startExample } from "../../examples/test-browser.ts";
import english from "../../extension/public/_locales/en/messages.json" with { type: "json" };
import { startService } from "../../scripts/services/services.ts";
import { installPackages, packagesOf } from "../../server-sdk/tests/inspect/installed-packages.ts";
import type { TestBrowser } from "./browser.ts";
import { openNext } from "./next-scene.ts";
import { button, editValue, row, tab, undoStrip } from "./panel-words.ts";
import { takePicture } from "./pictures.ts";
import { type SceneApp, scenesOn } from "./scene.ts";
import type { View } from "./view.ts";

const token = "example-token-4c7aD0xQ";
const all = process.env.LIBRARIES === "all";

interface Library {
  /** The folder in examples/, and the name of the library; of apps in Next.js, the one beside their test. */
  readonly example: string;
  /** The folder in server-sdk/tests/inspect/ with its packages. Left out: the repository has them. */
  readonly packages?: string;
  readonly redis?: true;
  readonly next?: true;
  /** What a visitor does before there is a session to look at. */
  readonly begin?: (browser: TestBrowser, origin: string) => Promise<void>;
  /** The name of the engine, as the panel writes it. */
  readonly engine: RegExp;
  readonly promise: keyof typeof english;
  readonly edit: { readonly key: string; readonly json: string; readonly shown: string; readonly at: string };
  /** What is off in the toolbar of the Session tab, each with its reason. */
  readonly off: readonly string[];
  /** What the tabs Timeline and Sessions read. */
  readonly timeline: string;
  readonly store: string;
}

const visits = { key: "visits", json: "41", shown: "42", at: "#visits" };
const inCookies = (name: string) =>
  `Nothing is stored on the server ${name} keeps its sessions in cookies: there is no store to look into.`;
const noKey = (name: string) => `Cycle key: ${name} has no key to change: the cookie is the session.`;
const noExpiry = (name: string) => `Expiry: ${name} gives all its sessions the same age.`;

const nextAuth = (example: string): Library => ({
  example,
  packages: "next",
  next: true,
  async begin({ page, goto }, origin) {
    await goto(`${origin}api/auth/signin`);
    await page.fill("input[type=text]", "Ada");
    await page.click("button[type=submit]");
    await page.reads("Ada", "#name");
  },
  engine: /^NextAuth/,
  promise: "editsNone",
  edit: { key: "name", json: '"Grace"', shown: "Grace", at: "#name" },
  off: [noExpiry("NextAuth"), noKey("NextAuth")],
  timeline: "/api/auth/callback/credentials",
  store: inCookies("NextAuth"),
});

const libraries: readonly Library[] = [
  {
    example: "cookie-session",
    engine: /^cookie-session/,
    promise: "editsNone",
    edit: visits,
    off: [noExpiry("cookie-session"), noKey("cookie-session")],
    timeline: "GET /",
    store: inCookies("cookie-session"),
  },
  {
    example: "iron-session",
    packages: "iron-session",
    engine: /^iron-session/,
    promise: "editsNone",
    edit: visits,
    off: [noExpiry("iron-session"), noKey("iron-session")],
    timeline: "GET /",
    store: inCookies("iron-session"),
  },
  {
    example: "koa-session",
    packages: "koa-session",
    engine: /^koa-session cookie/,
    promise: "editsNone",
    edit: visits,
    off: [noKey("koa-session (cookie)")],
    timeline: "GET /",
    store: inCookies("koa-session (cookie)"),
  },
  {
    example: "koa-session",
    packages: "koa-session",
    redis: true,
    engine: /^koa-session a store/,
    promise: "editsMerge",
    edit: visits,
    off: [],
    timeline: "GET /",
    store: "koa-session (a store) cannot list its sessions.",
  },
  {
    example: "fastify-session",
    packages: "fastify-session",
    engine: /^@fastify\/session/,
    promise: "editsQuiet",
    edit: visits,
    off: [],
    timeline: "GET /",
    store: "@fastify/session (Store) cannot list its sessions.",
  },
  {
    example: "fastify-secure-session",
    packages: "fastify-session",
    engine: /^@fastify\/secure-session/,
    promise: "editsNone",
    edit: visits,
    off: [noExpiry("@fastify/secure-session"), noKey("@fastify/secure-session")],
    timeline: "GET /",
    store: inCookies("@fastify/secure-session"),
  },
  {
    example: "react-router",
    packages: "react-router",
    engine: /^React Router/,
    promise: "editsNone",
    edit: visits,
    off: [noExpiry("React Router cookie storage"), noKey("React Router cookie storage")],
    timeline: "GET /",
    store: inCookies("React Router cookie storage"),
  },
  {
    example: "h3",
    packages: "h3",
    engine: /^h3/,
    promise: "editsNone",
    edit: visits,
    off: [noExpiry("h3"), noKey("h3")],
    timeline: "GET /",
    store: inCookies("h3"),
  },
  {
    example: "hono-sessions",
    packages: "hono-sessions",
    engine: /^hono-sessions/,
    promise: "editsQuiet",
    edit: visits,
    off: [noExpiry("hono-sessions")],
    timeline: "GET /",
    store: "hono-sessions (MemoryStore) cannot list its sessions.",
  },
  {
    example: "adonisjs",
    packages: "adonisjs",
    engine: /^@adonisjs\/session/,
    promise: "editsNone",
    edit: visits,
    off: [
      noExpiry("AdonisJS"),
      "Cycle key: The cookies are the session: a copy of the old ones would work on beside a new id.",
    ],
    timeline: "GET /",
    store: inCookies("@adonisjs/session (CookieStore)"),
  },
  {
    example: "auth-js",
    packages: "auth-js",
    async begin({ page, goto }, origin) {
      await goto(`${origin}auth/signin`);
      await page.fill("input[type=text]", "Ada");
      await page.click("button[type=submit]");
      await page.find("#name");
      await goto(origin);
      await page.reads("Ada", "#name");
    },
    engine: /^Auth\.js/,
    promise: "editsNone",
    edit: { key: "name", json: '"Grace"', shown: "Grace", at: "#name" },
    off: [noExpiry("Auth.js"), noKey("Auth.js")],
    timeline: "/auth/callback/credentials",
    store: inCookies("Auth.js"),
  },
  {
    example: "better-auth",
    packages: "better-auth",
    async begin({ page }) {
      await page.fill("[name=name]", "Ada");
      await page.click(button("Sign up"));
      await page.reads("Ada", "#name");
      await page.fill("[name=color]", "blue");
      await page.click(button("Keep it"));
      await page.reads("blue", "#color");
    },
    engine: /^better-auth/,
    promise: "editsCompare",
    edit: { key: "color", json: '"green"', shown: "green", at: "#color" },
    off: [],
    timeline: "/api/auth/update-session",
    store: "this browser",
  },
  {
    example: "iron-session",
    packages: "next",
    next: true,
    async begin({ goto, page }, origin) {
      await goto(`${origin}visits`);
      await goto(origin);
      await page.reads("1", visits.at);
    },
    engine: /^iron-session/,
    promise: "editsNone",
    edit: { ...visits, shown: "41" },
    off: [noExpiry("iron-session"), noKey("iron-session")],
    timeline: "GET /visits",
    store: inCookies("iron-session"),
  },
  ...["next-auth-4", "next-auth-5"].map(nextAuth),
];

async function open(library: Library): Promise<SceneApp> {
  if (library.next) return openNext(library.example as Parameters<typeof openNext>[0], token);
  const { example, packages, redis } = library;
  const service = redis ? await startService("redis") : null;
  const app = await startExample(`${example}/server.js`, {
    SESSIONSCOPE_TOKEN: token,
    ...(packages !== undefined && packagesOf(folderOf(packages))),
    ...(service && { REDIS_URL: service.url }),
  });
  return {
    url: `${app.origin}/`,
    tokens: { [app.origin]: { server: null, token } },
    async [Symbol.asyncDispose]() {
      await app.stop();
      await service?.[Symbol.asyncDispose]();
    },
  };
}

const folderOf = (packages: string) =>
  fileURLToPath(new URL(`../../server-sdk/tests/inspect/${packages}`, import.meta.url));

/** Names and tooltips of the buttons that are off in the toolbar, but for those of an empty undo list. */
const off = (panel: View): Promise<string[]> =>
  panel.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[role=toolbar] [aria-disabled=true]")]
      .filter((one) => one.checkVisibility())
      .map((one) => `${one.getAttribute("aria-label") ?? one.textContent}: ${one.title}`)
      .filter((one) => !/^(Undo|Redo)/.test(one)),
  );

for (const library of libraries.filter(({ packages }) => all || packages === undefined)) {
  const { example, packages, redis, next, engine, promise, edit } = library;
  const name = `${example}${redis ? " on Redis" : ""}${next ? " in Next" : ""}`;
  describe(name, () => {
    beforeAll(() => {
      if (packages !== undefined && !next) installPackages(folderOf(packages));
    });
    const setScene = scenesOn(() => open(library), "chromium");

    test("is named, edited for the app, and shown as far as it can be", async () => {
      const { browser, page, panel, shop } = await setScene();
      await library.begin?.(browser, shop.url);
      await panel.find(row(edit.key));
      expect((await panel.text(".f-engine dd")).replace(/\s+/g, " ")).toMatch(engine);
      expect(await panel.text(".f-edits dd")).toBe(english[promise].message);

      await editValue(panel, edit.key, edit.json);
      await panel.reads(`Set ${edit.key}`, undoStrip);
      await browser.reload();
      await page.reads(edit.shown, edit.at);
      await panel.reads(edit.shown, row(edit.key));
      expect(await off(panel)).toEqual(library.off);

      const tabs = {
        session: edit.shown,
        cookies: "",
        timeline: library.timeline,
        snapshots: "",
        store: library.store,
        lab: "",
      };
      for (const [id, text] of Object.entries(tabs)) {
        await panel.click(tab(id));
        await panel.find(`#tab-panel-${id}:not(.is-behind)`);
        await panel.reads(text, `#tab-panel-${id}`);
        await takePicture(`libraries/${name.replaceAll(" ", "-")}-${id}`, (file) => browser.screenshot(file));
      }
      await panel.click(tab("session"));

      const before = await page.text("body");
      await panel.click(button("Flush"));
      await panel.reads("Flushed.", undoStrip);
      await browser.reload();
      await page.until("the page without the session", async () => (await page.text("body")) !== before);
      expect(await page.text(edit.at)).not.toBe(edit.shown);
    });
  });
}
