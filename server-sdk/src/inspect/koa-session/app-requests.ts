/** The app's requests that are under way, and what each of them does to its session in the store. */

import { InTurn } from "../base/in-turn.ts";
import type { Note } from "../base/notes.ts";
import { snapshotOf } from "../base/quick-texts.ts";
import { contentOf, type Seen, sessionOf } from "../base/seen.ts";
import type { HandledRequest, SeenRequest } from "../base/serve-bridge.ts";
import type { Snapshot } from "../base/snapshot.ts";
import type { Telling } from "../base/telling.ts";
import type { Edit } from "./edits.ts";
import { expiryOf, userOf } from "./facts.ts";
import type { LibraryStore, Manager, MaxAge } from "./library.ts";
import { mergedSave, type Save } from "./save.ts";

/** What the head of its response says. */
export type Head = Pick<HandledRequest, "status" | "setCookie" | "cookieLine">;

export interface Work {
  readonly by: SeenRequest;
  readonly manager: Manager;
  /** Of `performance.now()`. */
  readonly start: number;
  readonly policy: MaxAge | undefined;
  readonly storeCalls: NonNullable<HandledRequest["storeCalls"]>[number][];
  /** By panels, to the session that it has asked the store for. */
  readonly edits: Edit[];
  /** By panels, since it began: it saves none of these. */
  readonly endedByPanel: Set<string>;
  /** The key that it has asked the store for, or saved under. */
  key: string | null;
  /** The session as this request had it when it last met the store. */
  base: Snapshot | null;
  /** As it was loaded, or as a panel has changed it since. */
  age: MaxAge | undefined;
  before: Seen | null;
  after: Seen | null;
  /** As the endpoint counts them, once it has been told; 0: not yet. */
  revisions: { before: number; after: number };
  ended: string | null;
  failure: unknown;
}

export class AppRequests {
  readonly #telling: Telling;
  readonly #guard: (work: () => void) => void;
  readonly #underWay = new Set<Work>();
  readonly #turns = new InTurn();

  /** `guard`: runs what must not fail the app. */
  constructor(telling: Telling, guard: (work: () => void) => void) {
    this.#telling = telling;
    this.#guard = guard;
  }

