/** The app's requests that are under way, and what each of them does to its session in the store. */

import { InTurn } from "../base/in-turn.ts";
import type { HandledRequest, Inspected, SeenRequest, SeenSession } from "../base/serve-bridge.ts";
import type { Content } from "../bridge.ts";
import { applyEdits, changedKeys, type Edit } from "./edits.ts";
import { expiryOf, textsOf, userOf } from "./facts.ts";
import type { LibraryStore, Manager, MaxAge, SessionData } from "./library.ts";

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
  base: Content["entries"] | null;
  /** As it was loaded, or as a panel has changed it since. */
  age: MaxAge | undefined;
  before: SeenSession | null;
  after: SeenSession | null;
  ended: string | null;
  failure: unknown;
}

export class AppRequests {
  readonly #inspected: () => Inspected;
  readonly #guard: (work: () => void) => void;
  readonly #underWay = new Set<Work>();
  readonly #turns = new InTurn();

  /** `inspected`: asked for once there is one. `guard`: runs what must not fail the app. */
  constructor(inspected: () => Inspected, guard: (work: () => void) => void) {
    this.#inspected = inspected;
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
    const { entries } = textsOf(session.toJSON());
    const content = { entries, expiry: expiryOf(opts.maxAge, work.policy) };
    work.base = entries;
    work.age = opts.maxAge;
    work.before = {
      id,
      ...content,
      expiresAt: session._expire,
      user: userOf(session),
      revision: this.#inspected().loaded(id, content),
    };
    // What came while it was being loaded.
    for (const edit of work.edits) move(work, edit);
  }

  over(work: Work): void {
    this.#underWay.delete(work);
  }

  enter(work: Work, head: Head): void {
    const { by, before, ended, failure, storeCalls } = work;
    const { endpoint, enterRequest } = this.#inspected();
    if (!before && !work.after && ended === null && failure === undefined) {
      endpoint.withoutSession();
      return;
    }
    const after = work.after ?? (ended === null ? before : null);
    const duration = performance.now() - work.start;
    const told = failure === undefined ? null : failureOf(failure);
    enterRequest({ ...by, ...head, before, after, outcome: outcomeOf(work), failure: told, storeCalls, duration });
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
          this.#guard(() => this.#inspected().ended(key, seenNow(work)));
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
    const { content, ...known } = saved;
    const revision = this.#inspected().saved(id, content, isNew ? null : stored, seenNow(work));
    work.after = { id, ...content, ...known, revision };
    if (stored && work.before) work.before = { ...work.before, entries: stored };
    work.base = own;
  }
}

interface Kept {
  readonly content: Content;
  readonly expiresAt: number | undefined;
  readonly user: string | undefined;
}

/** `data`: as the library gives it to its store. */
function keptOf({ _session, _maxAge, _expire, ...data }: SessionData, policy: MaxAge | undefined): Kept {
  const expiry = expiryOf(_session === true ? "session" : (_maxAge as number), policy);
  const content = { entries: textsOf(data).entries, expiry };
  return { content, expiresAt: _expire as number | undefined, user: userOf(data) };
}

interface Save {
  /** As the request has it. */
  readonly own: Content["entries"];
  /** What is stored before, as far as it knows; `null`: nothing. */
  readonly stored: Content["entries"] | null;
  readonly saved: Kept;
  /** A panel has written the session since, and the request has changed nothing: its save would undo what others have saved. */
  readonly onlyRenews: boolean;
}

/** Gives `data`, which the request is about to save, what panels have changed. */
function mergedSave({ edits, base, age, policy }: Work, data: SessionData): Save {
  const kept = keptOf(data, policy);
  const own = kept.content.entries;
  if (base === null || edits.length === 0) return { own, stored: base, saved: kept, onlyRenews: false };
  const isMoved = JSON.stringify(kept.content.expiry) !== JSON.stringify(expiryOf(age, policy));
  const onlyRenews = !isMoved && changedKeys(base, own).length === 0;
  const stored = applyEdits(edits, base, own, data);
  return { own, stored, saved: keptOf(data, policy), onlyRenews };
}

/** Its save writes the age that the panel has given the session, unless it gives it one itself. */
function move(work: Work, { move: asked }: Edit): void {
  const { opts } = work.manager;
  if (!asked || opts.maxAge !== asked.from) return;
  opts.maxAge = asked.to;
  work.age = asked.to;
}

const seenNow = ({ by }: Work): SeenRequest => ({ ...by, at: Date.now() });

function outcomeOf({ before, after, ended, failure }: Work): HandledRequest["outcome"] {
  if (failure !== undefined) return "failed";
  if (!after) return ended === null ? "read" : "flushed";
  if (!before) return "created";
  if (before.id !== after.id) return ended === before.id ? "rotated" : "created";
  return before.revision === after.revision ? "touched" : "stored";
}

function failureOf(error: unknown): NonNullable<HandledRequest["failure"]> {
  return { reason: "store-failed", code: null, message: error instanceof Error ? error.message : String(error) };
}
