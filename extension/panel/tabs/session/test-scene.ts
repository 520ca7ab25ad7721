/** For tests of the Session tab: the panel on a browser and a server in memory, with the tab's state opened. */

import { pathId, pathText } from "../../../json/path.ts";
import { type FakeBrowser, fakeBrowser, type Messages } from "../../../platform/fake.ts";
import { FakeServer } from "../../../playground/fake-server.ts";
import messages from "../../../public/_locales/en/messages.json" with { type: "json" };
import { createPanel, type Panel } from "../../state.ts";
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
  /** Lets everything happen that happens by itself. */
  settle(): Promise<void>;
  /** The app changes the session in a request. */
  change(data: Readonly<Record<string, unknown>>, path?: string): Promise<void>;
  /** What the server has. */
  stored(): Record<string, unknown> | null;
  /** What the tree shows: `visits=17`, `†` before what is gone. */
  rows(): string[];
  strip(): string | undefined;
  /** Types into the cell of a path and applies it. */
  edit(path: readonly (string | number)[], typed: string): Promise<boolean>;
}

/** @param settle advances fake timers. */
export async function openScene(
  settle: () => Promise<void>,
  end: AbortSignal,
  arrange: (scene: Pick<Scene, "server" | "browser">) => void = () => {},
): Promise<Scene> {
  const server = new FakeServer();
  const browser = fakeBrowser({
    messages: messages as Messages,
    url: "http://localhost:3000/cart",
    fetch: server.fetch,
  });
  server.sessions.open(cookie, { visits: 17, user_name: "Ada", cart });
  browser.putCookie({ name: "sessionid", value: cookie, httpOnly: true });
  arrange({ server, browser });
  const panel = await createPanel(browser.platform, end);
  const tab = createSessionTab(panel, end);
  await settle();
  const { tree, editing } = tab;
  const row = (path: readonly (string | number)[]) => {
    tree.reveal(path);
    const found = tree.rows.value.find(({ id }) => id === pathId(path));
    if (found === undefined) throw new Error(`No row ${pathText(path)}.`);
    return found;
  };
  return {
    server,
    browser,
    panel,
    tab,
    settle,
    async change(data, path = "/cart/add") {
      server.sessions.change(currentKey(browser), data, { method: "POST", path });
      await settle();
    },
    stored() {
      const session = server.sessions.live.get(currentKey(browser));
      if (session === undefined) return null;
      return Object.fromEntries([...session.entries].map(([key, { text }]) => [key, JSON.parse(text)]));
    },
    rows: () =>
      tree.rows.value.map(({ path, node, root, ghost }) => {
        const value = node === null ? root.text : root.text.slice(node.start, node.end);
        return `${ghost ? "†" : ""}${pathText(path)}=${value}`;
      }),
    strip: () => panel.history.strip.value?.sentence,
    async edit(path, typed) {
      await editing.edit(row(path));
      editing.desk.type(pathId(path), typed);
      const applied = editing.desk.apply(pathId(path));
      await settle();
      return applied;
    },
  };
}

const currentKey = (browser: FakeBrowser) => browser.jar().find(({ name }) => name === "sessionid")?.value ?? "";
