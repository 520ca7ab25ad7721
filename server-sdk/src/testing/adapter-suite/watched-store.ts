/** A store for tests, in front of another: it records its calls, can make them wait, and can fail. */

import type { SessionId } from "../../core/session-key.ts";
import type { Change, CommitResult, ListQuery, SessionPage, Store, StoredSession } from "../../core/store.ts";

/** A point where every caller waits until it is opened. */
export class Gate {
  readonly #reached = Promise.withResolvers<void>();
  readonly #opened = Promise.withResolvers<void>();

  /** Resolves when the first caller waits. */
  get reached(): Promise<void> {
    return this.#reached.promise;
  }
  open(): void {
    this.#opened.resolve();
  }
  pass(): Promise<void> {
    this.#reached.resolve();
    return this.#opened.promise;
  }
}

/** Calls that answer at once are there or not, which `Store` does not allow under exactOptionalPropertyTypes. */
export class WatchedStore implements Omit<Store, "createNow" | "commitNow" | "rotateNow"> {
  readonly kind = "server";
  readonly name: string;
  readonly traits: Store["traits"];
  readonly loadNow?: (id: SessionId) => StoredSession | null;
  /** The names of its calls, in order. */
  readonly asked: string[] = [];
  /** Called with the name of each call, while that is made. */
  onAsked: ((operation: string) => void) | null = null;
  /** Writes wait here. */
  gate: Gate | null = null;
  /** Every call fails with this error. */
  failure: Error | null = null;
  readonly #inner: Store;
  readonly #waiting: boolean;

  /** `waiting`: every call answers later, as over a network. */
  constructor(inner: Store, waiting: boolean) {
    this.#inner = inner;
    this.#waiting = waiting;
    this.name = inner.name;
    this.traits = inner.traits;
    if (inner.loadNow && !waiting) {
      this.loadNow = (id) => {
        this.#ask("load");
        return inner.loadNow!(id);
      };
    }
  }

  async load(id: SessionId): Promise<StoredSession | null> {
    this.#ask("load");
    return this.#inner.load(id);
  }
  async create(id: SessionId, session: StoredSession): Promise<boolean> {
    await this.#write("create");
    return this.#inner.create(id, session);
  }
  get createNow(): Store["createNow"] {
    return this.#now("create", this.#inner.createNow);
  }
  get commitNow(): Store["commitNow"] {
    return this.#now("commit", this.#inner.commitNow);
  }
  get rotateNow(): Store["rotateNow"] {
    return this.#now("rotate", this.#inner.rotateNow);
  }
  async commit(id: SessionId, change: Change): Promise<CommitResult> {
    await this.#write("commit");
    return this.#inner.commit(id, change);
  }
  async rotate(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    await this.#write("rotate");
    return this.#inner.rotate(id, next, change);
  }
  async touch(id: SessionId, expiresAt: number, from: string | null): Promise<boolean> {
    await this.#write("touch");
    return this.#inner.touch(id, expiresAt, from);
  }
  async delete(id: SessionId): Promise<boolean> {
    await this.#write("delete");
    return this.#inner.delete(id);
  }
  clearExpired(batch: number, signal: AbortSignal): AsyncIterable<number> {
    return this.#inner.clearExpired(batch, signal);
  }
  list(query: ListQuery): Promise<SessionPage> {
    return this.#inner.list!(query);
  }
  async close(): Promise<void> {
    await this.#inner.close?.();
  }

  /** Only while no call has to wait at the gate. */
  #now<Args extends unknown[], Answer>(
    operation: string,
    call: ((...args: Args) => Answer) | undefined,
  ): ((...args: Args) => Answer) | undefined {
    if (!call || this.#waiting || this.gate) return undefined;
    return (...args) => {
      this.#ask(operation);
      if (this.failure) throw this.failure;
      return call.apply(this.#inner, args);
    };
  }

  async #write(operation: string): Promise<void> {
    this.#ask(operation);
    await this.gate?.pass();
    if (this.failure) throw this.failure;
  }

  #ask(operation: string): void {
    this.asked.push(operation);
    this.onAsked?.(operation);
    if (this.failure && operation === "load") throw this.failure;
  }
}
