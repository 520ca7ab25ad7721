/** What the scenes of the tabs' tests share: fake timers, and a browser in memory with the session's cookie. */

import { afterEach, beforeEach, vi } from "vitest";
import { type FakeBrowser, fakeBrowser, type Messages } from "../platform/fake.ts";
import messages from "../public/_locales/en/messages.json" with { type: "json" };
import type { FakeServer } from "./fake-server.ts";

/** A scene, opened anew on fake timers before each test of the file and ended after it. It has its members during a test. */
export function openedForEachTest<Scene extends object>(open: (end: AbortSignal) => Promise<Scene>): Scene {
  const scene = {} as Scene;
  let end: AbortController;
  beforeEach(async () => {
    vi.useFakeTimers();
    end = new AbortController();
    Object.assign(scene, await open(end.signal));
  });
  afterEach(() => {
    end.abort();
    vi.useRealTimers();
  });
  return scene;
}

/** A browser on a page of the app, with the cookie of a session. */
export function browserOf(cookie: string, fetch: FakeServer["fetch"]): FakeBrowser {
  const browser = fakeBrowser({ messages: messages as Messages, url: "http://localhost:3000/cart", fetch });
  browser.putCookie({ name: "sessionid", value: cookie, httpOnly: true });
  return browser;
}

/** The value of the session's cookie that the browser has; empty: it has none. */
export const sessionKey = (browser: FakeBrowser): string =>
  browser.jar().find(({ name }) => name === "sessionid")?.value ?? "";

/** What the server has under a cookie; null: no session. */
export function storedUnder(key: string, { sessions }: FakeServer): Record<string, unknown> | null {
  const session = sessions.live.get(key);
  if (session === undefined) return null;
  return Object.fromEntries([...session.entries].map(([name, { text }]) => [name, JSON.parse(text)]));
}
