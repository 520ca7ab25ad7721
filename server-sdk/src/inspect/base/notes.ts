/**
 * What the app's requests did, for the endpoint. It is told when a panel asks, or at once while one listens: until then a
 * request leaves a note, which costs it little. The newest notes are kept.
 */

import type { Inspected } from "./serve-bridge.ts";

export type Note = (inspected: Inspected) => void;

/** Of some hundred requests: as many as the timeline has entries. */
const mostNotes = 1500;
/** UTF-16 units of the texts in all notes. */
const mostUnits = 4_000_000;

export class Notes {
  readonly #kept: { readonly note: Note; readonly units: number }[] = [];
  #units = 0;

  /** `units`: of the texts that the note holds. */
  add(note: Note, units: number): void {
    this.#kept.push({ note, units });
    this.#units += units;
    while (this.#kept.length > mostNotes || (this.#units > mostUnits && this.#kept.length > 1)) {
      this.#units -= this.#kept.shift()!.units;
    }
  }

  /** All of them, the oldest first; none is left. */
  take(): Note[] {
    this.#units = 0;
    return this.#kept.splice(0).map(({ note }) => note);
  }
}
