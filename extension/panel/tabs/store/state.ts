/** The state of the Store tab, built from what is listed to what can be done; each part takes only what exists. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { visible } from "../../../json/visible.ts";
import { whyNot } from "../../engine.ts";
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
  /** null: there is a list, or it is not known yet. */
  readonly cannotList: ReadonlySignal<CannotList | null>;
}

interface CannotList {
  readonly title: string;
  /** A sentence. */
  readonly reason: string;
}

export function createStore(panel: Panel, end: AbortSignal): StoreState {
  const list = createStoreList(panel, end);
  return {
    panel,
    list,
    chosen: createChosen(panel, list, end),
    commands: createCommandContext(panel, list, end),
    cannotList: computed(() => {
      const inBrowsers = panel.hello.value?.store.kind === "client";
      const reason = reasonOf(panel, list);
      return reason === null ? null : { title: panel.text(inBrowsers ? "storeNone" : "storeCannotList"), reason };
    }),
  };
}

function reasonOf(panel: Panel, list: StoreList): string | null {
  const { value: hello } = panel.hello;
  const lacks = whyNot(panel, "store.list");
  if (hello === null || (lacks === null && hello.store.kind === "server")) return list.pages.unsupported.value;
  const { engine } = hello;
  if (hello.store.kind === "client") return visible(engine?.cannot?.["store.list"] ?? panel.text("storeInBrowsers"));
  return engine === undefined ? panel.text("storeNoCommand") : lacks;
}
