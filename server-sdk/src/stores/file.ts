/**
 * Sessions in a directory, one file each, for any number of processes on one machine. Writers of a session exclude each
 * other (file/locks.ts), read it, merge their change and put a whole new file in its place; readers need no lock.
 *
 *     sessions/<2 digits>/<id>      users/<2 digits>/<user>.<id>      locks/<digit>
 */

import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { asStoreError, SettingError } from "../core/errors.ts";
import { reportRejected } from "../core/events.ts";
import type { SessionId } from "../core/session-key.ts";
import type {
  Change,
  CommitResult,
  ListQuery,
  SessionCount,
  SessionPage,
  Store,
  StoredSession,
} from "../core/store.ts";
import { isDead } from "../core/stored-session.ts";
import { applyChange, movesDeadline } from "../core/storing/apply-change.ts";
import { countFiles, isGarbage, modifiedAt, sessionDirectories } from "./file/directories.ts";
import { listFiles } from "./file/listing.ts";
import { Locks, lockOf } from "./file/locks.ts";
import {
  damagedSuffix,
  type FileContent,
  fileName,
  idOfFile,
  readSession,
  readSessionNow,
  removeFile,
  temporarySuffix,
  writeSession,
} from "./file/session-file.ts";
import { UserIndex } from "./file/user-index.ts";

const sweepChunk = 64;
/** How long an unreadable file is kept as evidence. */
const keepDamagedMs = 30 * 86_400_000;

export class FileStore implements Store {
  readonly kind = "server";
  readonly name = "File";
  readonly traits = { shared: true, atomic: true, selfExpiring: false };
  readonly lists = { sorts: [], expired: true };
  readonly #sessions: string;
  readonly #users: UserIndex;
  readonly #locks: Locks;

  /**
   * Makes the directory where it is missing, closed to other users of the machine. It must be on a local disk.
   * @throws SettingError for a directory that cannot be used, or that everybody may write to.
   */
  constructor(directory: string) {
    const root = resolve(directory);
    this.#sessions = join(root, "sessions");
    this.#users = new UserIndex(join(root, "users"));
    try {
      mkdirSync(root, { recursive: true, mode: 0o700 });
      if (process.platform !== "win32" && (statSync(root).mode & 0o002) !== 0) {
        throw new Error("everybody may write to it; run: chmod o-w on it");
      }
      mkdirSync(this.#sessions, { recursive: true, mode: 0o700 });
      mkdirSync(join(root, "users"), { recursive: true, mode: 0o700 });
      this.#locks = new Locks(join(root, "locks"));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw new SettingError(
        "store",
        `the directory ${root} cannot keep sessions: ${problem}.`,
        "Name one that only the app may write to.",
      );
    }
  }

  load(id: SessionId): Promise<StoredSession | null> {
    const judged = this.#content(id).then((content) => this.#judged(id, content));
    return judged.catch(this.#failing("load a session"));
  }

  loadNow(id: SessionId): StoredSession | null {
    try {
      return this.#judged(id, readSessionNow(this.#path(id), id));
    } catch (error) {
      throw asStoreError("load a session", this, error);
    }
  }

  create(id: SessionId, session: StoredSession): Promise<boolean> {
    return this.#exclusively("create a session", [id], async () => {
      if (this.#read(id) !== null) return false;
      await this.#write(id, session, null);
      return true;
    });
  }

