/** The scene of the Store tab's tests: the panel on a browser and a server in memory, with some stored sessions. */

import { vi } from "vitest";
import type { FakeBrowser } from "../../../platform/fake.ts";
import { FakeServer } from "../../../playground/fake-server.ts";
import type { FakeSession } from "../../../playground/fake-sessions.ts";
import { browserOf, openedForEachTest, storedUnder } from "../../../playground/test-scene.ts";
import { createPanel, type Panel } from "../../state.ts";
import { createStore, type StoreState } from "./state.ts";

export const cookie = "own-key";
const minute = 60_000;

export interface Scene {
  readonly server: FakeServer;
  readonly browser: FakeBrowser;
  readonly panel: Panel;
  readonly state: StoreState;
  /** Lets everything happen that happens by itself. */
  settle(): Promise<void>;
  /** Stores the session of another visitor, changed this many minutes ago. */
  store(name: string, data: Readonly<Record<string, unknown>>, more?: Partial<FakeSession> & { ago?: number }): void;
  /** The handles of the list, `†` before those that are gone. */
  rows(): string[];
  /** The session that the server has under this cookie. */
  stored(name: string): Record<string, unknown> | null;
  strip(): string | undefined;
  undo(): Promise<void>;
}

/** Milliseconds of fake time after which nothing more happens by itself. */
const settledMs = 800;

type Arrange = (scene: Pick<Scene, "server" | "browser" | "store">) => void;

/**
 * A scene, opened anew on fake timers before each test of the file and closed after it. The browser's own session is s1.
 * @param arrange stores sessions before the panel opens.
 */
export function sceneOfEachTest(arrange?: Arrange): Scene {
  return openedForEachTest((end) => openScene(end, arrange));
}

async function openScene(end: AbortSignal, arrange: Arrange = () => {}): Promise<Scene> {
  const settle = () => vi.advanceTimersByTimeAsync(settledMs).then(() => {});
  const server = new FakeServer();
  const browser = browserOf(cookie, server.fetch);
  server.sessions.open(cookie, { visits: 17 });
  const store: Scene["store"] = (name, data, { ago = 0, ...more } = {}) => {
    const at = Date.now() - ago * minute;
    Object.assign(server.sessions.open(name, data), { createdAt: at, modifiedAt: at, ...more });
  };
  arrange({ server, browser, store });
  const panel = await createPanel(browser.platform, end);
  const state = createStore(panel, end);
  await settle();
  return {
    server,
    browser,
    panel,
    state,
    settle,
    store,
    rows: () => state.list.pages.rows.value.map(({ handle, gone }) => (gone ? `†${handle}` : handle)),
    stored: (name) => storedUnder(name, server),
    strip: () => panel.undo.strip.value?.sentence,
    async undo() {
      await panel.undo.undo();
      await settle();
    },
  };
}
