/**
 * What the panel has ended or emptied, kept so that one undo can bring it back: for ten minutes, once, and as ciphertext.
 * The caller gets a ticket with the key in it, and the server keeps no key: whoever reads this process's memory later
 * finds nothing that can be read, and no text that the panel may not see leaves the server.
 */

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import type { StoredSession } from "../core/store.ts";
import { unitSizeOf } from "../core/stored-session.ts";
import { decodeSession, encodeSession } from "../core/storing/session-record.ts";
import type { Ticket } from "../protocol.ts";
import { CommandError } from "./command-error.ts";

/** Milliseconds that a ticket is good for. */
export const ticketLifetime = 600_000;

export interface TicketLimits {
  readonly tickets: number;
  /** An estimate for all kept sessions together. */
  readonly bytes: number;
}

const defaultLimits: TicketLimits = { tickets: 100, bytes: 16 * 1024 * 1024 };
const cipher = "aes-256-gcm";
const [idBytes, keyBytes, nonceBytes, tagBytes] = [16, 32, 12, 16];
/** The id in hexadecimal, then the key: each ticket has one spelling. */
const wellFormed = new RegExp(`^[0-9a-f]{${2 * (idBytes + keyBytes)}}$`);
/** Bytes that a kept session needs beside its ciphertext. */
const overhead = 300;

/** Whose sessions they are: the asking browser's, or any that were deleted in the store. */
export type KeptOf = "browser" | "store";

interface KeptSession {
  readonly sealed: Buffer;
  readonly nonce: Buffer;
  /** A digest of the user. `null`: it has none. */
  readonly user: string | null;
  loggedOut: boolean;
}

interface Kept {
  readonly id: string;
  readonly of: KeptOf;
  readonly until: number;
  readonly bytes: number;
  readonly timer: NodeJS.Timeout;
  sessions: readonly KeptSession[];
}

export interface RedeemedSession {
  readonly stored: StoredSession;
  /** Whether its user has been logged out everywhere since: then what was restored must end. */
  isLoggedOut(): boolean;
}

export class UndoTickets {
  /** By id, the oldest first. */
  readonly #kept = new Map<string, Kept>();
  /** What is being restored: nobody else may begin that. */
  readonly #taken = new Set<Kept>();
  readonly #limits: TicketLimits;
  readonly #closing: AbortSignal;
  /** Keeps the names of users out of what is kept. */
  readonly #userSecret = randomBytes(keyBytes);
  #bytes = 0;

