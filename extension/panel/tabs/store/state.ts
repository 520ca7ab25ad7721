/** The state of the Store tab, built from what is listed to what can be done; each part takes only what exists. */

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Panel } from "../../state.ts";
import { type Chosen, createChosen } from "./chosen/chosen.ts";
import { type CommandContext, createCommandContext } from "./commands/command-context.ts";
import { createStoreList, type StoreList } from "./list/store-list.ts";

export interface StoreState {
  readonly panel: Panel;
  readonly list: StoreList;
  /** The session of the current row. */
  readonly chosen: Chosen;
  readonly commands: CommandContext;
  /** Why there is no list, as a sentence; null: there is one, or it is not known yet. */
  readonly cannotList: ReadonlySignal<string | null>;
}

export function createStore(panel: Panel, end: AbortSignal): StoreState {
  const list = createStoreList(panel, end);
  return {
    panel,
    list,
    chosen: createChosen(panel, list, end),
    commands: createCommandContext(panel, list, end),
    cannotList: computed(() => {
      const { value: hello } = panel.hello;
      if (hello?.store.kind === "client") return panel.text("storeInBrowsers");
      if (hello !== null && !hello.commands.includes("store.list")) return panel.text("storeNoCommand");
      return list.pages.unsupported.value;
    }),
  };
}
