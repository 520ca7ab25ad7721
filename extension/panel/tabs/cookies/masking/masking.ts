/** Which values are covered, until they are revealed. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Options } from "../../../options.ts";
import type { Row } from "../known/cookie-rows.ts";

export interface Masking {
  isMasked(row: Row): boolean;
  /** Shows the value of the row, for as long as the panel is open. */
  reveal(row: Row): void;
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
