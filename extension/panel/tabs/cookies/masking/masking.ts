/** Which rows show a mask in place of their value. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Options } from "../../../options.ts";
import type { CookieRow } from "../known/cookie-rows.ts";

export interface Masking {
  isMasked(row: CookieRow): boolean;
  /** Shows the value of the row until the panel closes. */
  reveal(row: CookieRow): void;
}

export function createMasking(options: ReadonlySignal<Options>): Masking {
  const revealed = signal<ReadonlySet<string>>(new Set());
  return {
    isMasked: (row) => options.value.maskSecrets && row.secret && !revealed.value.has(row.id),
    reveal(row) {
      revealed.value = new Set([...revealed.peek(), row.id]);
    },
  };
}
