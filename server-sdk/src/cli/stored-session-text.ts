import type { StoredSession } from "../core/store.ts";

/** Bytes of keys and values. */
export function sizeOf({ entries }: StoredSession): number {
  let size = 0;
  for (const [key, text] of entries) size += Buffer.byteLength(key) + Buffer.byteLength(text);
  return size;
}
