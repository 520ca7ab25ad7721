/** Ghosts: values that are gone and still shown, because they were removed just now or while the user was editing them. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { rawAt } from "../../../json/edit.ts";
import { type Path, pathId } from "../../../json/path.ts";
import { byteSize } from "../../../json/print.ts";
import type { Ghost } from "../../widgets/tree-rows.ts";
import type { Highlights } from "../known/highlights.ts";
import { compareKeys, type Sort } from "../known/key-order.ts";
import type { Overlay } from "./overlay.ts";
import type { Pending } from "./pending-edits.ts";

/** A value that the user is editing. Its row stays, whatever happens on the server. */
export interface Edited {
  readonly path: Path;
  /** Text of the whole key that the author saw. */
  readonly seen: string | null;
}

export interface GhostParts {
  readonly highlights: Highlights;
  readonly pending: Pending;
  readonly overlay: Overlay;
  readonly sort: ReadonlySignal<Sort>;
  /** Cells and documents that are open. */
  readonly open: readonly ReadonlySignal<ReadonlyMap<string, Edited>>[];
}

/** Always the same object, so that what is computed from it stays. */
const none: readonly Ghost[] = [];

export function createGhosts({
  highlights,
  pending,
  overlay,
  sort,
  open,
}: GhostParts): ReadonlySignal<readonly Ghost[]> {
  const edited = computed((): readonly Edited[] => [
    ...open.flatMap(({ value }) => [...value.values()]),
    ...pending.conflicts.value.map(({ edit }) => edit),
  ]);
  return computed(() => {
    const lost = [...new Map(edited.value.map((one) => [pathId(one.path), one])).values()]
      .filter(({ path }) => !overlay.has(path))
      .map((one) => ghostOf(one, overlay));
    if (lost.length === 0 && highlights.ghosts.value.length === 0) return none;
    const ids = new Set(lost.map(({ path }) => pathId(path)));
    const removed = highlights.ghosts.value.filter(({ path }) => !ids.has(pathId(path)) && !overlay.has(path));
    return [...removed.map((ghost) => placed(ghost, overlay, sort.value)), ...lost];
  });
}

/** The ghost stands in the innermost value around it that is still there. */
function ghostOf({ path, seen }: Edited, overlay: Overlay): Ghost {
  const above = path.slice(0, -1);
  while (!overlay.has(above)) above.pop();
  const under = above.length === path.length - 1 ? undefined : above;
  return { path, under, text: rawAt(seen, path) ?? "", at: null };
}

/** Among sorted keys, a ghost stands where its key would. */
function placed(ghost: Ghost, { roots }: Overlay, sort: Sort): Ghost {
  if (sort.by === null || ghost.path.length > 1) return ghost;
  const { text } = ghost;
  const key = { key: String(ghost.path[0]), text, size: byteSize(text), state: "whole", mask: null } as const;
  const before = roots.value.filter((other) => compareKeys(other, { ...key, changed: other.changed }, sort) < 0);
  return { ...ghost, at: before.length };
}
