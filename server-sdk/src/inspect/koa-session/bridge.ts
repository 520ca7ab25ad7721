/** koa-session with a store: the cookie holds the key under which the store has the session. */

import type { Expiry } from "../../core/expiry.ts";
import { contentOf } from "../base/json-content.ts";
import { afterLines } from "../base/set-cookie-lines.ts";
import type { Content, CookieFacts, Held, Issued, Lines, SentCookies, SessionBridge } from "../bridge.ts";
import type { AppRequests } from "./app-requests.ts";
import { changedKeys, setText } from "./edits.ts";
import { cookieFactsOf, dataOf, demandKeys, expiryKinds, expiryOf, maxAgeOf, userOf } from "./facts.ts";
import {
  dropLines,
  type KoaContext,
  type LibrarySession,
  linesOf,
  load,
  type Manager,
  type MaxAge,
  type SessionData,
  sampleLines,
  type Visit,
  visit,
} from "./library.ts";

export interface KoaSessionBridgeOptions {
  /** Of the app, before any session is loaded. */
  readonly manager: Manager;
  readonly app: AppRequests;
  /** The context of whoever asks. */
  readonly asking: () => KoaContext;
}

export class KoaSessionBridge implements SessionBridge<SentCookies> {
  readonly kind = "server";
  readonly edits = "merge";
  readonly watched = true;
  readonly name: string;
  readonly expiry: readonly Expiry["kind"][];
  readonly #key: string;
  readonly #policy: MaxAge | undefined;
  readonly #app: AppRequests;
  readonly #asking: () => KoaContext;

  constructor({ manager, app, asking }: KoaSessionBridgeOptions) {
    const { name } = manager.store!.constructor;
    this.name = `koa-session (${name === "Object" ? "a store" : name})`;
    this.#key = manager.opts.key;
    this.#policy = manager.opts.maxAge;
    this.expiry = expiryKinds(this.#policy);
    this.#app = app;
    this.#asking = asking;
  }

  async cookie(): Promise<CookieFacts> {
    return cookieFactsOf(await sampleLines(this.#asking()), this.#key, this.#policy);
  }

  dropLines(): Promise<Lines> {
    return dropLines(this.#asking());
  }

  async read(sent: SentCookies): Promise<Held<SentCookies> | null> {
    const visited = this.#visit(sent);
    const session = await load(visited);
    return session && this.#held(sent, visited.manager, session);
  }

  write({ id, ref, entries: had, expiry }: Held<SentCookies>, next: Content): Promise<Issued<SentCookies>> {
    demandKeys(next.entries.keys());
    return this.#app.inTurn(id, async () => {
      const visited = this.#visit(ref);
      const { manager } = visited;
      const session = await load(visited);
      if (!session) return gone;
      const before = contentOf(session.toJSON()).entries;
      demandUnchanged(before, had, next.entries);
      applyTexts(session, had, next.entries);
      const isMoved = JSON.stringify(expiry) !== JSON.stringify(next.expiry);
      const move = isMoved ? { from: manager.opts.maxAge, to: maxAgeOf(next.expiry, this.#policy) } : null;
      if (move) manager.opts.maxAge = move.to;
      const after = contentOf(session.toJSON()).entries;
      // The library tells its store whether it is only for the time that it saves.
      await manager.commit({ save: JSON.stringify([...before]) === JSON.stringify([...after]) });
      this.#app.edited(id, { before, after, move });
      return this.#issued(ref, visited);
    });
  }

  create(next: Content): Promise<Issued<SentCookies>> {
    return this.#create(dataOf(next.entries), maxAgeOf(next.expiry, this.#policy));
  }

  /** Its values move as the objects that they are: a store may keep more than JSON. */
  rotate({ id, ref }: Held<SentCookies>): Promise<Issued<SentCookies>> {
    return this.#app.inTurn(id, async () => {
      const { manager } = this.#visit(ref);
      const session = await load({ manager });
      if (!session) return gone;
      const issued = await this.#create(session.toJSON(), manager.opts.maxAge);
      await this.#end(id, manager);
      return issued;
    });
  }

  remove({ id, ref }: Held<SentCookies>): Promise<void> {
    return this.#app.inTurn(id, async () => {
      const { manager } = this.#visit(ref);
      if (await load({ manager })) await this.#end(id, manager);
    });
  }

  #visit(sent: SentCookies): Visit {
    return visit(this.#asking(), sent);
  }

  async #create(data: SessionData, maxAge: MaxAge | undefined): Promise<Issued<SentCookies>> {
    const visited = this.#visit(new Map());
    const { manager } = visited;
    manager.set(data);
    manager.opts.maxAge = maxAge;
    // The library saves a new session that is empty only if it must.
    await manager.commit({ save: Object.keys(data).length === 0 });
    return this.#issued(new Map(), visited);
  }

  async #end(id: string, manager: Manager): Promise<void> {
    manager.set(null);
    await manager.commit();
    this.#app.endedByPanel(id);
  }

  async #issued(sent: SentCookies, visited: Visit): Promise<Issued<SentCookies>> {
    const lines = linesOf(visited);
    const after = afterLines(sent, lines);
    return { held: await this.read(after), cookieValue: after.get(this.#key) ?? "", lines };
  }

  #held(sent: SentCookies, { opts, externalKey }: Manager, session: LibrarySession): Held<SentCookies> {
    return {
      ref: sent,
      id: externalKey!,
      ...contentOf(session.toJSON()),
      expiry: expiryOf(opts.maxAge, this.#policy),
      expiresAt: session._expire,
      user: userOf(session),
    };
  }
}

const gone: Issued<SentCookies> = { held: null, cookieValue: "", lines: [] };

type Entries = Content["entries"];

/** @throws Error when a key that the panel changes is no longer as it was compared. */
function demandUnchanged(now: Entries, had: Entries, next: Entries): void {
  const lost = changedKeys(had, next).find((key) => now.get(key) !== had.get(key));
  if (lost !== undefined) throw new Error(`the app has just changed ${JSON.stringify(lost)}: try again`);
}

/** All other values stay the objects that they are. */
function applyTexts(session: LibrarySession, had: Entries, next: Entries): void {
  for (const key of changedKeys(had, next)) setText(session, key, next.get(key));
}
