/** One entry of the timeline as it is kept: texts by reference, so that a request costs little. What is shown of it is made when somebody asks. */

import type { RequestEvent } from "../../core/events.ts";
import { failureMessageLimit, summaryLimits } from "../../protocol.ts";

/** What a request of the app, or a panel's command, did to a session. */
export interface Deed extends Omit<RequestEvent, "status" | "outcome"> {
  /** `null`: a panel's command. */
  readonly status: number | null;
  readonly outcome: RequestEvent["outcome"] | "expired";
  /** A panel's command, and the window that it came from. */
  readonly command?: string | undefined;
  readonly window?: string | undefined;
}

/** Names a session within this process: its id, or the moment of its creation if it lives in its cookie. */
export type Subject = string;

export interface Recorded extends Omit<Deed, "loaded" | "id" | "previousId" | "createdAt" | "accessed"> {
  readonly entry: number;
  /** The session before and after; `null`: there was none. */
  readonly before: Subject | null;
  readonly after: Subject | null;
  /** `null`: nothing was loaded. */
  readonly loadedRevision: number | null;
  /** The sizes of the texts that were too long to be kept, by key. In `changes` they are empty. */
  readonly forgotten: ReadonlyMap<string, ForgottenSizes> | null;
  /** An estimate of what it takes. */
  readonly bytes: number;
}

/** Bytes; `null`: the key was absent. */
interface ForgottenSizes {
  readonly before: number | null;
  readonly after: number | null;
}

/** What the JavaScript engine needs for an entry, and for each key and text in it, beside their characters. */
const overhead = { entry: 800, key: 80 } as const;

/** `most`: the bytes that one entry may take. Beyond that its texts are not kept, and then not even its keys. */
export function recordedOf(entry: number, deed: Deed, most: number): Recorded {
  const { loaded, id, previousId, createdAt, read, cookieLine } = deed;
  const failure = deed.failure && { ...deed.failure, message: deed.failure.message.slice(0, failureMessageLimit) };
  const sealed = id === null && previousId === null;
  const loadedAs = loaded && (sealed ? `created ${loaded.createdAt}` : id);
  const path = deed.path.slice(0, summaryLimits.pathLength);
  const units = path.length + (cookieLine?.length ?? 0) + (failure?.message.length ?? 0);
  const rest = overhead.entry + 2 * units + keyBytes(read);
  const kept = withinBytes(deed.changes, Math.max(0, most - rest));
  return {
    entry,
    before: previousId ?? loadedAs,
    after: id ?? (sealed && createdAt !== null ? `created ${createdAt}` : null),
    loadedRevision: loaded?.revision ?? null,
    requestId: deed.requestId,
    method: deed.method,
    path,
    command: deed.command,
    window: deed.window,
    status: deed.status,
    outcome: deed.outcome,
    failure,
    revision: deed.revision,
    user: deed.user,
    expiryBefore: deed.expiryBefore,
    expiryAfter: deed.expiryAfter,
    read,
    changes: kept.changes,
    forgotten: kept.forgotten,
    cleared: deed.cleared,
    setCookie: deed.setCookie,
    cookieLine,
    storeCalls: deed.storeCalls,
    loadTime: deed.loadTime,
    commitTime: deed.commitTime,
    duration: deed.duration,
    at: deed.at,
    bytes: rest + kept.bytes,
  };
}

function keyBytes(keys: readonly string[]): number {
  let bytes = 0;
  for (const key of keys) bytes += overhead.key + 2 * key.length;
  return bytes;
}

interface Kept extends Pick<Recorded, "changes" | "forgotten"> {
  readonly bytes: number;
}

/** The changes by reference where they fit. */
function withinBytes(changes: Recorded["changes"], most: number): Kept {
  let bytes = 0;
  for (const [key, { before, after }] of changes) bytes += changeBytes(key, before, after);
  return bytes <= most ? { changes, forgotten: null, bytes } : forgetting(changes, most);
}

/** Keeps what fits, the first changes first; of others the key and the sizes, as long as these fit. */
function forgetting(changes: Recorded["changes"], most: number): Kept {
  const kept = new Map<string, { before: string | null; after: string | null }>();
  const forgotten = new Map<string, ForgottenSizes>();
  let bytes = 0;
  // A third for keys without texts, so that a few long texts do not hide which keys have changed.
  const textRoom = (most * 2) / 3;
  for (const [key, change] of changes) {
    const whole = changeBytes(key, change.before, change.after);
    const fits = bytes + whole <= textRoom;
    const needed = fits ? whole : changeBytes(key, "", "");
    if (bytes + needed > most) break;
    bytes += needed;
    kept.set(key, fits ? change : { before: change.before && "", after: change.after && "" });
    if (!fits) forgotten.set(key, { before: sizeOf(change.before), after: sizeOf(change.after) });
  }
  return { changes: kept, forgotten, bytes };
}

const changeBytes = (key: string, before: string | null, after: string | null): number =>
  2 * overhead.key + 2 * (key.length + (before?.length ?? 0) + (after?.length ?? 0));

const sizeOf = (text: string | null): number | null => (text === null ? null : Buffer.byteLength(text));
