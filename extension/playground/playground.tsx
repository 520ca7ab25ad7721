/**
 * The whole panel in a plain page, on a browser and a server in memory.
 * Address: `playground/index.html?theme=dark&browser=firefox&engine=django#<scenario>`. Scripts reach the browser and the server by
 * `window.playground`.
 */

import { EditorView } from "@codemirror/view";
import { protocolVersion } from "sessionscope/protocol";
import { mountOptions } from "../options-page.tsx";
import { mount } from "../panel/mount.tsx";
import type { Panel } from "../panel/state.ts";
import { tabs } from "../panel/tabs.ts";
import { type FakeBrowser, fakeBrowser, type Messages } from "../platform/fake.ts";
import { fakeEngines, useEngine } from "./fake-engines.ts";
import { type FakePage, fakePage } from "./fake-page.ts";
import { FakeServer } from "./fake-server.ts";
import {
  fillBig,
  fillShop,
  fillStore,
  fillTimeline,
  sessionKey,
  shopCookies,
  shopResponses,
  shopUrl,
} from "./fake-shop.ts";
import { fillSnapshots } from "./fake-snapshots.ts";

export interface Playground {
  readonly browser: FakeBrowser;
  readonly server: FakeServer;
  readonly page: FakePage;
  readonly panel: Panel;
  /** The value of the shop's session cookie at the start. */
  readonly sessionKey: string;
  /** The first visible JSON editor; null: none is visible. */
  jsonEditor(): JsonText | null;
}

interface JsonText {
  readonly text: string;
  /** Focuses the editor, and selects the text from one offset to another. */
  select(from: number, to?: number): void;
}

function jsonEditor(): JsonText | null {
  const hosts = [...document.querySelectorAll(".json-editor")].filter((host) => host.checkVisibility());
  const content = hosts[0]?.shadowRoot?.querySelector<HTMLElement>(".cm-editor");
  const view = content ? EditorView.findFromDOM(content) : null;
  return (
    view && {
      text: view.state.doc.toString(),
      select(from, to = from) {
        view.focus();
        view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
      },
    }
  );
}

interface Scene {
  readonly browser: FakeBrowser;
  readonly server: FakeServer;
}

/** The differences from the live shop. `before` runs before the panel opens, `after` once it is open. */
interface Scenario {
  readonly url?: string;
  readonly tab?: string;
  /** The browser has neither cookies nor responses of the shop. */
  readonly bare?: boolean;
  before?(scene: Scene): void;
  after?(playground: Playground): void;
}

const unmounted = ({ server }: Scene) => {
  server.mounted = false;
};

/** Public id of the project that asks for its token. */
const project = "Zk3_-b9LmN0pQr1s";

/** Makes the server ask for its token. `guessed`: the browser keeps a wrong one. */
function askForToken(
  { browser, server }: Scene,
  asking: { readonly project?: string; readonly guessed?: boolean; readonly triesLeft?: number },
): void {
  server.token = "open-sesame";
  server.project = asking.project ?? null;
  server.triesLeft = asking.triesLeft ?? 8;
  if (!asking.guessed) return;
  const tokens = [{ server: server.project, token: "guess" }];
  browser.stored.set("sites", { [new URL(shopUrl).origin]: { path: "", tokens } });
}

