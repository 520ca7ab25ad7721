/** The scene of the Timeline tab's tests: the panel on a browser and a server in memory, with the tab's state opened. */

import { vi } from "vitest";
import type { FakeBrowser } from "../../../platform/fake.ts";
import { FakeServer } from "../../../playground/fake-server.ts";
import { browserOf, openedForEachTest, sessionKey, storedUnder } from "../../../playground/test-scene.ts";
import { createPanel, type Panel } from "../../state.ts";
import type { KnownRequest } from "./known/request.ts";
import { createTimeline, type TimelineState } from "./state.ts";

export const cookie = "k3v9qTz8Lw4nRb1yXe7uHs5mPc0ax2q7";
/** A session of another browser. */
export const otherCookie = "k-other";

export interface Scene {
  readonly server: FakeServer;
  readonly browser: FakeBrowser;
  readonly panel: Panel;
  readonly tab: TimelineState;
  /** Lets everything happen that happens by itself. */
  settle(): Promise<void>;
  /** The app changes the session in a request. */
  change(data: Readonly<Record<string, unknown>>, path?: string, more?: object): Promise<void>;
  /** What the server has in the session of the browser's cookie; null: there is none. */
  stored(): Record<string, unknown> | null;
  /** What the list shows: "POST /cart/add +1 ~0 −0". */
  rows(): string[];
  /** The newest row of this path, made current and loaded. */
  choose(path: string): Promise<KnownRequest>;
  strip(): string | undefined;
  /** The server's process ends, and another takes its place, with another session under the same cookie. */
  restart(): Promise<FakeServer>;
}

/** Milliseconds of fake time after which nothing more happens by itself. */
const settledMs = 600;

/** A scene, opened anew on fake timers before each test of the file and closed after it. */
export function sceneOfEachTest(arrange: (server: FakeServer, browser: FakeBrowser) => void = () => {}): Scene {
  return openedForEachTest((end) => openScene(end, arrange));
}

async function openScene(
  end: AbortSignal,
  arrange: (server: FakeServer, browser: FakeBrowser) => void,
): Promise<Scene> {
  const settle = () => vi.advanceTimersByTimeAsync(settledMs).then(() => {});
  const server = new FakeServer();
  let current = server;
  const browser = browserOf(cookie, (url, init) => current.fetch(url, init));
  server.sessions.open(cookie, { visits: 17, user_name: "Ada" });
  server.sessions.open(otherCookie, { visits: 1 });
  arrange(server, browser);
  const panel = await createPanel(browser.platform, end);
  const tab = createTimeline(panel, end);
  await settle();
  return {
    server,
    browser,
    panel,
    tab,
    settle,
    async change(data, path = "/cart/add", more = {}) {
      server.sessions.change(sessionKey(browser), data, { method: "POST", path, ...more });
      await settle();
    },
    stored: () => storedUnder(sessionKey(browser), server),
    rows: () =>
      tab.list.table.rows.value.map((request) => {
        const { added, changed, removed } = request;
        const verdicts = tab.words.verdicts(request).map(({ says }) => says);
        const counts = added + changed + removed > 0 ? [`+${added} ~${changed} −${removed}`] : [];
        return [tab.words.name(request), ...counts, ...verdicts].join(" ");
      }),
    async choose(path) {
      const found = tab.list.table.rows.peek().findLast((request) => tab.words.path(request) === path);
      if (found === undefined) throw new Error(`No row ${path}.`);
      tab.list.table.choose(found.id);
      await settle();
      return found;
    },
    async restart() {
      current = new FakeServer();
      current.sessions.open(sessionKey(browser), { visits: 1 });
      server.goAway();
      await vi.advanceTimersByTimeAsync(2000);
      return current;
    },
    strip: () => panel.undo.strip.value?.sentence,
  };
}
