/** Layout that is remembered when DevTools closes: sizes of panes, and which were open. */

import { effect, type Signal, signal } from "@preact/signals";
import type { Platform } from "../platform/platform.ts";

type Kept = string | number | boolean;

const storageKey = "layout";
/** Milliseconds between the last change and its writing. */
const settle = 300;

export interface Remember {
  (name: string, initial: string): Signal<string>;
  (name: string, initial: number): Signal<number>;
  (name: string, initial: boolean): Signal<boolean>;
}

/** Reads all remembered values at the start, so that the layout does not jump later. */
export async function createMemory(storage: Platform["storage"], end: AbortSignal): Promise<Remember> {
  const stored = await storage.get(storageKey);
  const kept: Record<string, unknown> = typeof stored === "object" && stored !== null ? { ...stored } : {};
  const signals = new Map<string, Signal<Kept>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  end.addEventListener("abort", () => clearTimeout(timer));

  const remember = (name: string, initial: Kept): Signal<Kept> => {
    const known = signals.get(name);
    if (known !== undefined) return known;
    const before = kept[name];
    const made = signal(typeof before === typeof initial ? (before as Kept) : initial);
    signals.set(name, made);
    let first = true;
    const stop = effect(() => {
      kept[name] = made.value;
      if (!first) {
        clearTimeout(timer);
        timer = setTimeout(() => void storage.set(storageKey, kept), settle);
      }
      first = false;
    });
    end.addEventListener("abort", stop);
    return made;
  };
  // A value keeps the type with which it was written.
  return remember as Remember;
}
