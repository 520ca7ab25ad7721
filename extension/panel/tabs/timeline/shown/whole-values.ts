/** Values that the record has cut, loaded whole when they are opened. */

import { signal } from "@preact/signals";
import type { Panel } from "../../../state.ts";
import type { KnownRequests } from "../known/known-requests.ts";
import type { KnownRequest, ValueSide } from "../known/request.ts";

export interface WholeValues {
  /** The whole text; null: it was not loaded. */
  of(request: KnownRequest, key: string, side: ValueSide): string | null;
  load(request: KnownRequest, key: string, side: ValueSide): Promise<void>;
}

/** UTF-16 units of all loaded texts. */
const room = 16_000_000;

export function createWholeValues({ undo }: Panel, known: KnownRequests): WholeValues {
  const texts = signal<ReadonlyMap<string, string>>(new Map());
  const loading = new Set<string>();
  const idOf = (request: KnownRequest, key: string, side: ValueSide) => JSON.stringify([request.id, key, side]);
  return {
    of: (request, key, side) => texts.value.get(idOf(request, key, side)) ?? null,
    async load(request, key, side) {
      const id = idOf(request, key, side);
      if (loading.has(id) || texts.peek().has(id)) return;
      loading.add(id);
      try {
        const text = await known.value(request, key, side);
        const all = [...texts.peek(), [id, text] as const];
        let size = all.reduce((sum, [, one]) => sum + one.length, 0);
        while (size > room && all.length > 1) size -= all.shift()![1].length;
        texts.value = new Map(all);
      } catch (error) {
        undo.tell((error as Error).message, true);
      } finally {
        loading.delete(id);
      }
    },
  };
}
