/** The scene of the Session tab's tests: the panel on a browser and a server in memory, with the tab's state opened. */

import { vi } from "vitest";
import { type Path, pathId, pathText } from "../../../json/path.ts";
import type { FakeBrowser } from "../../../platform/fake.ts";
import { FakeServer } from "../../../playground/fake-server.ts";
import { browserOf, openedForEachTest, sessionKey, storedUnder } from "../../../playground/test-scene.ts";
import { createPanel, type Panel } from "../../state.ts";
import type { TreeRow } from "../../widgets/tree-rows.ts";
import { createSessionTab, type SessionTab } from "./state.ts";

export const cookie = "k3v9qTz8Lw4nRb1yXe7uHs5mPc0ax2q7";
export const cart = {
  items: [
    { name: "Mug", qty: 1 },
    { name: "Tote", qty: 1 },
  ],
  coupon: null,
};

export interface Scene {
  readonly server: FakeServer;
  readonly browser: FakeBrowser;
  readonly panel: Panel;
  readonly tab: SessionTab;
  /** Of the panel and the tab. */
  readonly end: AbortSignal;
  /** Lets everything happen that happens by itself. */
  settle(): Promise<void>;
  /** The app changes the session in a request. */
  change(data: Readonly<Record<string, unknown>>, path?: string): Promise<void>;
  /** What the server has. */
  stored(): Record<string, unknown> | null;
  /** What the tree shows: `visits=17`, `†` before what is gone. */
  rows(): string[];
  /** The row of a path; what it is in is opened. */
  row(path: Path): TreeRow;
  strip(): string | undefined;
  /** Types into the cell of a path and applies it. */
  edit(path: Path, typed: string): Promise<boolean>;
  undo(): Promise<void>;
  redo(): Promise<void>;
}

/** Milliseconds of fake time after which nothing more happens by itself. */
const settledMs = 400;

type Arrange = (scene: Pick<Scene, "server" | "browser">) => void;

/**
 * A scene, opened anew on fake timers before each test of the file and closed after it.
 * @param arrange prepares browser and server before the panel opens.
 */
export function sceneOfEachTest(arrange?: Arrange): Scene {
  return openedForEachTest((end) => openScene(end, arrange));
}

async function openScene(end: AbortSignal, arrange: Arrange = () => {}): Promise<Scene> {
  const settle = () => vi.advanceTimersByTimeAsync(settledMs).then(() => {});
  const server = new FakeServer();
  server.sessions.open(cookie, { visits: 17, user_name: "Ada", cart });
  const browser = browserOf(cookie, server.fetch);
  arrange({ server, browser });
  const panel = await createPanel(browser.platform, end);
  const tab = createSessionTab(panel, end);
  await settle();
  const { tree, cells, rowActions } = tab;
  const scene: Scene = {
    server,
    browser,
    panel,
    tab,
    end,
    settle,
    async change(data, path = "/cart/add") {
      server.sessions.change(sessionKey(browser), data, { method: "POST", path });
      await settle();
    },
    stored: () => storedUnder(sessionKey(browser), server),
    rows: () =>
      tree.rows.value.map(({ path, node, root, ghost }) => {
        const value = node === null ? root.text : root.text.slice(node.start, node.end);
        return `${ghost ? "†" : ""}${pathText(path)}=${value}`;
      }),
    row(path) {
      tree.reveal(path);
      const found = tree.rows.value.find(({ id }) => id === pathId(path));
      if (found === undefined) throw new Error(`No row ${pathText(path)}.`);
      return found;
    },
    strip: () => panel.undo.strip.value?.sentence,
    async edit(path, typed) {
      await rowActions.edit(scene.row(path));
      cells.type(pathId(path), typed);
      const applied = cells.apply(pathId(path));
      await settle();
      return applied;
    },
    async undo() {
      await panel.undo.undo();
      await settle();
    },
    async redo() {
      await panel.undo.redo();
      await settle();
    },
  };
  return scene;
}
