/** The state of the Snapshots tab, built from what is known to what can be done. */

import { type Signal, signal } from "@preact/signals";
import { onOtherServer } from "../../on-other-server.ts";
import { createReader, type Reader } from "../../session/known/reader.ts";
import { ownSession } from "../../session/session-source.ts";
import type { Panel } from "../../state.ts";
import { jumps } from "../../widgets/diff.tsx";
import { createSplit, type SplitState } from "../../widgets/split.tsx";
import { type Commands, createCommands } from "./edits/commands.ts";
import { type Comparison, createComparison } from "./known/comparison.ts";
import { createKeptHere, type KeptHere } from "./known/kept-here.ts";
import { createSnapshotList, type SnapshotList } from "./list/snapshot-list.ts";
import { createSnapshotImport, type SnapshotImport } from "./transfer/snapshot-import.ts";

export interface SnapshotsState {
  readonly panel: Panel;
  /** The session as it is now. */
  readonly reader: Reader;
  readonly kept: KeptHere;
  readonly list: SnapshotList;
  readonly comparison: Comparison;
  readonly commands: Commands;
  readonly snapshotImport: SnapshotImport;
  readonly importOpen: Signal<boolean>;
  readonly split: SplitState;
  /** The keyboard shortcuts of the tab. @returns true: the key is one of them. */
  onKey(event: KeyboardEvent): boolean;
}

export function createSnapshots(panel: Panel, end: AbortSignal): SnapshotsState {
  const reader = createReader(panel, ownSession(panel), end);
  onOtherServer(panel, reader.forget, end);
  const kept = createKeptHere(panel, end);
  const list = createSnapshotList(panel, kept);
  const comparison = createComparison(panel, reader, list.table.current, end);
  const commands = createCommands({ panel, kept, list }, end);
  return {
    panel,
    reader,
    kept,
    list,
    comparison,
    commands,
    snapshotImport: createSnapshotImport(commands),
    importOpen: signal(false),
    split: createSplit(panel.remember, "snapshots"),
    onKey: (event) => !isTyping(event) && list.table.current.peek() !== null && jumps(event, comparison.diff),
  };
}

const isTyping = ({ target }: KeyboardEvent) => target instanceof Element && target.matches("input, textarea, select");
