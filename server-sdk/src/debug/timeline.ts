/**
 * The timeline: what each request of this process, and each command of a panel, did to its session. It is bounded in
 * entries and in bytes, and forgets the oldest first.
 */

import type { Channel } from "node:diagnostics_channel";
import { type RequestEvent, sessionUsed } from "../core/events.ts";
import { type Base, Bases } from "./timeline/bases.ts";
import { type Deed, type Recorded, recordedOf, type Subject } from "./timeline/recorded.ts";

export interface TimelineLimits {
  readonly entries: number;
  /** An estimate for all that is kept. */
  readonly bytes: number;
}

const defaultLimits: TimelineLimits = { entries: 500, bytes: 4_000_000 };
/** The part of all bytes that a single entry may take. */
const share = 1 / 4;

export class Timeline {
  readonly limits: TimelineLimits;
  readonly #told: (recorded: Recorded) => void;
  /** Entry n is at n modulo its length. */
  readonly #ring: (Recorded | undefined)[];
  /** The bytes of each, beside it: what is to be forgotten has not been looked at for long, and is slow to reach. */
  readonly #sizes: Float64Array;
  readonly #bases: Bases;
  /** The oldest entry that is kept, and the next one. */
  #first = 1;
  #next = 1;
  #bytes = 0;
  #dropped = 0;
  #withoutSession = 0;
  #recording = true;

  /**
   * Listens to the requests of this process until the signal is aborted. `told`: is called with each new entry. `requests`:
   * where they are told.
   */
  constructor(
    told: (recorded: Recorded) => void,
    signal: AbortSignal,
    limits: TimelineLimits = defaultLimits,
    requests: Channel = sessionUsed,
  ) {
    this.limits = limits;
    this.#told = told;
    this.#ring = new Array(limits.entries).fill(undefined);
    this.#sizes = new Float64Array(limits.entries);
    this.#bases = new Bases(limits.entries);
    const hear = (message: unknown) => this.record(message as RequestEvent);
    requests.subscribe(hear);
    signal.addEventListener("abort", () => requests.unsubscribe(hear), { once: true });
  }

  get recording(): boolean {
    return this.#recording;
  }

  /** Requests that did nothing with a session. */
  get withoutSession(): number {
    return this.#withoutSession;
  }

  /** Entries that were forgotten to make room. */
  get dropped(): number {
    return this.#dropped;
  }

  get size(): number {
    return this.#next - this.#first;
  }

  pause(paused: boolean): void {
    this.#recording = !paused;
  }

  clear(): void {
    while (this.size > 0) this.#forgetOldest();
    this.#dropped = 0;
    this.#withoutSession = 0;
  }

  countWithoutSession(): void {
    if (this.#recording) this.#withoutSession++;
  }

  record(deed: Deed): void {
    if (!this.#recording) return;
    const { entries, bytes } = this.limits;
    const recorded = recordedOf(this.#next, deed, bytes * share);
    if (this.size === entries) this.#drop();
    const place = this.#next % entries;
    this.#ring[place] = recorded;
    this.#sizes[place] = recorded.bytes;
    this.#next++;
    this.#bytes += recorded.bytes;
    this.#bases.enter(place, recorded, deed.loaded);
    while (this.#bytes + this.#bases.bytes > bytes && this.size > 1) this.#drop();
    this.#told(recorded);
  }

  get(entry: number): Recorded | null {
    return entry >= this.#first && entry < this.#next ? this.#ring[entry % this.limits.entries]! : null;
  }

  /** The entries before one, or all of them, the newest first. */
  *backwards(before = this.#next): Generator<Recorded> {
    for (let entry = Math.min(before, this.#next) - 1; entry >= this.#first; entry--) yield this.get(entry)!;
  }

  /** The entries of a session, the oldest first, and what was loaded of it last. */
  of(subject: Subject): { readonly recorded: readonly Recorded[]; readonly base: Base | null } {
    const recorded = [...this.backwards()].filter(({ after }) => after === subject).reverse();
    return { recorded, base: this.#bases.of(subject) };
  }

  #drop(): void {
    this.#forgetOldest();
    this.#dropped++;
  }

  #forgetOldest(): void {
    const place = this.#first % this.limits.entries;
    this.#ring[place] = undefined;
    this.#first++;
    this.#bytes -= this.#sizes[place]!;
    this.#bases.leave(place);
  }
}
