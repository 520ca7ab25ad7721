/** Loads values whole that the server has sent cut short. */

import { effect, untracked } from "@preact/signals";
import type { Panel, Visit } from "../../state.ts";
import type { SessionSource } from "../session-source.ts";
import type { KnownEntry } from "./entry.ts";
import type { KnownSession } from "./known-session.ts";

/** Resolves to the whole text of a key, empty where there is none, asked for in a visit. @throws CallFailed */
export type LoadWhole = (key: string, at?: Visit) => Promise<string>;

export function createWholeValues(
  panel: Panel,
  source: SessionSource,
  known: KnownSession,
  end: AbortSignal,
): LoadWhole {
  /** Loads under way: a second request for the same key shares the first. */
  const loads = new Map<KnownEntry, Promise<string>>();

  const load = async (entry: KnownEntry, at: Visit): Promise<string> => {
    const { revision } = known.session.peek()!;
    const { text, changed } = await source.value(at, entry.key);
    known.acceptWhole(entry, { text, revision, changed });
    return text;
  };
  const loadWhole: LoadWhole = async (key, at = panel.visit.peek()) => {
    at.over.throwIfAborted();
    const entry = known.entries.peek().find((other) => other.key === key);
    if (entry?.state !== "cut") return entry?.text ?? "";
    const loading = loads.get(entry) ?? load(entry, at).finally(() => loads.delete(entry));
    loads.set(entry, loading);
    return loading;
  };

  /** A value that was loaded whole and has changed since is loaded again. */
  const loadAgain = () => {
    const states = new Map(known.entries.peek().map(({ key, state }) => [key, state]));
    for (const key of known.wholeKeys()) {
      const state = states.get(key);
      if (state !== undefined && state !== "cut") continue;
      known.dropWhole(key);
      if (state === "cut") void loadWhole(key).catch(() => {});
    }
  };
  const stop = effect(() => {
    if (known.transition.value !== null) untracked(loadAgain);
  });
  end.addEventListener("abort", stop);

  return loadWhole;
}