  /** Writes of one session, one after the other, whoever writes. */
  inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.do(id, work);
  }

  begin(by: SeenRequest, manager: Manager): Work {
    const work: Work = {
      by,
      manager,
      start: performance.now(),
      policy: manager.opts.maxAge,
      storeCalls: [],
      edits: [],
      endedByPanel: new Set(),
      key: null,
      base: null,
      age: undefined,
      before: null,
      after: null,
      revisions: { before: 0, after: 0 },
      ended: null,
      failure: undefined,
    };
    manager.store = this.#watched(work, manager.store!);
    this.#underWay.add(work);
    return work;
  }

  /** The library has loaded its session, or made a new one. */
  entered(work: Work): void {
    const { session, externalKey: id, opts } = work.manager;
    if (!session || session.isNew || id === undefined) return;
    const snapshot = snapshotOf(session.toJSON());
    work.base = snapshot;
    work.age = opts.maxAge;
    const expiry = expiryOf(opts.maxAge, work.policy);
    work.before = { id, snapshot, expiry, expiresAt: session._expire, user: userOf(session) };
    this.#telling.tell(loadedNote(work.before, work.revisions, Date.now()), snapshot.units);
    // What came while it was being loaded.
    for (const edit of work.edits) move(work, edit);
  }

  over(work: Work): void {
    this.#underWay.delete(work);
  }

  enter(work: Work, head: Head): void {
    // A note keeps nothing of the app's request.
    const { by, before, after: saved, ended, failure, storeCalls, revisions } = work;
    const at = Date.now();
    const duration = performance.now() - work.start;
    const after = saved ?? (ended === null ? before : null);
    if (!before && !after && ended === null && failure === undefined) {
      this.#telling.withoutSession();
      return;
    }
    const did = {
      ...by,
      ...head,
      at,
      duration,
      storeCalls,
      failure: failure === undefined ? null : failureOf(failure),
    };
    this.#telling.tell(({ enterRequest }) => {
      // What it began with, or has saved, may not have been told.
      if ((before && revisions.before === 0) || (saved && revisions.after === 0)) return;
      const revision = revisions.after || revisions.before;
      enterRequest({
        ...did,
        before: before && { ...sessionOf(before), revision: revisions.before },
        after: after && { ...sessionOf(after), revision },
        outcome: outcomeOf({ before, after: saved, ended, failure, revisions }),
      });
    }, 0);
  }

  /** A panel has written the session, in its turn. */
  edited(id: string, edit: Edit): void {
    for (const work of this.#underWay) {
      if (work.key !== id) continue;
      work.edits.push(edit);
      move(work, edit);
    }
  }

  /** A panel has ended it, in its turn: a request that began before must not save it again. */
  endedByPanel(id: string): void {
    for (const work of this.#underWay) work.endedByPanel.add(id);
  }

  /** The store of one request. What it answers and throws is the store's own. */
  #watched(work: Work, store: LibraryStore): LibraryStore {
    return {
      get: (key, maxAge, options) => {
        work.key = key;
        return this.#call(work, "load", async () => store.get(key, maxAge, options));
      },
      set: (key, data, maxAge, options) =>
        this.inTurn(key, async () => {
          if (work.endedByPanel.has(key)) return;
          let save: Save | null = null;
          this.#guard(() => {
            save = mergedSave(work, data);
          });
          const own = save as Save | null;
          if (own?.onlyRenews) return;
          const isNew = work.key !== key;
          await this.#call(work, isNew ? "create" : "commit", async () => store.set(key, data, maxAge, options));
          work.key = key;
          if (own) this.#guard(() => this.#saved(work, key, own, isNew));
        }),
      destroy: (key, options) =>
        this.inTurn(key, async () => {
          await this.#call(work, "delete", async () => store.destroy(key, options));
          work.ended ??= key;
          if (work.after?.id === key) work.after = null;
          this.#telling.tell(endedNote(key, seenNow(work)), 0);
        }),
    };
  }

  async #call<T>(work: Work, call: Work["storeCalls"][number], answer: () => Promise<T>): Promise<T> {
    work.storeCalls.push(call);
    try {
      return await answer();
    } catch (error) {
      work.failure = error;
      throw error;
    }
  }

  #saved(work: Work, id: string, { own, stored, saved }: Save, isNew: boolean): void {
    work.after = { id, ...saved };
    this.#telling.tell(
      savedNote(work.after, isNew ? null : stored, work.revisions, seenNow(work)),
      saved.snapshot.units,
    );
    if (stored && work.before) work.before = { ...work.before, snapshot: stored };
    work.base = own;
  }
}

/** Its save writes the age that the panel has given the session, unless it gives it one itself. */
function move(work: Work, { move: asked }: Edit): void {
  const { opts } = work.manager;
  if (!asked || opts.maxAge !== asked.from) return;
  opts.maxAge = asked.to;
  work.age = asked.to;
}

// Made here, a note holds nothing of the app's request.

function loadedNote(seen: Seen, revisions: Work["revisions"], at: number): Note {
  return ({ loaded }) => {
    revisions.before = loaded(seen.id, contentOf(seen), at);
  };
}

function savedNote(seen: Seen, stored: Snapshot | null, revisions: Work["revisions"], by: SeenRequest): Note {
  return ({ saved }) => {
    revisions.after = saved(seen.id, contentOf(seen), stored?.texts ?? null, by);
  };
}

function endedNote(id: string, by: SeenRequest): Note {
  return ({ ended }) => ended(id, by);
}

type Did = Pick<Work, "before" | "after" | "ended" | "failure" | "revisions">;

const seenNow = ({ by }: Work): SeenRequest => ({ ...by, at: Date.now() });

function outcomeOf({ before, after, ended, failure, revisions }: Did): HandledRequest["outcome"] {
  if (failure !== undefined) return "failed";
  if (!after) return ended === null ? "read" : "flushed";
  if (!before) return "created";
  if (before.id !== after.id) return ended === before.id ? "rotated" : "created";
  return revisions.before === revisions.after ? "touched" : "stored";
}

function failureOf(error: unknown): NonNullable<HandledRequest["failure"]> {
  return { reason: "store-failed", code: null, message: error instanceof Error ? error.message : String(error) };
}
