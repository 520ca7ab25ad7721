/**
 * The record of changes: who changed what. It keeps the last commits of each session and the last cause of each key, from
 * the requests of this process and from panels, and passes them on to the live streams. Its size is bounded: it forgets the
 * session first that has not changed for longest.
 */

import type { Channel } from "node:diagnostics_channel";
import { type RequestEvent, sessionUsed } from "../core/events.ts";
import type { SessionId } from "../core/session-key.ts";
import { type Cause, type Commit, commitLimit, type Since } from "../protocol.ts";
import { changedPaths } from "./changed-paths.ts";
import type { Listeners } from "./listeners.ts";
import { Queue } from "./queue.ts";
import type { Redaction } from "./redaction.ts";

export interface RecordLimits {
  readonly sessions: number;
  /** An estimate for all recorded names and paths together. */
  readonly bytes: number;
}

const defaultLimits: RecordLimits = { sessions: 1000, bytes: 4 * 1024 * 1024 };
/** UTF-16 units of a recorded path. A longer one is cut: people read causes. */
const longestPath = 500;
/** Bytes that the JavaScript engine needs for a recorded key beside its text. */
const keyOverhead = 80;
/** UTF-16 units of a cause beside its path. */
const causeUnits = 120;
/** An estimate for the recorded commits of one session together. The last causes of its keys come on top. */
const commitBytes = 128 * 1024;
/**
 * UTF-16 units of the texts of a commit, before and after, up to which they are kept: where they differ is then found
 * when somebody asks. Of longer ones the places are kept, which take less.
 */
const keptUnits = 400;

interface Recorded {
  last: Cause;
  /** The session's revision after the last recorded commit. */
  revision: number;
  readonly keys: Map<string, Cause>;
  keyBytes: number;
  readonly commits: Queue<KeptCommit>;
  commitBytes: number;
  bytes: number;
}

interface KeptCommit extends Pick<Commit, "revision" | "cause"> {
  /** The texts before and after, or what was found in them. */
  readonly changes: RequestEvent["changes"] | Commit["changes"];
  readonly bytes: number;
}

/** What one change did to a session. */
export interface SessionChange {
  readonly handle: string;
  readonly revision: number;
  /** Key → JSON text before and after, `null` where absent. */
  readonly changes: RequestEvent["changes"];
  readonly cause: Cause;
}

export class ChangeRecord {
  /** By handle. The session that changed last comes last. */
  readonly #sessions = new Map<string, Recorded>();
  readonly #handleOf: (id: SessionId) => string;
  readonly #redaction: Redaction;
  readonly #listeners: Listeners;
  readonly #limits: RecordLimits;
  #bytes = 0;

  /** Listens to the requests of this process until the signal is aborted. `listeners`: the streams. `requests`: where they are told. */
  constructor(
    handleOf: (id: SessionId) => string,
    redaction: Redaction,
    listeners: Listeners,
    signal: AbortSignal,
    limits: RecordLimits = defaultLimits,
    requests: Channel = sessionUsed,
  ) {
    this.#handleOf = handleOf;
    this.#redaction = redaction;
    this.#listeners = listeners;
    this.#limits = limits;
    const hear = (message: unknown) => this.#hear(message as RequestEvent);
    requests.subscribe(hear);
    signal.addEventListener("abort", () => requests.unsubscribe(hear), { once: true });
  }

  /** `null` where nothing is recorded, or where another process has changed the session since. */
  lastChange(handle: string, revision: number): Cause | null {
    const recorded = this.#sessions.get(handle);
    return recorded && recorded.revision >= revision ? recorded.last : null;
  }

  lastChangeOf(handle: string, key: string): Cause | null {
    return this.#sessions.get(handle)?.keys.get(key) ?? null;
  }

  /** The commits after a state, up to a revision. If the session had another handle in that state: all recorded ones. */
  commits(handle: string, since: Since, upTo: number): Commit[] {
    const after = since.handle === handle ? since.revision : 0;
    const recorded = this.#sessions.get(handle)?.commits ?? [];
    return [...recorded]
      .filter(({ revision }) => revision > after && revision <= upTo)
      .map(({ revision, changes, cause }) => ({
        revision,
        changes: changes instanceof Map ? this.#touches(changes) : (changes as Commit["changes"]),
        cause,
      }));
  }

