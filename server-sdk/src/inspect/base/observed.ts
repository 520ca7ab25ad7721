/**
 * The revisions of sessions whose library counts none: this process numbers the states that it sees, by the clock. So a new
 * state has a higher number than any process has given before, after a restart too: a panel takes no reading with a lower one.
 */

import { hash } from "node:crypto";
import { BoundedMap } from "../../core/bounded-map.ts";
import { encodeExpiry } from "../../core/expiry.ts";
import type { Content } from "../bridge.ts";

/** Sessions that are numbered. One that is forgotten begins anew with the clock. */
const rememberedSessions = 1000;
/** States of a session by which a request that has loaded an earlier one is known. */
const rememberedStates = 8;

export interface ObservedState {
  readonly revision: number;
  /** When this process saw it change, in milliseconds since the epoch; `NaN`: it has not. */
  readonly changedAt: number;
}

interface Numbered extends ObservedState {
  readonly digest: string;
}

export class ObservedStates {
  /** By id; the newest state first. */
  readonly #known = new BoundedMap<string, readonly Numbered[]>(rememberedSessions);

  /** The session is in this state now. `at`: since when, in milliseconds since the epoch. */
  now(id: string, content: Content, at: number = Date.now()): ObservedState {
    const digest = digestOf(content);
    const states = this.#known.get(id) ?? [];
    const [newest] = states;
    if (newest?.digest === digest) return newest;
    const state = newest
      ? { digest, revision: Math.max(newest.revision + 1, at), changedAt: at }
      : { digest, revision: at, changedAt: Number.NaN };
    this.#known.set(id, [state, ...states].slice(0, rememberedStates));
    return state;
  }

  /** A request has loaded this state, which may not be the newest any more. */
  loaded(id: string, content: Content, at?: number): ObservedState {
    const digest = digestOf(content);
    return this.#known.get(id)?.find((state) => state.digest === digest) ?? this.now(id, content, at);
  }

  /** Another process has told this revision of the session. What is there now is not older. */
  atLeast(id: string, revision: number): void {
    const [newest, ...earlier] = this.#known.get(id) ?? [];
    const isTold = revision <= Date.now();
    if (newest && isTold && newest.revision < revision) this.#known.set(id, [{ ...newest, revision }, ...earlier]);
  }

  /** The session has another id from now on, and its numbers go on. */
  moved(from: string, to: string): void {
    const states = this.#known.get(from);
    if (states && !this.#known.get(to)) this.#known.set(to, states);
  }
}

function digestOf({ entries, expiry }: Content): string {
  return hash("sha256", JSON.stringify([encodeExpiry(expiry), ...[...entries].flat()]), "base64url");
}
