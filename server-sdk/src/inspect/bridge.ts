/**
 * The contract of a bridge: the sessions of another library, as the debug endpoint needs them. One file per library in this
 * folder implements it against the library's own public calls. It imitates no format that the library can be asked to write,
 * and repeats nothing that the app has said already (secret, store, name of the cookie).
 *
 * What a bridge leaves out is a command that the panel does not offer: `base/commands.ts` says which. `bridge-suite` of
 * "sessionscope/testing" holds a bridge to this contract.
 */

import type { Expiry } from "../core/expiry.ts";
import type { CommandName, Engine } from "../protocol.ts";

/** The asking browser's cookies by name: the session's own, and those that `CookieFacts.more` names. Values as they were sent. */
export type SentCookies = ReadonlyMap<string, string>;

/** Whole `Set-Cookie` values, as the library writes them. */
export type Lines = readonly string[];

/** What a session holds: each value as JSON text, in the library's order, without what the library keeps for itself. */
export interface Content {
  readonly entries: ReadonlyMap<string, string>;
  readonly expiry: Expiry;
}

/** One live session, as the library has it. */
export interface Held<Ref> extends Content {
  /** Only the bridge looks inside: an id, a row, an unsealed cookie. */
  readonly ref: Ref;
  /** Stays the same while it is the same session. It is never sent: a panel gets a keyed hash of it. */
  readonly id: string;
  /** Keys whose text is only for reading: no JSON (a `Date`, a `Map`), or the library's own columns. */
  readonly readOnly?: ReadonlySet<string>;
  /** Milliseconds since the epoch. Left out: the library does not keep it. */
  readonly createdAt?: number | undefined;
  /** Milliseconds since the epoch. Left out: it does not end, or the library does not say when. */
  readonly expiresAt?: number | undefined;
  /** Whose session it is, where the library knows. */
  readonly user?: string | undefined;
}

/** What a write has made. */
export interface Issued<Ref> {
  /** What is there now; `null`: the session had gone, or the change has ended it. */
  readonly held: Held<Ref> | null;
  /** The value of the session's cookie that leads to it. */
  readonly cookieValue: string;
  /** For the asking browser; empty: its cookies stay good. */
  readonly lines: Lines;
}

/** How the library sets its cookie for the asking browser. */
export interface CookieFacts {
  readonly name: string;
  /** Cookies beside it: whole names (`sid.sig`), a beginning and `*` for chunks (`sid.*`), `{uuid}` for one that is named after its session's id. */
  readonly more?: readonly string[];
  readonly domain?: string | undefined;
  readonly path?: string | undefined;
  readonly secure?: boolean;
  readonly httpOnly?: boolean;
  readonly sameSite?: "Lax" | "Strict" | "None" | undefined;
  readonly partitioned?: boolean;
  /** Seconds that the cookie lives by the library's policy. Left out: until the browser closes. */
  readonly maxAge?: number | undefined;
  /** Seconds that the session lives by the library's policy, where they are not the cookie's. */
  readonly age?: number | undefined;
}

/** The stored sessions of a library that can be listed. */
export interface StoredHeld<Ref> {
  /** All that the store has and that are live. */
  list(): Promise<Iterable<Held<Ref>>>;
  /** The live session of an id; `null`: there is none. */
  find(id: string): Promise<Held<Ref> | null>;
}

/**
 * Every method may throw: the panel is told what failed. None may disturb the app. Calls that write a session come one after
 * the other for the same `id`, each right after a `read` that found it.
 */
export interface SessionBridge<Ref = unknown> {
  /** For people, with the library's version and what it stores sessions in: "express-session 1.19.0 (RedisStore)". */
  readonly name: string;
  /** `client`: the cookie is the session. */
  readonly kind: "server" | "client";
  /** Bytes that a session may have. */
  readonly limit?: number;
  /** The kinds of expiry that it can keep. Empty: none can be set. */
  readonly expiry: readonly Expiry["kind"][];
  /** What an edit is safe from, in this process: docs/debug-protocol.md has the table. */
  readonly edits: Engine["edits"];
  /** For `edits: "quiet"`. Does the work while none of the session's requests is under way, as far as it can wait for that. */
  alone?<T>(id: string, work: () => Promise<T>): Promise<T>;
  /** It tells `Inspected` what the app's requests do: then there is a timeline. */
  readonly watched?: boolean;
  /** In one sentence each: why it lacks a command. A plain one stands in where this has none. */
  readonly cannot?: Partial<Readonly<Record<CommandName, string>>>;
  /** Asked anew for each call that needs it: "auto" settings depend on who asks. */
  cookie(): Promise<CookieFacts>;
  /** Changes nothing, renews nothing, creates nothing, and uses up no id. `null`: these cookies lead to no live session. */
  read(sent: SentCookies): Promise<Held<Ref> | null>;
  /**
   * Writes `next` in the place of `held`, which was read just now. Only what differs is changed: values with another text,
   * keys that are gone, another expiry. Keys of `held.readOnly` are always in `next` as they were.
   */
  write?(held: Held<Ref>, next: Content): Promise<Issued<Ref>>;
  /** A new session with this content. Its expiry may be `policy` whatever the kinds. */
  create?(next: Content): Promise<Issued<Ref>>;
  /** The same content under another key; the old one leads nowhere from then on. */
  rotate?(held: Held<Ref>): Promise<Issued<Ref>>;
  /** Ends it on the server. Left out where the cookie is all there is. */
  remove?(held: Held<Ref>): Promise<void>;
  /** The lines with which the browser drops the session's cookies. */
  dropLines(held: Held<Ref>): Promise<Lines>;
  /** Left out: the library cannot list its sessions. */
  readonly stored?: StoredHeld<Ref>;
}
