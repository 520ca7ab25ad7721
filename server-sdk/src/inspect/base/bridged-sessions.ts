/**
 * The sessions of a bridge as the debug endpoint knows sessions: with revisions, handles, and changes that are compared
 * with what is there right before they are written.
 */

import { SessionError, SessionTooLargeError, UnsupportedError } from "../../core/errors.ts";
import { decodeExpiry, type Expiry, encodeExpiry, policyExpiry } from "../../core/expiry.ts";
import type { SessionId } from "../../core/session-key.ts";
import type { Change, StoredSession } from "../../core/store.ts";
import { byteSizeOf } from "../../core/stored-session.ts";
import { applyChange } from "../../core/storing/apply-change.ts";
import type { FoundSession, KeptSession, Written } from "../../debug/session-access.ts";
import type { Content, Held, Issued, SessionBridge } from "../bridge.ts";
import { InTurn } from "./in-turn.ts";
import { LibraryError } from "./library-error.ts";
import type { ObservedStates } from "./observed.ts";

/** What a change makes of a session that was read just now. */
export type Step<Ref> = (held: Held<Ref>, next: Content) => Promise<Issued<Ref>>;

/** A session, with what its bridge knows of it. */
export interface BridgedSession<Ref> extends FoundSession {
  readonly held: Held<Ref>;
}

export class BridgedSessions<Ref> {
  readonly bridge: SessionBridge<Ref>;
  readonly #observed: ObservedStates;
  readonly #handleOf: (id: SessionId) => string;
  readonly #turns = new InTurn();

  constructor(bridge: SessionBridge<Ref>, observed: ObservedStates, handleOf: (id: SessionId) => string) {
    this.bridge = bridge;
    this.#observed = observed;
    this.#handleOf = handleOf;
  }

  /** Asks the library. @throws LibraryError when it fails. */
  async ask<T>(doing: string, answer: () => Promise<T>): Promise<T> {
    try {
      return await answer();
    } catch (error) {
      throw error instanceof SessionError ? error : new LibraryError(doing, this.bridge.name, error);
    }
  }

  storedOf(held: Held<Ref>): KeptSession {
    const { revision, changedAt } = this.#observed.now(held.id, held);
    return {
      entries: held.entries,
      createdAt: held.createdAt ?? Number.NaN,
      modifiedAt: changedAt,
      expiresAt: held.expiresAt ?? Number.POSITIVE_INFINITY,
      expiry: encodeExpiry(held.expiry),
      revision,
      user: held.user ?? null,
      ...(held.readOnly && { readOnly: held.readOnly }),
    };
  }

  atLeast({ id }: Held<Ref>, revision: number): void {
    this.#observed.atLeast(id, revision);
  }

  foundOf(held: Held<Ref>, cookieValue: string): BridgedSession<Ref> {
    const id = held.id as SessionId;
    return {
      held,
      cookieValue,
      handle: this.#handleOf(id),
      id,
      stored: this.storedOf(held),
    };
  }

  /** A new session. @throws UnsupportedError for an expiry that the library cannot keep. */
  async create({ entries, expiry }: StoredSession): Promise<FoundSession> {
    const asked = decodeExpiry(expiry);
    if (asked.kind !== "policy") this.#demandExpiry(asked);
    const issued = await this.ask("create a session", () => this.bridge.create!({ entries, expiry: asked }));
    return { ...this.foundOf(issued.held!, issued.cookieValue), lines: issued.lines };
  }

  /**
   * Reads, compares, writes: nothing else writes this session from here meanwhile. `read`: finds it again; `step`: does it.
   * @throws UnsupportedError for an expiry that the library cannot keep.
   */
  async change(id: string, read: () => Promise<Held<Ref> | null>, change: Change, step: Step<Ref>): Promise<Written> {
    return this.alone(id, async () => {
      const held = await this.ask("read a session", read);
      if (held?.id !== id) return { outcome: "gone" };
      const applied = applyChange(this.storedOf(held), change);
      if (applied.outcome === "conflict") return applied;
      const next = { entries: withReadOnly(held, applied.session.entries), expiry: this.#expiryAfter(held, change) };
      this.#demandSize(next);
      const issued = await this.ask("write a session", () => step(held, next));
      if (issued.held === null) return { outcome: "gone" };
      if (issued.held.id !== id) this.#observed.moved(id, issued.held.id);
      const found = this.foundOf(issued.held, issued.cookieValue);
      const { revision } = found.stored;
      return { outcome: "stored", cookieValue: issued.cookieValue, found, revision, lines: issued.lines };
    });
  }

  /** Nothing else writes this session from here meanwhile, nor a request of the app, as far as the bridge can see to that. */
  alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const { bridge } = this;
    return this.#turns.do(id, () => (bridge.alone ? bridge.alone(id, work) : work()));
  }

  #expiryAfter(held: Held<Ref>, { expiry: { to } }: Change): Expiry {
    if (to === undefined) return held.expiry;
    const asked = decodeExpiry(to);
    // The policy takes the place of a custom expiry wherever there can be one.
    if (asked.kind === "policy") return this.bridge.expiry.length > 0 ? policyExpiry : held.expiry;
    this.#demandExpiry(asked);
    return asked;
  }

  #demandExpiry({ kind }: Expiry): void {
    const { name, expiry } = this.bridge;
    if (expiry.includes(kind)) return;
    throw new UnsupportedError(
      `${name} cannot keep an expiry of the kind ${kind}. It keeps: ${expiry.join(", ") || "none"}.`,
    );
  }

  #demandSize({ entries }: Content): void {
    const { limit = Number.POSITIVE_INFINITY } = this.bridge;
    const size = byteSizeOf(entries);
    if (size > limit) throw new SessionTooLargeError(size, limit, "Shorten it.");
  }
}

/** Whatever was asked for: what cannot be written stays. */
function withReadOnly({ readOnly, entries }: Held<unknown>, next: Content["entries"]): Content["entries"] {
  if (!readOnly || readOnly.size === 0) return next;
  const kept = [...entries].filter(([key]) => readOnly.has(key));
  return new Map([...kept, ...[...next].filter(([key]) => !readOnly.has(key))]);
}
