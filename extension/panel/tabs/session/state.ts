/** The Session tab without its look: the dictionary as the server has it, what is being done to it, what happens to it. */

import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Cause } from "sessionscope/protocol";
import { sameServer } from "../../server/visit.ts";
import type { Panel } from "../../state.ts";
import { countValues } from "../../widgets/tree-rows.ts";
import { createTree, type TreeState } from "../../widgets/tree-state.ts";
import type { Typings } from "./edits/cells.ts";
import type { OpenDocuments } from "./edits/documents.ts";
import { createEditing, type Editing } from "./edits/editing.ts";
import { Complaint, createSaver, type Saver } from "./edits/saver.ts";
import { createShown, type Shown } from "./edits/shown.ts";
import type { Sort } from "./known/key-order.ts";
import { createMutedKeys, type MutedKeys } from "./known/muted-keys.ts";
import { type Change, createNews, type NewsDesk } from "./known/news.ts";
import { createReader, type Reader } from "./known/reader.ts";
import { createWords, type Words } from "./known/words.ts";
import { createEndings, type Endings } from "./whole/commands.ts";

export type DetailTab = "json" | "raw" | "decoded" | "history" | "all";

export interface SessionTab {
  readonly panel: Panel;
  readonly reader: Reader;
  readonly news: NewsDesk;
  readonly muted: MutedKeys;
  readonly saver: Saver;
  readonly shown: Shown;
  readonly tree: TreeState;
  /** Of the keys. */
  readonly sort: Signal<Sort>;
  readonly editing: Editing;
  readonly endings: Endings;
  readonly words: Words;
  readonly counts: ReadonlySignal<Counts>;
  /** What was typed and is not saved. */
  readonly unsaved: ReadonlySignal<number>;
  readonly detailTab: Signal<DetailTab>;
  /** The change that the history has selected; null: the newest. */
  readonly historyAt: Signal<Change | null>;
  readonly expiryOpen: Signal<boolean>;
}

export interface Counts {
  readonly keys: number;
  /** Lists and dicts included. */
  readonly values: number;
  readonly invalid: number;
  readonly conflicts: number;
  readonly waiting: number;
}

export function createSessionTab(panel: Panel, end: AbortSignal): SessionTab {
  const muted = createMutedKeys(panel);
  const rules = {
    say: (changes: readonly Change[]) => panel.announce(words.flashed(changes)),
    isOwn: (cause: Cause | null) => words.isOwn(cause),
    muted: muted.keys,
  };
  const news = createNews(rules, end);
  const reader = createReader(panel, news.take, end);
  const words = createWords(panel, reader.session);
  const saver = createSaver(panel, reader, words, end);
  const typings: Typings = signal(new Map());
  const open: OpenDocuments = signal(new Map());
  const held = computed(() => [...typings.value.values(), ...open.value.values()]);
  const sort = signal<Sort>({ by: null, descending: false });
  const shown = createShown(reader, saver, news, held, sort);
  const tree = createTree(shown.roots, shown.ghosts);
  const putBack: Parameters<typeof createEndings>[2] = async (edits, at) => {
    const saved = await saver.save(edits, at, false);
    if (saved instanceof Complaint) throw new Error(saved.sentence);
    at.over.throwIfAborted();
    if (saved === "waiting") throw new Error(words.awayUndo());
  };
  const endings = createEndings(panel, reader, putBack, end);
  const editing = createEditing({ typings, open, panel, reader, saver, shown, tree, endings, words }, end);
  const { desk, documents } = editing;

  // Another server: nothing of this one is true there.
  let server = panel.visit.peek();
  const stop = effect(() => {
    const { value: at } = panel.visit;
    if (at.endpoint === null) return;
    const other = server.endpoint !== null && !sameServer(server, at);
    server = at;
    if (other) for (const part of [reader, news, saver, editing]) part.forget();
  });
  end.addEventListener("abort", stop);

  const values = computed(() => countValues(shown.roots.value));
  const typed = computed(() => [...desk.typings.value.values()].filter(({ from, typed: now }) => from !== now));
  return {
    panel,
    reader,
    news,
    muted,
    saver,
    shown,
    tree,
    sort,
    editing,
    endings,
    words,
    counts: computed(() => ({
      keys: shown.roots.value.length,
      values: values.value,
      invalid: [...desk.typings.value.values(), ...documents.open.value.values()].filter(({ checked }) => !checked.ok)
        .length,
      conflicts: saver.conflicts.value.length,
      waiting: saver.waiting.value.length,
    })),
    unsaved: computed(
      () => typed.value.length + documents.open.value.size + saver.waiting.value.length + saver.conflicts.value.length,
    ),
    detailTab: signal<DetailTab>("json"),
    historyAt: signal<Change | null>(null),
    expiryOpen: signal(false),
  };
}
