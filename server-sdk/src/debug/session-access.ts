/** Finds and writes the session of a cookie, in the same way whether the store or the cookie itself holds it. */

import type { KeyObject } from "node:crypto";
import { asStoreError, StoreError } from "../core/errors.ts";
import { endedSessionsOf } from "../core/logout.ts";
import { newSessionKey, parseSessionKey, type SessionId, sessionHandle, sessionIdOf } from "../core/session-key.ts";
import type { Change, ClientStore, CommitResult, Store, StoredSession } from "../core/store.ts";
import { isDead } from "../core/stored-session.ts";
import { applyChange } from "../core/storing/apply-change.ts";
import type { CommandName, Engine, Hello } from "../protocol.ts";

/**
 * A session as its library keeps it. Moments that another library does not keep are `NaN`, and a session of it that never
 * ends does so at `Infinity`.
 */
export interface KeptSession extends StoredSession {
  /** Keys that cannot be written. */
  readonly readOnly?: ReadonlySet<string>;
}

/** A session, as it was read or written. */
export interface NamedSession {
  readonly handle: string;
  /** Its id in the store; `null`: it lives in its cookie. */
  readonly id: SessionId | null;
  readonly stored: KeptSession;
}

/** A live session that a cookie leads to. */
export interface FoundSession extends NamedSession {
  readonly cookieValue: string;
  /** The `Set-Cookie` lines that give it to the browser, where its library writes them. */
  readonly lines?: readonly string[];
}

export type Written =
  /** `found` is the session that the cookie now leads to, with later changes by others; `null`: it has ended. */
  | {
      readonly outcome: "stored";
      readonly cookieValue: string;
      readonly found: FoundSession | null;
      /** The revision that this change made. */
      readonly revision: number;
      /** The `Set-Cookie` lines for the browser, where the library of the session writes them. */
      readonly lines?: readonly string[];
    }
  | Exclude<CommitResult, { readonly outcome: "stored" }>;

/** What holds for sessions that another library keeps. */
export interface ForeignSessions {
  readonly engine: Engine;
  readonly commands: ReadonlySet<CommandName>;
  /** Bytes that a session may have; `null`: there is no limit worth showing. */
  readonly limit: number | null;
  /** How the library sets its cookie for the asking browser, and how long a session lives. */
  cookie(): Promise<Pick<Hello, "cookie" | "cookieAge" | "expireAtBrowserClose">>;
  /** The `Set-Cookie` lines with which the browser drops the session's cookies. */
  dropLines(found: FoundSession): Promise<readonly string[]>;
  /** A panel knows the session at this revision: then another process has told it. */
  toldElsewhere(found: FoundSession, revision: number): void;
  /** Ends the session, if it is still as it was found. */
  end(found: FoundSession): Promise<Written>;
}

export interface SessionAccess {
  /** Left out: the sessions are our own. */
  readonly foreign?: ForeignSessions;
  /** `more`: further cookies that belong to the session's, by name. */
  find(cookieValue: string, more?: ReadonlyMap<string, string>): Promise<FoundSession | null>;
  /** The id of the session of a cookie, as the list of the store has it; `null`: there is none in it. */
  idOf(cookieValue: string, more?: ReadonlyMap<string, string>): Promise<SessionId | null>;
  create(session: StoredSession): Promise<FoundSession>;
  commit(found: FoundSession, change: Change): Promise<Written>;
  /** Commits, and gives the session a new key if it has one. */
  rotate(found: FoundSession, change: Change): Promise<Written>;
  /** Removes what the server holds of the session. */
  remove(found: FoundSession): Promise<void>;
}

export function accessTo(store: Store | ClientStore, cookieName: string, handles: KeyObject): SessionAccess {
  return store.kind === "server" ? storedAccess(store, handles) : sealedAccess(store, cookieName, handles);
}

function storedAccess(store: Store, handles: KeyObject): SessionAccess {
  const ask = async <T>(doing: string, answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      throw asStoreError(doing, store, error);
    }
  };
  const find = async (cookieValue: string): Promise<FoundSession | null> => {
    const key = parseSessionKey(cookieValue);
    if (key === null) return null;
    const id = sessionIdOf(key);
    const stored = await ask("load a session", store.load(id));
    return stored && { cookieValue, handle: sessionHandle(id, handles), id, stored };
  };
  const ended = endedSessionsOf(store);
  const written = async (result: CommitResult, cookieValue: string): Promise<Written> => {
    if (result.outcome !== "stored") return result;
    const found = await find(cookieValue);
    if (found === null) ended.add(idOf(cookieValue));
    return { ...result, cookieValue, found };
  };
  return {
    find,
    async idOf(cookieValue) {
      const key = parseSessionKey(cookieValue);
      return key && sessionIdOf(key);
    },
    async create(stored) {
      const key = newSessionKey();
      const id = sessionIdOf(key);
      if (await ask("create a session", store.create(id, stored))) {
        return { cookieValue: key, handle: sessionHandle(id, handles), id, stored };
      }
      throw new StoreError("create a session", store.name, "a new id was taken");
    },
    async commit({ cookieValue }, change) {
      return written(await ask("change a session", store.commit(idOf(cookieValue), change)), cookieValue);
    },
    async rotate({ cookieValue }, change) {
      const [left, next] = [idOf(cookieValue), newSessionKey()];
      const result = await ask("change a key", store.rotate(left, sessionIdOf(next), change));
      if (result.outcome === "stored") ended.add(left);
      return written(result, next);
    },
    async remove({ cookieValue }) {
      await ask("delete a session", store.delete(idOf(cookieValue)));
    },
  };
}

/** The id for the cookie value of a session that was found. */
const idOf = (cookieValue: string): SessionId => sessionIdOf(parseSessionKey(cookieValue)!);

function sealedAccess(store: ClientStore, cookieName: string, handles: KeyObject): SessionAccess {
  // Every change makes another cookie value. Only the moment of creation stays, and it leads to no key.
  const handleOf = ({ createdAt }: StoredSession) => sessionHandle(`created ${createdAt}` as SessionId, handles);
  const found = (cookieValue: string, stored: StoredSession): FoundSession => ({
    cookieValue,
    handle: handleOf(stored),
    id: null,
    stored,
  });
  const commit: SessionAccess["commit"] = async ({ stored }, change) => {
    const applied = applyChange(stored, change);
    if (applied.outcome === "conflict") return applied;
    const { session } = applied;
    const cookieValue = store.seal(session, cookieName);
    return {
      outcome: "stored",
      cookieValue,
      found: isDead(session) ? null : found(cookieValue, session),
      revision: session.revision,
    };
  };
  return {
    async idOf() {
      return null;
    },
    async find(cookieValue) {
      const stored = store.unseal(cookieValue, cookieName);
      return stored && found(cookieValue, stored);
    },
    async create(stored) {
      return found(store.seal(stored, cookieName), stored);
    },
    commit,
    rotate: commit,
    async remove() {},
  };
}
