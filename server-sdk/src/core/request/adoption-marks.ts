/**
 * Marks of sessions that were adopted, in the store of the new ones. `Store.create` makes a mark once, whichever process
 * comes first; for a few minutes it leads others who bring the same old cookie to the same new session.
 */

import { createCipheriv, createDecipheriv, hash, randomBytes } from "node:crypto";
import { policyExpiry } from "../expiry.ts";
import { parseSessionKey, type SessionId, type SessionKey } from "../session-key.ts";
import type { Settings } from "../settings.ts";
import type { Store, StoredSession } from "../store.ts";
import { newStoredSession } from "../stored-session.ts";

/** How long a browser whose answer was lost on its way may come again with its old cookie. */
export const handoverMs = 5 * 60_000;
/** The entry with the key of the new session: sealed, for whoever has the old cookie. */
const entryName = "adopted session key";
/** A mark that has run out keeps its id until it is cleared away: the next one has another. */
const mostTurns = 16;

/** Whose mark it is. */
export interface Marked {
  readonly library: string;
  readonly id: string;
  /** Milliseconds since the epoch; `null`: as long as it hands over. */
  readonly until: number | null;
}

/** `key`: that of the new session, `null` when it is not handed over any more, or there is none. */
export interface Mark {
  readonly key: SessionKey | null;
}

/** `null`: no mark, or only such as have run out. A second one is there where a process ended before it had ended the old session. */
export async function findMark(store: Store, marked: Marked): Promise<Mark | null> {
  const stored = (await store.load(idOfMark(marked, 0))) ?? (await store.load(idOfMark(marked, 1)));
  return stored && readMark(stored, marked);
}

/** Marks the session as adopted. `null`: done; a mark: another request was first. `key` is `null` where it just ends. */
export async function leaveMark(
  store: Store,
  settings: Settings,
  marked: Marked,
  key: SessionKey | null,
): Promise<Mark | null> {
  const now = Date.now();
  const entries = new Map(key === null ? [] : [[entryName, JSON.stringify(sealKey(key, marked))]]);
  const start = newStoredSession({ entries, expiry: policyExpiry, user: null }, settings, now);
  const mark = { ...start, expiresAt: marked.until ?? now + handoverMs };
  for (let turn = 0; turn < mostTurns; turn++) {
    const id = idOfMark(marked, turn);
    if (await store.create(id, mark)) return null;
    const stored = await store.load(id);
    if (stored) return readMark(stored, marked);
  }
  throw new Error(`${mostTurns} marks of one old session have run out and not been cleared`);
}

function readMark({ entries, createdAt }: StoredSession, marked: Marked): Mark {
  const sealed = entries.get(entryName);
  const late = Date.now() >= createdAt + handoverMs;
  return { key: late || sealed === undefined ? null : openKey(sealed, marked) };
}

/** No session key leads to it: ids of sessions are digests of keys. */
function idOfMark({ library, id }: Marked, turn: number): SessionId {
  return digest("mark", library, id, `${turn}`).toString("base64url") as SessionId;
}

function digest(purpose: string, ...parts: readonly string[]): Buffer {
  return hash("sha256", JSON.stringify(["sessionscope adopt", purpose, ...parts]), "buffer");
}

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** The store learns no key: it is sealed with what only the old cookie tells. */
function sealKey(key: SessionKey, { library, id }: Marked): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, digest("seal", library, id), nonce);
  return Buffer.concat([nonce, cipher.update(key, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

/** `null`: somebody has altered the mark. */
function openKey(text: string, { library, id }: Marked): SessionKey | null {
  try {
    const bytes = Buffer.from(JSON.parse(text) as string, "base64url");
    const nonce = bytes.subarray(0, nonceBytes);
    const decipher = createDecipheriv(algorithm, digest("seal", library, id), nonce, { authTagLength: tagBytes });
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    const key = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    return parseSessionKey(key.toString("utf8"));
  } catch {
    return null;
  }
}
