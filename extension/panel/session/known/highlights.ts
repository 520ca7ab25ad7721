/** Changes that others have just made: which values are highlighted, and which removed ones are still shown. */

import { batch, computed, effect, type ReadonlySignal, untracked } from "@preact/signals";
import type { Cause } from "sessionscope/protocol";
import { ancestorsOf, isWithin, nodeAt, pathId, placeIn } from "../../../json/path.ts";
import type { Panel } from "../../state.ts";
import { type Ghost, nodeOf } from "../../widgets/tree-rows.ts";
import type { ChangeLog, LatestChanges } from "./change-log.ts";
import type { LoggedChange } from "./changes.ts";
import type { KnownEntry } from "./entry.ts";
import { createExpiring } from "./expiring.ts";
import type { MutedKeys } from "./muted-keys.ts";
import type { Words } from "./words.ts";

export interface Highlight {
  readonly change: LoggedChange;
  /** A different number for each highlight, so that a new one starts its animation from the beginning. */
  readonly count: number;
}

/** Too many changes at once to highlight each. */
export interface Burst {
  readonly count: number;
  readonly causes: readonly (Cause | null)[];
}

export interface Highlights {
  /** By path id. */
  readonly byPath: ReadonlySignal<ReadonlyMap<string, Highlight>>;
  /** Ids of everything above a highlight. */
  readonly above: ReadonlySignal<ReadonlySet<string>>;
  /** Removed values that are still shown. */
  readonly ghosts: ReadonlySignal<readonly Ghost[]>;
  readonly burst: ReadonlySignal<Burst | null>;
}

/** Milliseconds for which a tint and a removed row stay. */
export const tintMs = 3000;
/** Milliseconds for which a sentence and a bar stay. */
const sentenceMs = 10_000;
/** More changes at once are a burst. */
export const mostHighlights = 20;

export interface HighlightParts {
  readonly panel: Panel;
  readonly changeLog: ChangeLog;
  readonly muted: MutedKeys;
  readonly words: Words;
}

export function createHighlights({ panel, changeLog, muted, words }: HighlightParts, end: AbortSignal): Highlights {
  const highlights = createExpiring<Highlight>(sentenceMs, end);
  const ghosts = createExpiring<Ghost>(tintMs, end);
  const bursts = createExpiring<Burst>(sentenceMs, end);
  let count = 0;

  const highlight = (changes: readonly LoggedChange[], before: readonly KnownEntry[]) => {
    const there = new Set(changes.map(({ path }) => pathId(path)));
    ghosts.drop(({ path }) => there.has(pathId(path)));
    // What was changed in since says the change in it, not the one before.
    const above = new Set(changes.flatMap(({ path }) => ancestorsOf(path).map(pathId)));
    highlights.drop(({ change }) => above.has(pathId(change.path)));
    ghosts.add(changes.filter(({ kind }) => kind === "removed").map((change) => ghostOf(change, before)));
    highlights.add(changes.map((change) => ({ change, count: ++count })));
  };
  const take = ({ changes, before, another }: LatestChanges) => {
    // The changes of one session say nothing about the next.
    if (another) for (const part of [highlights, ghosts, bursts]) part.drop(() => true);
    const own = changes.filter(({ cause }) => words.isOwn(cause));
    // The user has written over these values.
    highlights.drop(({ change }) => own.some(({ path }) => isWithin(change.path, path) || isWithin(path, change.path)));
    const others = changes.filter(({ cause, path }) => !words.isOwn(cause) && !muted.keys.peek().has(`${path[0]}`));
    if (others.length === 0) return;
    panel.announce(words.changes(others));
    if (others.length <= mostHighlights) highlight(others, before);
    else bursts.add([{ count: others.length, causes: others.map(({ cause }) => cause) }]);
  };
  const stop = effect(() => {
    const { value: latest } = changeLog.latest;
    untracked(() => batch(() => take(latest)));
  });
  end.addEventListener("abort", stop);

  const byPath = computed(
    () =>
      new Map(
        highlights.items.value
          .filter(({ change }) => !muted.keys.value.has(String(change.path[0])))
          .map((one) => [pathId(one.change.path), one]),
      ),
  );
  return {
    byPath,
    above: computed(
      () => new Set([...byPath.value.values()].flatMap(({ change }) => ancestorsOf(change.path).map(pathId))),
    ),
    ghosts: ghosts.items,
    burst: computed(() => bursts.items.value.at(-1) ?? null),
  };
}

/** A removed value in the place it had. */
function ghostOf({ path, before }: LoggedChange, entries: readonly KnownEntry[]): Ghost {
  const index = entries.findIndex(({ key }) => key === path[0]);
  const root = entries[index];
  const node = root === undefined ? null : nodeOf(root);
  const parent = node === null ? null : nodeAt(node, path.slice(1, -1));
  const at = path.length === 1 ? index : placeIn(parent, path.at(-1)!);
  return { path, text: before ?? "", at: at === -1 ? null : at };
}
