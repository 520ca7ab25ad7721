/** A session as a tab shows it, built from the bottom up: what the server has, edits laid over it, the tree that draws them. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Panel } from "../state.ts";
import { countValues, type Ghost } from "../widgets/tree-rows.ts";
import { createTree, type TreeState } from "../widgets/tree-state.ts";
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
import { createHighlights, type Highlights } from "./known/highlights.ts";
import type { Sort } from "./known/key-order.ts";
import { createMutedKeys, type MutedKeys } from "./known/muted-keys.ts";
import { createReader, type Reader } from "./known/reader.ts";
import { createWords, type Words } from "./known/words.ts";
import type { SessionSource } from "./session-source.ts";

export interface ShownSession {
  readonly panel: Panel;
  // What the server has.
  readonly source: SessionSource;
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
  // What is drawn.
  readonly tree: TreeState;
  /** Of the keys. */
  readonly sort: Signal<Sort>;
  /** Values that are gone and still shown. */
  readonly ghosts: ReadonlySignal<readonly Ghost[]>;
  readonly counts: ReadonlySignal<Counts>;
  /** The number of edits that are typed or pending. */
  readonly unsaved: ReadonlySignal<number>;
  /** At another server nothing of this is true any more. */
  forget(): void;
}

export interface Counts {
  readonly keys: number;
  /** Lists and dicts included. */
  readonly values: number;
  readonly invalid: number;
  readonly conflicts: number;
  readonly waiting: number;
}

export function createShownSession(panel: Panel, source: SessionSource, end: AbortSignal): ShownSession {
  const reader = createReader(panel, source, end);
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
  const addForm = createAddForm({ panel, source, reader, editWords, saver, overlay, tree });
  const rowActions = createRowActions({
    panel,
    source,
    reader,
    editWords,
    pending,
    saver,
    overlay,
    cells,
    tree,
    addForm,
  });

  const typed = computed(() => [...cells.open.value.values()].filter((cell) => cell.from !== cell.typed).length);
  return {
    panel,
    source,
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
    tree,
    sort,
    ghosts,
    counts: countsOf({ overlay, pending, cells, documents }),
    unsaved: computed(
      () => typed.value + documents.open.value.size + pending.waiting.value.length + pending.conflicts.value.length,
    ),
    forget() {
      for (const part of [reader, pending, cells, documents, addForm]) part.forget();
    },
  };
}

type Counted = Pick<ShownSession, "overlay" | "pending" | "cells" | "documents">;

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
