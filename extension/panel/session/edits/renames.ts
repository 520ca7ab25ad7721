/** Keeps rows open and selected while a value in them, or around them, gets another name; also when the rename is not made. */

import { effect, untracked } from "@preact/signals";
import type { ValueEdit } from "../../../json/edit.ts";
import type { TreeState } from "../../widgets/tree-state.ts";
import type { Overlay } from "./overlay.ts";
import type { Pending } from "./pending-edits.ts";

type Rename = ValueEdit & { readonly kind: "rename" };

export interface RenameParts {
  readonly pending: Pending;
  readonly overlay: Overlay;
  readonly tree: TreeState;
}

export function followRenames({ pending, overlay, tree }: RenameParts, end: AbortSignal): void {
  let before: readonly Rename[] = [];
  const follow = (now: readonly Rename[]) => {
    for (const { path, to } of now.filter((rename) => !before.includes(rename))) tree.moved(path, goalOf(path, to));
    for (const { path, to } of before.filter((rename) => !now.includes(rename))) {
      if (overlay.has(path)) tree.moved(goalOf(path, to), path);
    }
    before = now;
  };
  const stop = effect(() => {
    const edits = [...pending.edits.value.values()].map(({ edit }) => edit);
    const renames = edits.filter((edit): edit is Rename => edit.kind === "rename");
    untracked(() => follow(renames));
  });
  end.addEventListener("abort", stop);
}

const goalOf = (path: ValueEdit["path"], to: string) => [...path.slice(0, -1), to];
