/**
 * The stored sessions of a bridge as a store, which is what the panel's list is made from. A list reads them all, and sorts
 * and cuts it here: a library's store has no pages.
 */

import { UnsupportedError } from "../../core/errors.ts";
import type { SessionId } from "../../core/session-key.ts";
import type {
  Change,
  ClientStore,
  CommitResult,
  ListQuery,
  ListSort,
  SessionPage,
  Store,
  StoredSession,
} from "../../core/store.ts";
import { meetsQuery } from "../../core/stored-session.ts";
import type { StoredHeld } from "../bridge.ts";
import type { BridgedSessions, Step } from "./bridged-sessions.ts";

/** Stands in for the store of the sessions: with a list of them where the bridge has one. */
export function bridgedStore<Ref>(sessions: BridgedSessions<Ref>): Store | ClientStore {
  const { bridge } = sessions;
  const { name, stored } = bridge;
  const nowhere = () => {
    throw new UnsupportedError(`${name} has no list of sessions.`);
  };
  if (bridge.kind === "client") return { kind: "client", name, unseal: nowhere, seal: nowhere };
  return new BridgedStore(sessions, stored ?? { list: nowhere, find: nowhere });
}

class BridgedStore<Ref> implements Store {
  readonly kind = "server";
  readonly name: string;
  readonly traits = { shared: true, atomic: false, selfExpiring: true };
  readonly lists = { sorts: ["modified", "created", "expires"] as const, expired: false };
  readonly #sessions: BridgedSessions<Ref>;
  readonly #stored: StoredHeld<Ref>;

  constructor(sessions: BridgedSessions<Ref>, stored: StoredHeld<Ref>) {
    this.name = sessions.bridge.name;
    this.#sessions = sessions;
    this.#stored = stored;
  }

  async load(id: SessionId): Promise<StoredSession | null> {
    const held = await this.#stored.find(id);
    return held && this.#sessions.storedOf(held);
  }

  async list({ cursor, limit, sort, ...query }: ListQuery): Promise<SessionPage> {
    const all = [...(await this.#stored.list())].map(
      (held) => [held.id as SessionId, this.#sessions.storedOf(held)] as const,
    );
    const found = all
      .filter(([, session]) => meetsQuery(session, { ...query, limit, state: "live" }))
      .sort(inOrder(sort));
    const from = cursor === undefined ? 0 : Number(cursor);
    const page = found.slice(from, from + limit);
    return { sessions: new Map(page), next: from + limit < found.length ? `${from + limit}` : null };
  }

  async count(): Promise<{ count: number; exact: boolean }> {
    return { count: [...(await this.#stored.list())].length, exact: true };
  }

  async commit(id: SessionId, change: Change): Promise<CommitResult> {
    const { bridge } = this.#sessions;
    // How the endpoint lets a session end: at once, and only at the revision that it was found at.
    const ends = change.clear && change.expiry.expiresAt <= Date.now();
    const step: Step<Ref> = async (held, next) => {
      if (!ends) return bridge.write!(held, next);
      await bridge.remove!(held);
      return { held, cookieValue: "", lines: [] };
    };
    return this.#sessions.change(id, () => this.#stored.find(id), change, step);
  }

  delete(id: SessionId): Promise<boolean> {
    return this.#sessions.alone(id, async () => {
      const held = await this.#stored.find(id);
      if (held) await this.#sessions.bridge.remove!(held);
      return held !== null;
    });
  }

  /** The endpoint creates, rotates and touches sessions through the cookies of browsers alone. */
  async create(): Promise<boolean> {
    return false;
  }

  async rotate(): Promise<CommitResult> {
    return { outcome: "gone" };
  }

  async touch(): Promise<boolean> {
    return false;
  }

  async *clearExpired(): AsyncGenerator<number> {}
}

type Listed = readonly [SessionId, StoredSession];

/** Moments that are not known come last. */
function inOrder(
  { by, descending }: ListSort = { by: "modified", descending: true },
): (a: Listed, b: Listed) => number {
  const moment = { modified: "modifiedAt", created: "createdAt", expires: "expiresAt" } as const;
  const direction = descending ? -1 : 1;
  return ([idA, a], [idB, b]) => {
    const [first, second] = [a[moment[by]], b[moment[by]]];
    if (Number.isNaN(first) !== Number.isNaN(second)) return Number.isNaN(first) ? 1 : -1;
    if (first === second || Number.isNaN(first)) return idA < idB ? -1 : 1;
    return direction * (first < second ? -1 : 1);
  };
}
