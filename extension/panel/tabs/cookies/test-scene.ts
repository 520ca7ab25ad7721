/** The Cookies tab over a fake browser and a fake clock, for its tests. */

import { afterEach, beforeEach, vi } from "vitest";
import type { Cookie } from "../../../cookies/cookie.ts";
import { type FakeBrowser, fakeBrowser, type Messages } from "../../../platform/fake.ts";
import { FakeServer } from "../../../playground/fake-server.ts";
import messages from "../../../public/_locales/en/messages.json" with { type: "json" };
import { createPanel, type Panel } from "../../state.ts";
import { type CommandContext, createCommandContext } from "./edits/command-context.ts";
import type { CookieRow } from "./known/cookie-rows.ts";
import { type CookiesState, createCookies } from "./state.ts";

export const url = "http://localhost:3000/cart";
export const day = 86_400_000;

export interface Scene {
  readonly browser: FakeBrowser;
  readonly panel: Panel;
  readonly state: CookiesState;
  readonly context: CommandContext;
}

/**
 * Registers the set-up of each test and returns what opens the tab, with three cookies.
 * The opener's parameters: what the browser holds and has answered beforehand; the origins whose cookies the user does
 * not allow.
 */
export function scenes(): (arrange?: (browser: FakeBrowser) => void, notAllowed?: readonly string[]) => Promise<Scene> {
  let end: AbortController;
  beforeEach(() => {
    vi.useFakeTimers();
    end = new AbortController();
  });
  afterEach(() => {
    end.abort();
    vi.useRealTimers();
  });
  return async (arrange = () => {}, refused = []) => {
    const server = new FakeServer();
    server.sessions.open("key", { visits: 1 });
    const browser = fakeBrowser({ messages: messages as Messages, url, fetch: server.fetch, refused });
    browser.putCookie({ name: "sessionid", value: "key", httpOnly: true, expiresAt: Date.now() + 14 * day });
    browser.putCookie({ name: "theme", value: "dark" });
    browser.putCookie({ name: "cart", value: "%7B%22n%22%3A3%7D", path: "/cart" });
    arrange(browser);
    const panel = await createPanel(browser.platform, end.signal);
    const state = createCookies(panel, end.signal);
    await settle();
    return { browser, panel, state, context: createCommandContext(panel, state.known, state.list) };
  };
}

/** Lets the panel read the jar again. */
export const settle = () => vi.advanceTimersByTimeAsync(400);

/** The names in the table, in its order. */
export const names = ({ state }: Scene) => state.list.table.rows.value.map((row) => row.cookie.name);
export const row = ({ state }: Scene, name: string): CookieRow =>
  state.list.rows.value.find((one) => one.cookie.name === name)!;
/** What the browser holds. */
export const held = ({ browser }: Scene, name: string): Cookie | undefined =>
  browser.jar().find((one) => one.name === name);
/** The sentence in the strip. */
export const sentence = ({ panel }: Scene) => panel.undo.strip.value?.sentence;
/** A response with this Set-Cookie line. */
export const setCookie = (line: string, more: { url?: string; at?: number } = {}) => ({
  url,
  ...more,
  headers: [["Set-Cookie", line]] as const,
});
