/** The state of the Session tab, built from the bottom up: what the server has, edits laid over it, what draws them. */

import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { sameServer } from "../../server/visit.ts";
import type { Panel } from "../../state.ts";
import { countValues, type Ghost } from "../../widgets/tree-rows.ts";
import { createTree, type TreeState } from "../../widgets/tree-state.ts";
import { type AddForm, createAddForm } from "./edits/add-form.ts";
import { type Cells, createCells } from "./edits/cells.ts";
import { type Conflicts, createConflicts } from "./edits/conflicts.ts";
import { createDocuments, type Documents } from "./edits/documents.ts";
import { createEditWords, type EditWords } from "./edits/edit-words.ts";
import { createGhosts } from "./edits/ghosts.ts";
import { createOverlay, type Overlay } from "./edits/overlay.ts";
import { createPending, type Pending } from "./edits/pending-edits.ts";
import { followRenames } from "./edits/renames.ts";
import { createRowActions, type RowActions } from "./edits/row-actions.ts";
import { createSaver, type Saver } from "./edits/saver.ts";
import { type ChangeLog, createChangeLog } from "./known/change-log.ts";
import type { LoggedChange } from "./known/changes.ts";
import { createHighlights, type Highlights } from "./known/highlights.ts";
import type { Sort } from "./known/key-order.ts";
import { createMutedKeys, type MutedKeys } from "./known/muted-keys.ts";
import { createReader, type Reader } from "./known/reader.ts";
import { createWords, type Words } from "./known/words.ts";
import { type Commands, createCommands } from "./whole/commands.ts";

export type DetailTab = "json" | "raw" | "decoded" | "history" | "all";

export interface SessionTab {
  readonly panel: Panel;
  // What the server has.
  readonly reader: Reader;
  readonly words: Words;
  readonly muted: MutedKeys;
  readonly changeLog: ChangeLog;
  readonly highlights: Highlights;
  // The user's edits.
  readonly editWords: EditWords;
  readonly pending: Pending;
  readonly saver: Saver;
  readonly conflicts: Conflicts;
  readonly overlay: Overlay;
  readonly cells: Cells;
  readonly documents: Documents;
  readonly addForm: AddForm;
  readonly rowActions: RowActions;
  // The session as one.
  readonly commands: Commands;
  // What is drawn.
  readonly tree: TreeState;
  /** Of the keys. */
  readonly sort: Signal<Sort>;
  /** Values that are gone and still shown. */
  readonly ghosts: ReadonlySignal<readonly Ghost[]>;
  readonly counts: ReadonlySignal<Counts>;
  /** The number of edits that are typed or pending. */
  readonly unsaved: ReadonlySignal<number>;
  readonly detailTab: Signal<DetailTab>;
  /** The change that the history has selected; null: the newest. */
  readonly historyAt: Signal<LoggedChange | null>;
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
  const reader = createReader(panel, end);
  const words = createWords(panel);
  const muted = createMutedKeys(panel);
  const changeLog = createChangeLog(reader, end);
  const highlights = createHighlights({ panel, changeLog, muted, words }, end);

  const editWords = createEditWords(panel, reader);
  const pending = createPending();
  const saver = createSaver({ panel, reader, editWords, pending });
  const conflicts = createConflicts({ panel, reader, editWords, pending, saver }, end);
  const sort = signal<Sort>({ by: null, descending: false });
  const overlay = createOverlay({ reader, pending, sort });
  const cells = createCells({ panel, pending, saver, overlay }, end);
  const documents = createDocuments({ panel, pending, saver, overlay });

  const ghosts = createGhosts({ highlights, pending, overlay, sort, open: [cells.open, documents.open] });
  const tree = createTree(overlay.roots, ghosts);
  followRenames({ pending, overlay, tree }, end);
  const addForm = createAddForm({ panel, reader, editWords, saver, overlay, tree });
  const rowActions = createRowActions({ panel, reader, editWords, pending, saver, overlay, cells, tree, addForm });

  const commands = createCommands({ panel, reader, saver, editWords }, end);

  forgetWithServer(panel, [reader, pending, cells, documents, addForm], end);

  const typed = computed(() => [...cells.open.value.values()].filter((cell) => cell.from !== cell.typed).length);
  const unsaved = computed(
    () => typed.value + documents.open.value.size + pending.waiting.value.length + pending.conflicts.value.length,
  );
  return {
    panel,
    reader,
    words,
    muted,
    changeLog,
    highlights,
    editWords,
    pending,
    saver,
    conflicts,
    overlay,
    cells,
    documents,
    addForm,
    rowActions,
    commands,
    tree,
    sort,
    ghosts,
    counts: countsOf({ overlay, pending, cells, documents }),
    unsaved,
    detailTab: signal<DetailTab>("json"),
    historyAt: signal<LoggedChange | null>(null),
    expiryOpen: signal(false),
  };
}

/** At another server nothing of this one is true. */
function forgetWithServer(panel: Panel, parts: readonly { forget(): void }[], end: AbortSignal): void {
  let server = panel.visit.peek();
  const stop = effect(() => {
    const { value: at } = panel.visit;
    if (at.endpoint === null) return;
    const other = server.endpoint !== null && !sameServer(server, at);
    server = at;
    if (other) for (const part of parts) part.forget();
  });
  end.addEventListener("abort", stop);
}

type Counted = Pick<SessionTab, "overlay" | "pending" | "cells" | "documents">;

function countsOf({ overlay, pending, cells, documents }: Counted): ReadonlySignal<Counts> {
  const values = computed(() => countValues(overlay.roots.value));
  const invalid = computed(
    () => [...cells.open.value.values(), ...documents.open.value.values()].filter(({ checked }) => !checked.ok).length,
  );
  return computed(() => ({
    keys: overlay.roots.value.length,
    values: values.value,
    invalid: invalid.value,
    conflicts: pending.conflicts.value.length,
    waiting: pending.waiting.value.length,
  }));
}
