/** A session as a request found it or left it. Its texts and its expiry are made when somebody asks: most requests are never looked at. */

import type { Expiry } from "../../core/expiry.ts";
import type { Snapshot } from "../base/snapshot.ts";
import type { Content } from "../bridge.ts";
import { expiryOf } from "./cookie-facts.ts";

/** Milliseconds, as `session.cookie` has them. */
export interface Age {
  readonly originalMaxAge: number | null;
  /** Of a new session; `undefined`: not known yet. */
  readonly newAge: number | null | undefined;
}

export class Seen implements Content {
  readonly id: string;
  readonly snapshot: Snapshot;
  readonly expiresAt: number | undefined;
  readonly user: string | undefined;
  readonly #age: Age;

  constructor(id: string, snapshot: Snapshot, age: Age, expiresAt: number | undefined, user: string | undefined) {
    this.id = id;
    this.snapshot = snapshot;
    this.expiresAt = expiresAt;
    this.user = user;
    this.#age = age;
  }

  get entries(): Content["entries"] {
    return this.snapshot.texts;
  }

  get expiry(): Expiry {
    return expiryOf(this.#age, this.#age.newAge);
  }

  /** The same with other values. */
  holding(snapshot: Snapshot): Seen {
    return new Seen(this.id, snapshot, this.#age, this.expiresAt, this.user);
  }

  isSame(other: Seen): boolean {
    return (
      this.id === other.id &&
      this.snapshot.isSame(other.snapshot) &&
      JSON.stringify(this.expiry) === JSON.stringify(other.expiry)
    );
  }
}
