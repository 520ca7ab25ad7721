/** Small things kept over sessions of DevTools: sizes of panes, what was open. */

import { effect, type Signal, signal } from "@preact/signals";
import type { Platform } from "../platform/platform.ts";

const storageKey = "layout";
/** Milliseconds after the last change until it is written. */
const settle = 300;

export type Remember = <T extends string | number | boolean>(name: string, initial: T) => Signal<T>;

/** Reads once what is kept, so that nothing jumps later. */
export async function createMemory(storage: Platform["storage"], end: AbortSignal): Promise<Remember> {
  const stored = await storage.get(storageKey);
  const kept: Record<string, unknown> = typeof stored === "object" && stored !== null ? { ...stored } : {};
  const signals = new Map<string, Signal<string | number | boolean>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  end.addEventListener("abort", () => clearTimeout(timer));

  return <T extends string | number | boolean>(name: string, initial: T): Signal<T> => {
    const known = signals.get(name);
    if (known !== undefined) return known as unknown as Signal<T>;
    const before = kept[name];
    const made = signal<T>(typeof before === typeof initial ? (before as T) : initial);
    signals.set(name, made as unknown as Signal<string | number | boolean>);
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
}
