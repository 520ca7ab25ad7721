/**
 * What the app's requests did, for the endpoint. It is told when a panel asks, or at once while one listens: until then a
 * request leaves a note, which costs it little. The newest notes are kept. A note must not hold on to the app's request or
 * its session: hundreds of them would cost the garbage collector more than all that is noted.
 */

import type { Inspected } from "./serve-bridge.ts";

export type Note = (inspected: Inspected) => void;

/** Of some hundred requests: as many as the timeline has entries. */
const mostNotes = 1500;
/** UTF-16 units of the texts in all notes. */
const mostUnits = 4_000_000;

export class Notes {
  /** A ring: nothing is moved when the oldest goes. */
  readonly #notes: (Note | undefined)[] = [];
  readonly #unitsOf: number[] = [];
  #first = 0;
  #count = 0;
  #units = 0;
  #withoutSession = 0;

  /** `units`: of the texts that the note holds. */
  add(note: Note, units: number): void {
    while (this.#count === mostNotes || (this.#count > 0 && this.#units + units > mostUnits)) this.#dropOldest();
    const place = (this.#first + this.#count++) % mostNotes;
    this.#notes[place] = note;
    this.#unitsOf[place] = units;
    this.#units += units;
  }

  /** A request did nothing with a session. Such requests take no room from the others. */
  countWithoutSession(): void {
    this.#withoutSession++;
  }

  /** All of them, the oldest first; none is left. */
  take(): Note[] {
    const without = this.#withoutSession;
    this.#withoutSession = 0;
    const taken: Note[] = without > 0 ? [({ endpoint }) => times(without, () => endpoint.withoutSession())] : [];
    while (this.#count > 0) taken.push(this.#dropOldest());
    return taken;
  }

  #dropOldest(): Note {
    const oldest = this.#notes[this.#first]!;
    this.#notes[this.#first] = undefined;
    this.#units -= this.#unitsOf[this.#first]!;
    this.#first = (this.#first + 1) % mostNotes;
    this.#count--;
    return oldest;
  }
}

function times(count: number, work: () => void): void {
  for (let left = count; left > 0; left--) work();
}
