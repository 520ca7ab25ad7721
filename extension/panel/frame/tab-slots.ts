/** The tabs as the frame holds them. A tab costs nothing until it is first shown; from then on it stays open. */

import { effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import type { Panel } from "../state.ts";
import type { OpenTab, Tab } from "../tab.ts";

export interface TabSlot {
  readonly tab: Tab;
  /** Null until the tab was shown and its code has loaded. */
  readonly opened: ReadonlySignal<OpenTab | null>;
  /** Called by the view when it is in the document. */
  markDrawn(): void;
}

export interface TabSlots {
  readonly all: readonly TabSlot[];
  /** Id of the tab the user chose last, in this session of DevTools or an earlier one. */
  readonly selected: ReadonlySignal<string>;
  /**
   * The tab that is shown. A tab that is chosen for the first time is drawn behind the one before, and takes its place
   * then: so the focus always has somewhere to go. Undefined: the panel has no tabs.
   */
  readonly current: ReadonlySignal<TabSlot | undefined>;
  /** Shows the tab. If its code could not be loaded before, tries again. */
  select(id: string): void;
}

export function createTabSlots(panel: Panel, tabs: readonly Tab[], end: AbortSignal): TabSlots {
  const selected = panel.remember("tab", tabs[0]?.id ?? "");
  const all = tabs.map((tab) => {
    const drawn = signal(false);
    const markDrawn = () => {
      drawn.value = true;
    };
    return { tab, opened: signal<OpenTab | null>(null), drawn, markDrawn };
  });
  const slotOf = (id: string) => all.find(({ tab }) => tab.id === id) ?? all[0];
  const current = signal(slotOf(selected.peek()));

  const begun = new Set<string>();
  const open = async ({ tab, opened }: (typeof all)[number]) => {
    if (begun.has(tab.id)) return;
    begun.add(tab.id);
    try {
      opened.value = await tab.open(panel, end);
    } catch (error) {
      begun.delete(tab.id);
      const reason = (error as Error).message.replace(/\.$/, "");
      panel.undo.tell(panel.text("tabNotLoaded", panel.text(tab.title), reason), true);
    }
  };
  const stop = effect(() => {
    const slot = slotOf(selected.value);
    if (slot === undefined) return;
    void open(slot);
    if (slot.drawn.value) current.value = slot;
  });
  end.addEventListener("abort", stop);
  const select = (id: string) => {
    // The effect does not run again for the tab that is selected.
    if (selected.peek() === id && !end.aborted) void open(slotOf(id)!);
    selected.value = id;
  };
  followLinks(panel, { selected, current }, end);
  return { all, selected, current, select };
}

/** Shows the tab that a link leads to, and what the link is about once that tab is drawn. */
function followLinks(
  { links }: Panel,
  { selected, current }: Pick<TabSlots, "current"> & { readonly selected: Signal<string> },
  end: AbortSignal,
): void {
  const stop = effect(() => {
    const { value: link } = links.followed;
    if (link === null) return;
    selected.value = link.tab;
    const { tab, opened } = current.value!;
    if (tab.id !== link.tab || opened.value === null) return;
    const { show } = opened.value;
    untracked(() => {
      links.arrived();
      show?.(link.what);
    });
  });
  end.addEventListener("abort", stop);
}
