/** Take, rename, delete and restore. Each can be undone. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { countsRevisions } from "../../../engine.ts";
import { keepBefore, notKept } from "../../../snapshots/automatic.ts";
import {
  addSnapshots,
  type KeptSnapshot,
  longestName,
  removeSnapshots,
  renameSnapshot,
} from "../../../snapshots/kept.ts";
import { type Part, restore } from "../../../snapshots/restore.ts";
import { takeNamed } from "../../../snapshots/take-named.ts";
import type { Panel, Visit } from "../../../state.ts";
import type { Step } from "../../../undo.ts";
import type { KeptHere } from "../known/kept-here.ts";
import { nameOf } from "../list/names.ts";
import type { SnapshotList } from "../list/snapshot-list.ts";

export interface Commands {
  /** One of them is under way: others are not begun. */
  readonly busy: ReadonlySignal<boolean>;
  /** Id of the snapshot whose name is a field; null: none. */
  readonly naming: Signal<string | null>;
  /** Keeps the session as it is, and asks for a name. */
  take(): Promise<void>;
  rename(snapshot: KeptSnapshot, name: string): Promise<void>;
  remove(snapshots: readonly KeptSnapshot[]): Promise<void>;
  restore(snapshot: KeptSnapshot, part: Part): Promise<void>;
  /** Keeps snapshots of a file. @returns whether they are kept. */
  importAll(snapshots: readonly KeptSnapshot[]): Promise<boolean>;
}

export interface CommandParts {
  readonly panel: Panel;
  readonly kept: KeptHere;
  readonly list: Pick<SnapshotList, "table">;
}

export function createCommands({ panel, kept, list }: CommandParts, end: AbortSignal): Commands {
  const { text, undo, platform } = panel;
  const { storage } = platform;
  const busy = signal(false);
  const naming = signal<string | null>(null);

  /** Runs one command at a time, within the visit it began in, and tells when it fails. @returns whether it did not. */
  const oneAtATime = async (act: (at: Visit, origin: string) => Promise<unknown>): Promise<boolean> => {
    const at = panel.visit.peek();
    if (busy.peek() || at.endpoint === null) return false;
    busy.value = true;
    try {
      await act(at, at.endpoint.origin);
      return true;
    } catch (error) {
      if (!end.aborted) undo.tell(error instanceof Error ? error.message : String(error), true);
      return false;
    } finally {
      busy.value = false;
    }
  };
  /** Writes to the storage. @throws Error with a sentence for people */
  const write = async (writing: Promise<void>) => {
    await writing.catch((error: unknown) => {
      throw new Error(notKept(panel, error));
    });
    await kept.read();
  };
  /** Does it, and pushes its undo step. */
  const perform = async (step: Step, act: () => Promise<void>, at: Visit) => {
    await act();
    undo.push(
      {
        ...step,
        async redo() {
          await act();
          return step.done;
        },
      },
      at.over,
    );
  };
  const adding = (added: readonly KeptSnapshot[], origin: string) => ({
    add: () => write(addSnapshots(storage, origin, added)),
    take: () => write(removeSnapshots(storage, origin, new Set(added.map(({ id }) => id)))),
  });

  return {
    busy,
    naming,
    async take() {
      await oneAtATime(async (at) => {
        const added = await takeNamed(panel, at);
        if (added === null) return;
        await kept.read();
        list.table.choose(added.id);
        naming.value = added.id;
      });
    },
    async rename(snapshot, typed) {
      const name = typed.trim().slice(0, longestName);
      if (name === "" || name === snapshot.name) return;
      await oneAtATime(async (at, origin) => {
        const named = (to: string | null) => () => write(renameSnapshot(storage, origin, snapshot.id, to));
        const before = nameOf(text, snapshot);
        const step = { done: text("sessionRenamed", before, name), name: text("undoRename", before, name) };
        const back = async () => {
          await named(snapshot.name)();
          return text("sessionRenamedBack", name, before);
        };
        await perform({ ...step, undo: back }, named(name), at);
      });
    },
    async remove(snapshots) {
      const [first] = snapshots;
      if (first === undefined) return;
      await oneAtATime(async (at, origin) => {
        const { add, take } = adding(snapshots, origin);
        const name = nameOf(text, first);
        const step = { done: text("doneDeleted", name), name: text("undoDelete", name) };
        const back = async () => {
          await add();
          return text("sessionPutBack", name);
        };
        await perform({ ...step, undo: back }, take, at);
      });
    },
    async restore(snapshot, part) {
      const name = nameOf(text, snapshot);
      await oneAtATime((at) =>
        restore(
          panel,
          snapshot,
          part,
          {
            name: text("snapshotNameRestore", name),
            done: (revision) =>
              countsRevisions(panel.hello.peek())
                ? text("snapshotRestored", name, revision)
                : text("snapshotRestoredPlain", name),
            before: (now) => keepBefore(panel, "restore", now.snapshot, at),
          },
          at,
        ),
      );
    },
    importAll: (snapshots) =>
      oneAtATime(async (at, origin) => {
        const { add, take } = adding(snapshots, origin);
        const step = {
          done: text("snapshotsImported", snapshots.length),
          name: text("snapshotNameImport", snapshots.length),
        };
        const back = async () => {
          await take();
          return text("importTakenBack");
        };
        await perform({ ...step, undo: back }, add, at);
        list.table.choose(snapshots[0]?.id ?? "");
      }),
  };
}