  commit(id: SessionId, change: Change): Promise<CommitResult> {
    return this.#exclusively("commit a change", [id], async () => {
      const stored = this.#readLive(id);
      if (stored === null) return { outcome: "gone" };
      const applied = applyChange(stored, change);
      if (applied.outcome === "conflict") return applied;
      await this.#write(id, applied.session, stored);
      return { outcome: "stored", revision: applied.session.revision };
    });
  }

  rotate(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    return this.#exclusively("rotate a session", [id, next], async () => {
      const stored = this.#readLive(id);
      if (stored === null) return { outcome: "gone" };
      const applied = applyChange(stored, change);
      if (applied.outcome === "conflict") return applied;
      // After a crash between the two both files are there: the old one holds, and nobody was told the new key.
      await this.#write(next, applied.session, null);
      try {
        await this.#remove(id, stored);
      } catch (error) {
        await this.#remove(next, applied.session).catch(() => {});
        throw error;
      }
      return { outcome: "stored", revision: applied.session.revision };
    });
  }

  touch(id: SessionId, expiresAt: number, from: string | null): Promise<boolean> {
    return this.#exclusively("touch a session", [id], async () => {
      const stored = this.#readLive(id);
      if (stored === null) return false;
      if (movesDeadline(stored, from, undefined)) await this.#write(id, { ...stored, expiresAt }, stored);
      return true;
    });
  }

  delete(id: SessionId): Promise<boolean> {
    return this.#exclusively("delete a session", [id], async () => {
      const stored = this.#read(id);
      return stored !== null && this.#remove(id, stored);
    });
  }

  async *clearExpired(batch: number, signal: AbortSignal): AsyncGenerator<number, void> {
    const chunk = Math.min(batch, sweepChunk);
    try {
      for await (const [directory, names] of sessionDirectories(this.#sessions, "")) {
        for (let at = 0; at < names.length && !signal.aborted; at += chunk) {
          const garbage: string[] = [];
          for (const name of names.slice(at, at + chunk)) {
            if (await isGarbage(directory, name)) garbage.push(name);
          }
          if (garbage.length === 0) continue;
          const cleared = await this.#locks.hold([lockOf(garbage[0]!)], () => this.#sweep(directory, garbage));
          if (cleared > 0) yield cleared;
        }
        if (signal.aborted) return;
      }
    } catch (error) {
      throw asStoreError("clear expired sessions", this, error);
    }
  }

  list(query: ListQuery): Promise<SessionPage> {
    const [read, forget] = [this.#content.bind(this), this.#forget.bind(this)];
    const listed = listFiles(query, { root: this.#sessions, users: this.#users, read, forget });
    return listed.catch(this.#failing("list sessions"));
  }

  async loadAny(id: SessionId): Promise<StoredSession | null> {
    const content = await this.#content(id).catch(this.#failing("load a session"));
    return content && "session" in content ? content.session : null;
  }

  /** `null` for the expired: each file would have to be read. */
  async count(of: "all" | "expired"): Promise<SessionCount | null> {
    return of === "all" ? countFiles(this.#sessions) : null;
  }

  close(): Promise<void> {
    return this.#locks.close();
  }

  #path(id: SessionId): string {
    const name = fileName(id);
    return join(this.#sessions, name.slice(0, 2), name);
  }

  #failing(doing: string): (error: unknown) => never {
    return (error) => {
      throw asStoreError(doing, this, error);
    };
  }

  async #content(id: SessionId): Promise<FileContent | null> {
    return readSession(this.#path(id), id);
  }

  #exclusively<T>(doing: string, ids: readonly SessionId[], work: () => Promise<T>): Promise<T> {
    const held = async () => {
      const locks = ids.map((id) => lockOf(fileName(id)));
      return this.#locks.hold(locks, work);
    };
    return held().catch(this.#failing(doing));
  }

  /** What a reader makes of a file: only a live session is one. */
  #judged(id: SessionId, content: FileContent | null): StoredSession | null {
    const session = this.#sessionIn(content, id);
    if (content && !session) this.#locks.tryNow(lockOf(fileName(id)), () => this.#setAside(id));
    return session && !isDead(session) ? session : null;
  }

  /** Under the lock: what the file holds, dead or alive; an unreadable file is moved out of the way. */
  #read(id: SessionId): StoredSession | null {
    const content = readSessionNow(this.#path(id), id);
    const session = this.#sessionIn(content, id);
    if (content && !session) this.#setAside(id);
    return session;
  }

  #readLive(id: SessionId): StoredSession | null {
    const session = this.#read(id);
    return session && !isDead(session) ? session : null;
  }

  #sessionIn(content: FileContent | null, id: SessionId): StoredSession | null {
    if (content === null) {
      if (this.#locks.present && existsSync(this.#sessions)) return null;
      throw new Error("its directory was removed or unmounted");
    }
    if ("session" in content) return content.session;
    reportRejected({ reason: "corrupted", id, store: this.name, detail: content.damage });
    return null;
  }

  /** Under the lock: keeps the evidence, unless the file has become readable meanwhile or is only too new for us. */
  #setAside(id: SessionId): void {
    const path = this.#path(id);
    const content = readSessionNow(path, id);
    if (content && "damage" in content && !content.newer) renameSync(path, path + damagedSuffix);
  }

  async #write(id: SessionId, session: StoredSession, before: StoredSession | null): Promise<void> {
    const file = fileName(id);
    const moved = session.user !== (before?.user ?? null);
    if (moved && session.user !== null) await this.#users.add(session.user, file);
    await writeSession(this.#path(id), id, session);
    // The session is stored; a marker that stays behind is removed when the user's sessions are listed.
    if (moved && before?.user) await this.#users.remove(before.user, file).catch(() => {});
  }

  async #remove(id: SessionId, stored: StoredSession): Promise<boolean> {
    const removed = await removeFile(this.#path(id));
    if (stored.user !== null) await this.#users.remove(stored.user, fileName(id)).catch(() => {});
    return removed;
  }

  /** Removes the marker of a session that no longer is the user's. */
  #forget(user: string, id: SessionId): Promise<void> {
    return this.#exclusively("list sessions", [id], async () => {
      if (this.#readLive(id)?.user !== user) await this.#users.remove(user, fileName(id));
    });
  }

  /** Under the lock, so that nobody is writing them: how many dead sessions were removed. */
  async #sweep(directory: string, names: readonly string[]): Promise<number> {
    let cleared = 0;
    for (const name of names) {
      const id = idOfFile(name);
      const path = join(directory, name);
      if (id !== null) {
        const stored = this.#read(id);
        if (stored === null || !isDead(stored)) continue;
        // Without waiting for the disk: a file that came back after a crash would still be dead.
        await rm(path);
        if (stored.user !== null) await this.#users.remove(stored.user, name).catch(() => {});
        cleared++;
      } else if (name.endsWith(temporarySuffix) || (await modifiedAt(path)) < Date.now() - keepDamagedMs) {
        await rm(path, { force: true });
      }
    }
    return cleared;
  }
}

/** `file:./sessions`, relative to the working directory, or `file:///var/lib/app/sessions`. */
export async function open(url: URL): Promise<FileStore> {
  return new FileStore(fileURLToPath(url));
}
