/** The rows of the cookie table: what the browser holds and what it refused, with all that is known of each. Pure. */

import { type Advice, adviseOn, isCredential, isThirdParty } from "../../../../cookies/advice.ts";
import { type Cookie, cookieSize, identityOf } from "../../../../cookies/cookie.ts";
import type { Field } from "../../../../cookies/refusal/reasons.ts";
import type { RefusedCookie } from "./refused-cookies.ts";
import { isAbout, linesBySlot, type SeenLine, slotOf } from "./seen-lines.ts";

export interface CookieRow {
  readonly id: string;
  /** As the browser holds it; the cookie of a refused row is the one that the line asked for. */
  readonly cookie: Cookie;
  /** It is the session cookie of the app, or belongs to it: its signature, a chunk of its value. */
  readonly session: boolean;
  /** Name of the session cookie that it belongs to; null: it is that cookie, or another one. */
  readonly belongsTo: string | null;
  readonly thirdParty: boolean;
  readonly refused: RefusedCookie | null;
  readonly advice: readonly Advice[];
  /** The line that set it; null: none was seen. */
  readonly line: SeenLine | null;
  /** Whoever has the value can act as the visitor. */
  readonly secret: boolean;
  readonly size: number;
}

export interface RowSources {
  readonly page: URL;
  readonly cookies: readonly Cookie[];
  /** The session cookie first, then those that belong to it. */
  readonly session: readonly Cookie[];
  /** Name of the session cookie; null: not known. */
  readonly sessionName: string | null;
  readonly lines: readonly SeenLine[];
  readonly refused: readonly RefusedCookie[];
  /** Is the value a token? null: it is not decoded yet. */
  isToken(cookie: Cookie): boolean | null;
}

export function cookieRows(sources: RowSources): readonly CookieRow[] {
  const bySlot = linesBySlot(sources.lines);
  return [
    ...sources.cookies.map((cookie) => heldRow(cookie, sources, bySlot)),
    ...sources.refused.map((refused) => refusedRow(refused, sources)),
  ];
}

function heldRow(cookie: Cookie, sources: RowSources, bySlot: ReadonlyMap<string, readonly SeenLine[]>): CookieRow {
  const { page, cookies } = sources;
  const session = sources.session.some((one) => identityOf(one) === identityOf(cookie));
  const lines = bySlot.get(slotOf(cookie)) ?? bySlot.get(slotOf({ ...cookie, partition: null })) ?? [];
  const line =
    lines.findLast((seen) => !seen.deletes && seen.cookie.value === cookie.value && isAbout(seen, cookie, page)) ??
    null;
  const token = sources.isToken(cookie) ?? false;
  return {
    id: identityOf(cookie),
    cookie,
    session,
    belongsTo: session && cookie.name !== sources.sessionName ? sources.sessionName : null,
    thirdParty: isThirdParty(cookie, page),
    refused: null,
    advice: adviseOn(cookie, { page, session, token, line: line?.line ?? null, all: cookies }),
    line,
    secret: isSecret(cookie, session, sources),
    size: cookieSize(cookie),
  };
}

function refusedRow(refused: RefusedCookie, sources: RowSources): CookieRow {
  const { cookie } = refused.seen;
  return {
    id: `refused ${slotOf(cookie)}`,
    cookie,
    session: false,
    belongsTo: null,
    thirdParty: isThirdParty(cookie, sources.page),
    refused,
    advice: [],
    line: refused.seen,
    secret: isSecret(cookie, false, sources),
    size: cookieSize(cookie),
  };
}

/** A value that is not decoded yet may be a token. */
function isSecret(cookie: Cookie, session: boolean, { isToken }: RowSources): boolean {
  const token = isToken(cookie);
  return token === null || isCredential(cookie, { session, token });
}

/** How serious the row is about a field: the browser refused the cookie for it, or advice warns of it. */
export function severityAt(row: CookieRow, field: Field): "refused" | "warn" | null {
  if (row.refused?.refusal.field === field) return "refused";
  return row.advice.some((one) => one.field === field && one.level === "warn") ? "warn" : null;
}