  /** Drops everything when the signal is aborted. */
  constructor(closing: AbortSignal, limits: TicketLimits = defaultLimits) {
    this.#limits = limits;
    this.#closing = closing;
    const dropAll = () => {
      for (const kept of [...this.#kept.values()]) this.#drop(kept);
    };
    closing.addEventListener("abort", dropAll, { once: true });
  }

  /**
   * Keeps the sessions while `act` ends or empties them, and adds the ticket to its answer; nothing is kept if it fails.
   * They are kept before it begins, so that a logout of their user meanwhile is not missed. `forget` drops a session that
   * `act` leaves as it is. The ticket is `null` where there is no room.
   */
  async keep<T extends object>(
    of: KeptOf,
    sessions: readonly StoredSession[],
    act: (forget: (session: StoredSession) => void) => Promise<T>,
  ): Promise<T & { ticket: Ticket | null }> {
    const key = randomBytes(keyBytes);
    const kept = this.#add(of, sessions, key);
    const pieces = new Map(sessions.map((session, index) => [session, kept.sessions[index]]));
    const forget = (session: StoredSession) => this.#leave(kept, (piece) => piece !== pieces.get(session));
    try {
      const result = await act(forget);
      const ticket = kept.id + key.toString("hex");
      return { ...result, ticket: this.#kept.has(kept.id) ? { ticket, until: kept.until } : null };
    } catch (error) {
      this.#drop(kept);
      throw error;
    } finally {
      key.fill(0);
    }
  }

  /**
   * Has `restore` bring back what a ticket holds. Afterwards the ticket is used up; if `restore` fails, it stays.
   * @throws CommandError for a ticket that is used, too old, dropped or forged: which of these, the caller does not learn.
   */
  async redeem<T>(
    ticket: string,
    restore: (of: KeptOf, sessions: readonly RedeemedSession[]) => Promise<T>,
  ): Promise<T> {
    const kept = this.#kept.get(ticket.slice(0, 2 * idBytes));
    if (!wellFormed.test(ticket) || !kept || this.#taken.has(kept) || Date.now() >= kept.until) throw ticketGone();
    // The id only finds the ciphertext. Its key is compared by the cipher, in constant time.
    const key = Buffer.from(ticket.slice(2 * idBytes), "hex");
    const redeemed = kept.sessions.map((piece) => ({
      stored: unseal(piece, key, kept.id),
      isLoggedOut: () => piece.loggedOut,
    }));
    key.fill(0);
    this.#taken.add(kept);
    try {
      const result = await restore(kept.of, redeemed);
      this.#drop(kept);
      return result;
    } finally {
      this.#taken.delete(kept);
    }
  }

  /** Drops the sessions of a user who is logged out everywhere. */
  dropUser(user: string): void {
    const digest = this.#digestOf(user);
    for (const kept of new Set([...this.#kept.values(), ...this.#taken])) {
      for (const piece of kept.sessions) if (piece.user === digest) piece.loggedOut = true;
      this.#leave(kept, ({ loggedOut }) => !loggedOut);
    }
  }

  #add(of: KeptOf, sessions: readonly StoredSession[], key: Buffer): Kept {
    const id = randomBytes(idBytes).toString("hex");
    const units = sessions.reduce((sum, { entries }) => sum + unitSizeOf(entries), 0);
    // What never fits must not take the place of the others, nor the time to seal it.
    const fitting = units <= this.#limits.bytes ? sessions : [];
    const sealed = fitting.map((session, index) => this.#seal(session, index, key, id));
    const kept: Kept = {
      id,
      of,
      sessions: sealed,
      until: Date.now() + ticketLifetime,
      bytes: sealed.reduce((sum, piece) => sum + piece.sealed.length + overhead, 0),
      timer: setTimeout(() => this.#drop(kept), ticketLifetime).unref(),
    };
    this.#kept.set(id, kept);
    this.#bytes += kept.bytes;
    for (const oldest of [...this.#kept.values()]) {
      const fits = this.#kept.size <= this.#limits.tickets && this.#bytes <= this.#limits.bytes;
      if (fits && !this.#closing.aborted) break;
      this.#drop(oldest);
    }
    if (sealed.length === 0) this.#drop(kept);
    return kept;
  }

  #seal(session: StoredSession, index: number, key: Buffer, id: string): KeptSession {
    // The key is this ticket's alone, so a number makes a nonce that no other text has.
    const nonce = Buffer.alloc(nonceBytes);
    nonce.writeUInt32BE(index);
    const aes = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(id));
    const text = Buffer.from(encodeSession({ ...session, ...writableMoments(session) }));
    const sealed = Buffer.concat([aes.update(text), aes.final(), aes.getAuthTag()]);
    text.fill(0);
    return { sealed, nonce, user: session.user === null ? null : this.#digestOf(session.user), loggedOut: false };
  }

  #digestOf(user: string): string {
    return createHmac("sha256", this.#userSecret).update(user).digest("base64url");
  }

  /** Keeps only these sessions of a ticket, and drops it with the last one. */
  #leave(kept: Kept, stays: (piece: KeptSession) => boolean): void {
    kept.sessions = kept.sessions.filter(stays);
    if (kept.sessions.length === 0) this.#drop(kept);
  }

  #drop(kept: Kept): void {
    clearTimeout(kept.timer);
    if (this.#kept.delete(kept.id)) this.#bytes -= kept.bytes;
  }
}

/** Another library's session may not have them, and nobody asks for them once it is restored. */
function writableMoments({ createdAt, modifiedAt, expiresAt }: StoredSession) {
  const writable = (moment: number) => (Number.isFinite(moment) ? moment : 0);
  return { createdAt: writable(createdAt), modifiedAt: writable(modifiedAt), expiresAt: writable(expiresAt) };
}

export function ticketGone(): CommandError {
  return new CommandError(
    "ticket-gone",
    "The server has nothing for this ticket: it was used, is too old, was made by another process, or its user was logged out everywhere.",
  );
}

/** @throws CommandError when this is not the key. */
function unseal({ sealed, nonce }: KeptSession, key: Buffer, id: string): StoredSession {
  const aes = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(id))
    .setAuthTag(sealed.subarray(-tagBytes));
  let text: Buffer;
  try {
    text = Buffer.concat([aes.update(sealed.subarray(0, -tagBytes)), aes.final()]);
  } catch {
    throw ticketGone();
  }
  const stored = decodeSession(text.toString())!;
  text.fill(0);
  return stored;
}
