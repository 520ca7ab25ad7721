/** What changed on the server, while it is new: what flashes, what is said of it, and who changed which value when. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Cause } from "sessionscope/protocol";
import { type Difference, diffTexts } from "../../../../json/diff.ts";
import { ancestorsOf, isWithin, nodeAt, type Path, pathId, placeIn } from "../../../../json/path.ts";
import { type Ghost, nodeOf } from "../../../widgets/tree-rows.ts";
import { type Attribution, attributing, sameSession } from "./attribution.ts";
import { keepable, withChanges } from "./change-log.ts";
import type { KnownEntry, News } from "./reader.ts";

export interface Change extends Difference, Attribution {
  /** Only the beginnings of its texts are there. */
  readonly cut: boolean;
}

export interface Flash {
  readonly change: Change;
  /** Another number for each, so that a new one starts from the beginning. */
  readonly count: number;
}

export interface Flood {
  readonly count: number;
  readonly causes: readonly (Cause | null)[];
}

export interface NewsDesk {
  /** By path id, while the sentence stays. */
  readonly flashes: ReadonlySignal<ReadonlyMap<string, Flash>>;
  /** Ids of everything above a flash. */
  readonly above: ReadonlySignal<ReadonlySet<string>>;
  /** Removed values that are still shown. */
  readonly ghosts: ReadonlySignal<readonly Ghost[]>;
  /** Too much at once to flash. */
  readonly flood: ReadonlySignal<Flood | null>;
  /** Changes of the session at hand since the panel opened, the newest first, as far as there is room. */
  readonly log: ReadonlySignal<readonly Change[]>;
  /** The last change of a value below a key in this session, as far as it was seen; a key's own is in its entry. */
  lastChange(path: Path): Change | null;
  take(news: News): void;
  forget(): void;
}

/** Milliseconds: the tint, and how long removed rows stay; the sentence and the bar. */
export const tintFor = 3000;
const saidFor = 10_000;
/** More changes at once do not flash. */
export const mostFlashes = 20;

export interface NewsRules {
  /** Tells of changes to those who do not see them. */
  say(changes: readonly Change[]): void;
  /** Did this panel do it? */
  isOwn(cause: Cause | null): boolean;
  /** Changes of these keys are recorded, and not announced. */
  readonly muted: ReadonlySignal<ReadonlySet<string>>;
}

export function createNews({ say, isOwn, muted }: NewsRules, end: AbortSignal): NewsDesk {
  const flashes = signal<ReadonlyMap<string, Flash>>(new Map());
  const ghosts = signal<readonly Ghost[]>([]);
  const flood = signal<Flood | null>(null);
  const log = signal<readonly Change[]>([]);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let count = 0;

  const later = (milliseconds: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, milliseconds);
    timers.add(timer);
  };
  end.addEventListener("abort", () => {
    for (const timer of timers) clearTimeout(timer);
  });

  const show = (changes: readonly Change[], before: readonly KnownEntry[]) => {
    const fresh = changes.map((change) => [pathId(change.path), { change, count: ++count }] as const);
    flashes.value = new Map([...flashes.peek(), ...fresh]);
    later(saidFor, () => {
      flashes.value = new Map(
        [...flashes.peek()].filter(([id, flash]) => !fresh.some(([one, mine]) => one === id && mine === flash)),
      );
    });
    const gone = changes.flatMap((change) => (change.kind === "removed" ? [ghostOf(change, before)] : []));
    const there = new Set(changes.map(({ path }) => pathId(path)));
    ghosts.value = [...ghosts.peek().filter(({ path }) => !there.has(pathId(path))), ...gone];
    if (gone.length > 0)
      later(tintFor, () => {
        ghosts.value = ghosts.peek().filter((ghost) => !gone.includes(ghost));
      });
  };

  /** Nothing that was said of a session holds for the next one. */
  const close = () => {
    flashes.value = new Map();
    ghosts.value = [];
    flood.value = null;
    log.value = [];
  };

  const audible = computed((): ReadonlyMap<string, Flash> => {
    if (muted.value.size === 0) return flashes.value;
    return new Map([...flashes.value].filter(([, { change }]) => !muted.value.has(String(change.path[0]))));
  });

  return {
    flashes: audible,
    above: computed(
      () => new Set([...audible.value.values()].flatMap(({ change }) => ancestorsOf(change.path).map(pathId))),
    ),
    ghosts,
    flood,
    log,
    lastChange: (path) =>
      log.value.find((change) => isWithin(path, change.path) || isWithin(change.path, path)) ?? null,
    take(news) {
      const { before, after } = news;
      if (after === null || (before !== null && !sameSession(before.session, after.session))) close();
      const changes = changesOf(news).map(keepable);
      if (changes.length === 0) return;
      log.value = withChanges(log.peek(), changes);
      const foreign = changes.filter(({ cause, path }) => !isOwn(cause) && !muted.peek().has(String(path[0])));
      const mine = changes.filter(({ cause }) => isOwn(cause));
      // What the user has written since is no news any more.
      const stale = ({ change }: Flash) =>
        mine.some(({ path }) => isWithin(change.path, path) || isWithin(path, change.path));
      if (mine.length > 0) flashes.value = new Map([...flashes.peek()].filter(([, flash]) => !stale(flash)));
      if (foreign.length === 0) return;
      say(foreign);
      if (foreign.length <= mostFlashes) {
        show(foreign, news.before?.entries ?? []);
        return;
      }
      const many: Flood = { count: foreign.length, causes: foreign.map(({ cause }) => cause) };
      flood.value = many;
      later(saidFor, () => {
        if (flood.peek() === many) flood.value = null;
      });
    },
    forget: close,
  };
}

/** What differs between two live states, and who did it. */
export function changesOf(news: News): Change[] {
  const { before, after } = news;
  if (before === null || after === null) return [];
  const old = new Map(before.entries.map((entry) => [entry.key, entry]));
  const now = new Map(after.entries.map((entry) => [entry.key, entry]));
  const whose = attributing(news);
  const changes: Change[] = [];
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(key), now.get(key)];
    const written = is?.state === "locked" && is.changed !== null && is.changed.at !== was?.changed?.at;
    if (was === is || (was?.text === is?.text && was?.size === is?.size && !written)) continue;
    // Of a value that is hidden or cut short only the fact is known.
    const partial = [was, is].some((entry) => entry !== undefined && entry.state !== "whole");
    const kind = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    const texts = { before: was?.text ?? null, after: is?.text ?? null };
    // The same beginning, and now whole: it was only loaded.
    if (partial && !written && was?.size === is?.size && startsAlike(was?.text ?? "", is?.text ?? "")) continue;
    const found: readonly Difference[] = partial
      ? [{ kind, path: [key], ...texts }]
      : diffTexts(texts.before, texts.after, [key]);
    for (const difference of found) changes.push({ ...difference, cut: partial, ...whose(difference.path, was, is) });
  }
  return changes;
}

const startsAlike = (a: string, b: string) => a.startsWith(b) || b.startsWith(a);

/** A removed value in the place it had. */
export function ghostOf({ path, before }: Pick<Difference, "path" | "before">, entries: readonly KnownEntry[]): Ghost {
  const index = entries.findIndex(({ key }) => key === path[0]);
  const root = entries[index];
  const node = root === undefined ? null : nodeOf(root);
  const parent = node === null ? null : nodeAt(node, path.slice(1, -1));
  const at = path.length === 1 ? index : placeIn(parent, path.at(-1)!);
  return { path, text: before ?? "", at: at === -1 ? null : at };
}