const scenarios: Readonly<Record<string, Scenario>> = {
  session: { tab: "session" },
  cookies: { tab: "cookies" },
  timeline: { tab: "timeline" },
  "timeline-empty": {
    tab: "timeline",
    before: ({ server }) => void server.sessions.timeline.commands["timeline.clear"]({}),
  },
  "timeline-observed": {
    tab: "timeline",
    before({ server }) {
      const { commands } = server.hello;
      commands.splice(0, commands.length, ...commands.filter((name) => !name.startsWith("timeline.")));
    },
  },
  snapshots: { tab: "snapshots", before: ({ browser }) => fillSnapshots(browser) },
  "no-snapshots": { tab: "snapshots" },
  lab: { tab: "lab" },
  "no-session": { tab: "session", before: ({ browser }) => browser.dropCookie("sessionid") },
  "gone-session": { tab: "session", before: ({ server }) => server.sessions.live.clear() },
  "no-keys": {
    tab: "session",
    before({ server }) {
      server.sessions.live.clear();
      server.sessions.open(sessionKey, {});
    },
  },
  "no-cookies": { tab: "cookies", bare: true },
  big: {
    tab: "session",
    before({ server }) {
      server.sessions.live.clear();
      fillBig(server);
    },
  },
  store: { tab: "store", before: ({ server }) => fillStore(server) },
  "store-large": { tab: "store", before: ({ server }) => fillStore(server, 5000) },
  "no-list": {
    tab: "store",
    before({ server }) {
      server.sessions.listing.refusal = "The File store has no index of its sessions.";
    },
  },
  "no-page": { tab: "session", url: "chrome://settings/" },
  "not-allowed": {
    tab: "session",
    url: "https://shop.example/cart",
    before: ({ browser }) => browser.permit("https://shop.example", false),
  },
  "no-endpoint": { tab: "session", url: "http://localhost:3000/plain", before: unmounted },
  "endpoint-refuses": {
    tab: "session",
    before({ server }) {
      server.refuses = true;
    },
  },
  "endpoint-elsewhere": { tab: "session", before: unmounted },
  token: { tab: "session", before: (scene) => askForToken(scene, { project }) },
  "token-chosen": { tab: "session", before: (scene) => askForToken(scene, {}) },
  "token-exposed": {
    tab: "session",
    url: "http://192.168.0.7:3000/cart",
    before: (scene) => askForToken(scene, { project }),
  },
  "token-refused": { tab: "session", before: (scene) => askForToken(scene, { project, guessed: true }) },
  "wrong-token": { tab: "session", before: (scene) => askForToken(scene, { guessed: true }) },
  "token-locked": { tab: "session", before: (scene) => askForToken(scene, { guessed: true, triesLeft: 0 }) },
  version: {
    tab: "session",
    before({ server }) {
      server.hello.versions.splice(0, 1, protocolVersion + 2);
    },
  },
  away: {
    tab: "session",
    before({ server }) {
      server.away = true;
    },
  },
  reconnecting: {
    tab: "session",
    after: ({ panel, server }) =>
      whenever(
        () => panel.connected.value && panel.invalidation.value.count > 0,
        () => server.goAway(),
      ),
  },
  undo: {
    tab: "session",
    after({ panel }) {
      const step = { done: "Deleted coupon.", name: "delete coupon", undo: async () => "Put back coupon." };
      whenever(
        () => panel.connected.value,
        () => panel.undo.push(step, panel.visit.peek().over),
      );
    },
  },
};

/** Acts as soon as the condition holds. */
function whenever(holds: () => boolean, act: () => void): void {
  if (holds()) act();
  else requestAnimationFrame(() => whenever(holds, act));
}

const scenario = scenarios[location.hash.slice(1)] ?? scenarios.session!;
const query = new URLSearchParams(location.search);
const messages: Messages = await (await fetch(`/_locales/${query.get("language") ?? "en"}/messages.json`)).json();

const server = new FakeServer();
const page = fakePage(server, () => browser);
const browser = fakeBrowser({
  messages,
  url: scenario.url ?? shopUrl,
  name: query.get("browser") === "firefox" ? "firefox" : "fake",
  fetch: server.fetch,
  load: page.load,
});
fillShop(server);
fillTimeline(server);
const now = Date.now();
if (scenario.url === undefined && !scenario.bare) {
  for (const cookie of shopCookies(now)) browser.putCookie(cookie);
  for (const response of shopResponses(now, server.path)) browser.respond(response);
}
browser.stored.set("options", { theme: query.get("theme") ?? "automatic" });
if (scenario.tab !== undefined) browser.stored.set("layout", { tab: scenario.tab });
scenario.before?.({ browser, server });
const engine = fakeEngines[query.get("engine") ?? ""];
if (engine !== undefined) useEngine(engine, server, browser);

const root = document.getElementById("root")!;
if (location.hash === "#options") {
  browser.stored.set("sites", {
    "http://localhost:3000": { path: "", tokens: [{ server: project, token: "kQ3-x_9ZsT0aBcDeFgHiJw" }] },
    "https://staging.shop.example": { path: server.path, tokens: [{ server: null, token: "9c1be07d2a884f1a" }] },
    "https://shop.example": { path: "/internal/sessions", tokens: [] },
  });
  browser.permit("https://shop.example", false);
  await mountOptions(root, browser.platform);
  Object.assign(window, { playground: { browser, server } });
} else {
  const panel = await mount(root, browser.platform, tabs, new AbortController().signal);
  const playground: Playground = { browser, server, page, panel, sessionKey, jsonEditor };
  Object.assign(window, { playground });
  scenario.after?.(playground);
}
