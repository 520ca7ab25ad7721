/** The Cookie lab over a fake browser, a fake server and a page that follows the rules, for its tests. */

import { afterEach, beforeEach, vi } from "vitest";
import { type FakeBrowser, fakeBrowser, type Messages } from "../../../platform/fake.ts";
import { type FakePage, fakePage } from "../../../playground/fake-page.ts";
import { FakeServer } from "../../../playground/fake-server.ts";
import messages from "../../../public/_locales/en/messages.json" with { type: "json" };
import { createPanel, type Panel } from "../../state.ts";
import type { LabRow } from "./results/lab-rows.ts";
import { createLab, type LabState } from "./state.ts";

export const url = "http://localhost:3000/cart";

export interface Scene {
  readonly browser: FakeBrowser;
  readonly server: FakeServer;
  readonly page: FakePage;
  readonly panel: Panel;
  readonly state: LabState;
}

/** Registers the end of each test and returns what opens the lab. */
export function scenes(): (arrange?: (scene: Pick<Scene, "browser" | "server" | "page">) => void) => Promise<Scene> {
  let end: AbortController;
  beforeEach(() => {
    end = new AbortController();
  });
  afterEach(() => end.abort());
  return async (arrange = () => {}) => {
    const server = new FakeServer();
    server.sessions.open("key", { visits: 1 });
    const page = fakePage(server, () => browser);
    const browser: FakeBrowser = fakeBrowser({
      messages: messages as Messages,
      url,
      fetch: server.fetch,
      load: page.load,
    });
    browser.putCookie({ name: "sessionid", value: "key", httpOnly: true });
    arrange({ browser, server, page });
    const panel = await createPanel(browser.platform, end.signal);
    await vi.waitUntil(() => panel.connected.value);
    return { browser, server, page, panel, state: createLab(panel, end.signal) };
  };
}

export const rowOf = ({ state }: Scene, id: string): LabRow =>
  state.table.rows.peek().find(({ one }) => one.id === id)!;
