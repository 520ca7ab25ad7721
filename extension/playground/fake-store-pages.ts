/** Pages of the sessions of the fake server that meet a filter, in any order. */

import type { Hello, StoreFilter, StoreSort } from "sessionscope/protocol";
import { refuse } from "./command-error.ts";
import { endOf } from "./fake-expiry.ts";
import type { FakeSession, FakeSessions } from "./fake-sessions.ts";

/** A session, and the value of its cookie. */
export type Held = readonly [cookie: string, session: FakeSession];

/** Where a session stands in the order: a moment, and the number of its handle. */
type Place = readonly [at: number, number: number];

export function fakePages(sessions: FakeSessions, hello: Hello) {
  const { redaction, listing } = sessions;
  const isDead = (session: FakeSession) => Date.now() >= endOf(session, hello);

  const shown = (key: string, text: string) => redaction.mask(key, text) ?? text;
  const meets = (session: FakeSession, { text, key, value, user, signedIn, expired }: StoreFilter): boolean => {
    const entries = [...session.entries].map(([name, held]) => [name, shown(name, held.text)] as const);
    return (
      (text === undefined || text === "" || entries.some((parts) => parts.some((part) => part.includes(text)))) &&
      ((key === undefined && value === undefined) ||
        entries.some(([name, held]) => name.includes(key ?? "") && held.includes(value ?? ""))) &&
      (user === undefined || session.user === user) &&
      (signedIn === undefined || (session.user !== null) === signedIn) &&
      (expired === undefined || isDead(session) === expired)
    );
  };
  const placeOf = (session: FakeSession, sort: StoreSort | undefined): Place => {
    const number = Number(session.handle.slice(1));
    if (!sort) return [0, number];
    const at = { modified: session.modifiedAt, created: session.createdAt, expires: endOf(session, hello) }[sort.by];
    return sort.descending ? [-at, -number] : [at, number];
  };
  const page = (
    filter: StoreFilter,
    sort: StoreSort | undefined,
    cursor: string | undefined,
    limit: number,
  ): { readonly found: readonly Held[]; readonly next: string | null } => {
    if (listing.refusal !== null) refuse("unsupported", listing.refusal);
    if (sort && !listing.sorts.includes(sort.by)) refuse("unsupported", `The store has no order by ${sort.by}.`);
    if (filter.expired && !listing.expired) refuse("unsupported", "The store does not list expired sessions.");
    const question = JSON.stringify([filter, sort, sessions.started]);
    const after = cursor === undefined ? null : placeIn(cursor, question);
    const places = [...sessions.live]
      .filter(([, session]) => meets(session, filter) && (listing.expired || !isDead(session)))
      .map((held) => ({ held, place: placeOf(held[1], sort) }))
      .filter(({ place }) => after === null || compare(place, after) > 0)
      .sort((a, b) => compare(a.place, b.place));
    const found = places.slice(0, limit);
    const next = places.length > limit ? cursorOf(found.at(-1)!.place, question) : null;
    return { found: found.map(({ held }) => held), next };
  };

  return { isDead, page };
}

const compare = (a: Place, b: Place) => a[0] - b[0] || a[1] - b[1];

const cursorOf = (place: Place, question: string) =>
  btoa(encodeURIComponent(JSON.stringify([place, question])))
    .replaceAll("=", "")
    .replaceAll("+", "-")
    .replaceAll("/", "_");

/** @throws CommandError for a cursor of another question, or from before the server's start. */
function placeIn(cursor: string, question: string): Place {
  try {
    const [place, asked] = JSON.parse(decodeURIComponent(atob(cursor.replaceAll("-", "+").replaceAll("_", "/"))));
    if (asked === question) return place;
  } catch {}
  return refuse("stale-cursor", "This page is not there any more. List the sessions from the beginning.");
}
