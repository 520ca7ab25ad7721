/** Pages of stored sessions that meet a filter: the store looks as far as it can, and what it found is judged here. */

import { UnsupportedError } from "../../core/errors.ts";
import type { SessionId } from "../../core/session-key.ts";
import type { Listing, ListQuery, SessionPage, Store, StoredSession } from "../../core/store.ts";
import type { StoreFilter, StoreSort } from "../../protocol.ts";
import type { CommandContext } from "../command.ts";
import { meets, textToFind } from "./filter.ts";
import { asking, serverStore } from "./find-stored.ts";

export interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly filter: StoreFilter;
  readonly sort?: StoreSort | undefined;
}

export interface FoundPage {
  readonly sessions: ReadonlyMap<SessionId, StoredSession>;
  readonly next: string | null;
}

/** Milliseconds after which a page comes with what has been found by then. */
const patience = 1000;

/** @throws UnsupportedError where the store cannot list, or not so. CommandError `stale-cursor`. */
export async function findPage(context: CommandContext, query: PageQuery): Promise<FoundPage> {
  const { filter, sort } = query;
  const store = serverStore(context);
  const question = JSON.stringify([Object.entries(filter).sort(), sort?.by, sort?.descending]);
  const found = await search(context, store, {
    ...query,
    cursor: query.cursor === undefined ? undefined : context.cursors.open(query.cursor, question),
    ask: storeQuery(store, filter, sort),
  });
  return { sessions: found.sessions, next: found.next === null ? null : context.cursors.seal(found.next, question) };
}

/** What a store can do that does not say. */
const least: Listing = { sorts: [], expired: false };

export const listingOf = (store: Store): Listing => store.lists ?? least;

/** The store's part of the question. @throws UnsupportedError where it cannot answer it. */
function storeQuery(
  store: Store,
  filter: StoreFilter,
  sort: StoreSort | undefined,
): Pick<ListQuery, "text" | "user" | "signedIn" | "state" | "sort"> {
  const { sorts, expired } = listingOf(store);
  if (!store.list) throw new UnsupportedError(`The ${store.name} store cannot list its sessions.`);
  if (sort && !sorts.includes(sort.by)) {
    throw new UnsupportedError(`The ${store.name} store has no order by ${sort.by}.`);
  }
  if (filter.expired === true && !expired) {
    throw new UnsupportedError(`The ${store.name} store does not list expired sessions.`);
  }
  const state = filter.expired === undefined ? "any" : filter.expired ? "expired" : "live";
  const { user, signedIn } = filter;
  return {
    text: textToFind(filter),
    ...(user !== undefined && { user }),
    ...(signedIn !== undefined && { signedIn }),
    ...(expired && { state }),
    ...(sort && { sort }),
  };
}

interface Search extends PageQuery {
  readonly ask: ReturnType<typeof storeQuery>;
}

async function search({ redaction }: CommandContext, store: Store, query: Search): Promise<SessionPage> {
  const { limit, filter, ask } = query;
  const until = performance.now() + patience;
  const sessions = new Map<SessionId, StoredSession>();
  let cursor = query.cursor;
  let full: string | null = null;
  for (;;) {
    const left = limit - sessions.size || limit;
    const page: SessionPage = await asking("list sessions", store, store.list!({ ...ask, cursor, limit: left }));
    const found = [...page.sessions].filter(([, stored]) => meets(stored, filter, redaction));
    if (full === null) for (const [id, stored] of found) sessions.set(id, stored);
    else if (found.length > 0) return { sessions, next: full };
    if (page.next === null) return { sessions, next: null };
    cursor = page.next;
    if (sessions.size >= limit) {
      full ??= cursor;
      // The store finds hidden values too. Whether a next page follows must not depend on them: look for what is on it.
      if (ask.text === undefined) return { sessions, next: full };
    }
    if (performance.now() > until) return { sessions, next: full ?? cursor };
  }
}
