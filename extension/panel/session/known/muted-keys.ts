/** Keys whose changes are not announced, because they change all the time: kept for each server. */

import { computed, type ReadonlySignal } from "@preact/signals";
import * as v from "valibot";
import type { Panel } from "../../state.ts";

export interface MutedKeys {
  /** At the current server. */
  readonly keys: ReadonlySignal<ReadonlySet<string>>;
  mute(key: string): void;
  /** Without a key, all of them. */
  unmute(key?: string): void;
}

/** By origin. The origin that was changed last comes last. */
const Kept = v.fallback(v.record(v.string(), v.array(v.string())), {});
/** More origins than this are forgotten, the oldest first. */
const mostOrigins = 50;
const mostKeys = 200;
/** UTF-16 units of a key that is kept. */
const longestKey = 1000;

export function createMutedKeys({ remember, visit }: Pick<Panel, "remember" | "visit">): MutedKeys {
  const kept = remember("session.muted", "");
  const byOrigin = computed(() => read(kept.value));
  const origin = () => visit.value.endpoint?.origin ?? "";
  const keys = computed(() => new Set(byOrigin.value[origin()]));

  const keep = (muted: readonly string[]) => {
    const { [origin()]: _, ...others } = byOrigin.peek();
    const all = muted.length === 0 ? others : { ...others, [origin()]: muted.slice(-mostKeys) };
    kept.value = JSON.stringify(Object.fromEntries(Object.entries(all).slice(-mostOrigins)));
  };
  return {
    keys,
    mute(key) {
      if (key.length <= longestKey && !keys.peek().has(key)) keep([...keys.peek(), key]);
    },
    unmute: (key) => keep(key === undefined ? [] : [...keys.peek()].filter((other) => other !== key)),
  };
}

function read(kept: string): Readonly<Record<string, readonly string[]>> {
  try {
    return v.parse(Kept, JSON.parse(kept || "{}"));
  } catch {
    return {};
  }
}
