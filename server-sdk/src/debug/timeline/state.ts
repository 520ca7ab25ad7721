/** What a session held at a revision: its entries as they were loaded once, with what the recorded commits did before or after that. */

import type { Base } from "./bases.ts";
import type { Recorded } from "./recorded.ts";

export interface State {
  readonly texts: ReadonlyMap<string, string>;
  /** Keys whose text was too long to be kept. */
  readonly forgotten: ReadonlySet<string>;
  /** `false`: a commit that counts here was not recorded, or not whole. */
  readonly exact: boolean;
}

/**
 * `counted`: each commit makes the next number, whoever makes it. `by-clock`: the numbers of another library's sessions,
 * where each commit must have found what the one before it has left.
 */
export type Numbering = "counted" | "by-clock";

/** A commit in the timeline, and the revision that it made. */
type Saved = Recorded & { readonly revision: number };

/**
 * `base`: `null`: the session began with nothing, or what it held is not known. `recorded`: the entries of this session.
 */
export function stateAt(
  revision: number,
  base: Base | null,
  recorded: readonly Recorded[],
  numbering: Numbering = "counted",
): State {
  const saves = recorded.filter(isSave).sort((one, other) => one.revision - other.revision);
  const state = new Reconstruction(base, saves, numbering);
  if (revision >= state.from) state.forward(revision);
  else state.back(revision);
  return state;
}

const isSave = (recorded: Recorded): recorded is Saved =>
  recorded.revision !== null && ["created", "stored", "rotated", "touched"].includes(recorded.outcome);

class Reconstruction implements State {
  readonly from: number;
  readonly texts: Map<string, string>;
  readonly forgotten = new Set<string>();
  exact = true;
  readonly #saves: readonly Saved[];
  readonly #numbering: Numbering;

  constructor(base: Base | null, saves: readonly Saved[], numbering: Numbering) {
    this.#numbering = numbering;
    this.from = base?.revision ?? 0;
    this.texts = new Map(base?.entries);
    this.#saves = saves;
  }

  /** To a later revision: what the commits up to it have written. */
  forward(to: number): void {
    for (const save of this.#between(this.from, to)) {
      if (save.cleared) this.texts.clear();
      for (const key of save.changes.keys()) this.#put(key, save, "after");
    }
  }

  /**
   * To an earlier revision. The first commit after it that has touched a key knows the text before, as its request had
   * loaded it; a commit between that load and the revision knows better.
   */
  back(to: number): void {
    const done = new Set<string>();
    for (const save of this.#between(to, this.from)) {
      const loaded = save.loadedRevision ?? 0;
      const meanwhile = loaded < to ? this.#between(loaded, to) : [];
      // What others have added meanwhile went with the rest, and is not named.
      if (save.cleared && loaded < save.revision - 1) this.exact = false;
      for (const key of save.changes.keys()) {
        if (done.has(key)) continue;
        done.add(key);
        const last = meanwhile.findLast(({ changes, cleared }) => cleared || changes.has(key));
        if (!last) this.#put(key, save, "before");
        else if (last.changes.has(key)) this.#put(key, last, "after");
        else this.texts.delete(key);
      }
    }
  }

  /** The commits after one revision, up to another one. */
  #between(after: number, upTo: number): readonly Saved[] {
    const saves = this.#saves.filter(({ revision }) => revision > after && revision <= upTo);
    const whole = this.#numbering === "counted" ? countOf(saves) === upTo - after : isChain(saves, after, upTo);
    if (!whole) this.exact = false;
    return saves;
  }

  #put(key: string, { changes, forgotten }: Saved, side: "before" | "after"): void {
    const text = changes.get(key)![side];
    this.forgotten.delete(key);
    if (text === null) this.texts.delete(key);
    else this.texts.set(key, text);
    if (text === null || !forgotten?.has(key)) return;
    this.forgotten.add(key);
    this.exact = false;
  }
}

const countOf = (saves: readonly Saved[]): number => new Set(saves.map(({ revision }) => revision)).size;

/** Whether each has found what the one before it has left, from one revision to another. */
function isChain(saves: readonly Saved[], after: number, upTo: number): boolean {
  let at = after;
  for (const { loadedRevision, revision } of saves) {
    if ((loadedRevision ?? 0) !== at) return false;
    at = revision;
  }
  return at === upTo;
}