  changed({ handle, revision, changes, cause }: SessionChange): void {
    const recorded = this.#sessions.get(handle) ?? {
      last: cause,
      revision,
      keys: new Map<string, Cause>(),
      keyBytes: 0,
      commits: new Queue<KeptCommit>(),
      commitBytes: 0,
      bytes: 0,
    };
    recorded.last = cause;
    recorded.revision = revision;
    let units = 0;
    for (const [key, { before, after }] of changes) {
      units += key.length + (before?.length ?? 0) + (after?.length ?? 0);
      if (after === null) put(recorded, key, null);
      else if (after !== before) put(recorded, key, cause);
    }
    keep(recorded, this.#kept(revision, changes, cause, units));
    this.#put(handle, recorded);
    if (!this.#listeners.none) {
      this.#listeners.tell({ type: "changed", handle, revision, changes: this.#touches(changes), cause });
    }
  }

  #kept(revision: number, changes: RequestEvent["changes"], cause: Cause, units: number): KeptCommit {
    const rest = 2 * (cause.path.length + causeUnits) + keyOverhead * (1 + changes.size);
    if (units <= keptUnits) return { revision, changes, cause, bytes: rest + 2 * units };
    const touches = this.#touches(changes);
    return { revision, changes: touches, cause, bytes: rest + 2 * JSON.stringify(touches).length };
  }

  gone(handle: string, cause: Cause): void {
    this.#remove(handle);
    this.#listeners.tell({ type: "gone", handle, cause });
  }

  /** Moves the record of a session that has a new key, and so a new handle. Call it before `changed`. */
  moved(from: string, to: string, cause: Cause): void {
    const recorded = this.#sessions.get(from);
    this.gone(from, cause);
    if (recorded) this.#put(to, recorded);
  }

  #touches(changes: RequestEvent["changes"]): Commit["changes"] {
    const touches: Commit["changes"] = [];
    const hides = (name: string) => this.#redaction.hidesName(name);
    for (const [key, { before, after }] of changes) {
      if (before === after) continue;
      const paths = before === null || after === null || hides(key) ? undefined : changedPaths(before, after, hides);
      const kind = before === null ? "added" : after === null ? "removed" : "changed";
      touches.push(paths ? { key, kind, paths } : { key, kind });
    }
    return touches;
  }

  #hear({ outcome, id, previousId, revision, changes, method, path, at, requestId }: RequestEvent): void {
    const cause: Cause = { by: "request", method, path: path.slice(0, longestPath), at, request: requestId };
    const handle = id && this.#handleOf(id);
    if (previousId !== null) {
      const previous = this.#handleOf(previousId);
      if (outcome === "rotated" && handle) this.moved(previous, handle, cause);
      else this.gone(previous, cause);
    }
    if (!handle || revision === null) return;
    if (outcome === "created" || outcome === "stored" || outcome === "rotated") {
      this.changed({ handle, revision, changes, cause });
    }
    // Only the deadline has moved: the streams are told, but it is no change of the session.
    if (outcome === "touched") {
      const recorded = this.#sessions.get(handle);
      if (recorded) recorded.revision = revision;
      this.#listeners.tell({ type: "changed", handle, revision, changes: [], cause });
    }
  }

  #put(handle: string, recorded: Recorded): void {
    this.#remove(handle);
    recorded.bytes = handle.length + recorded.last.path.length + recorded.keyBytes + recorded.commitBytes;
    this.#sessions.set(handle, recorded);
    this.#bytes += recorded.bytes;
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= this.#limits.sessions && this.#bytes <= this.#limits.bytes) break;
      this.#remove(oldest);
    }
  }

  #remove(handle: string): void {
    const recorded = this.#sessions.get(handle);
    if (!recorded) return;
    this.#sessions.delete(handle);
    this.#bytes -= recorded.bytes;
  }
}

/** Notes who changed a key last; `null`: the key is gone. */
function put(recorded: Recorded, key: string, cause: Cause | null): void {
  const { keys } = recorded;
  const before = keys.get(key);
  if (before) recorded.keyBytes -= bytesOf(key, before);
  if (cause === null) {
    keys.delete(key);
    return;
  }
  keys.set(key, cause);
  recorded.keyBytes += bytesOf(key, cause);
}

const bytesOf = (key: string, { path }: Cause): number => 2 * (key.length + path.length) + keyOverhead;

/** Adds a commit, and drops the oldest ones beyond the bounds. */
function keep(recorded: Recorded, commit: KeptCommit): void {
  const { commits } = recorded;
  commits.add(commit);
  recorded.commitBytes += commit.bytes;
  while (commits.size > commitLimit || recorded.commitBytes > commitBytes) {
    recorded.commitBytes -= commits.take().bytes;
  }
}
