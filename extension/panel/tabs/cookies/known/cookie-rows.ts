/** The rows of the cookie table: what the browser holds and what it refused, with all that is known of each. Pure. */

import { type Advice, adviseOn, isCredential, isThirdParty } from "../../../../cookies/advice.ts";
import { type Cookie, cookieSize, identityOf, type SameSite } from "../../../../cookies/cookie.ts";
import type { Field } from "../../../../cookies/refusal/reasons.ts";
import type { Sort } from "../../../widgets/table-state.ts";
import { linesBySlot, type Refused, type SeenLine, slotOf, speaksOf } from "./seen-lines.ts";

export interface Row {
  readonly id: string;
  /** As held; of a refused one, as asked for. */
  readonly cookie: Cookie;
  /** The session cookie of the app. */
  readonly session: boolean;
  readonly thirdParty: boolean;
  readonly refused: Refused | null;
  readonly advice: readonly Advice[];
  /** The line that set it, if it was seen. */
  readonly line: SeenLine | null;
  /** Who has the value can act as the visitor. */
  readonly secret: boolean;
  readonly size: number;
}

export interface Material {
  readonly page: URL;
  readonly cookies: readonly Cookie[];
  readonly session: Cookie | null;
  readonly lines: readonly SeenLine[];
  readonly refused: readonly Refused[];
  /** Does the value carry a token? null: not known yet. */
  isToken(cookie: Cookie): boolean | null;
}

export function rowsOf(material: Material): readonly Row[] {
  const { page, cookies, refused } = material;
  const isToken = (cookie: Cookie) => material.isToken(cookie) ?? false;
  // What is not known yet may be one.
  const isSecret = (cookie: Cookie, session: boolean) => {
    const token = material.isToken(cookie);
    return token === null || isCredential(cookie, { session, token });
  };
  const sessionId = material.session && identityOf(material.session);
  const bySlot = linesBySlot(material.lines);
  const held = cookies.map((cookie): Row => {
    const id = identityOf(cookie);
    const session = id === sessionId;
    const token = isToken(cookie);
    const lines = bySlot.get(slotOf(cookie)) ?? bySlot.get(slotOf({ ...cookie, partition: null })) ?? [];
    const line =
      lines.findLast((seen) => !seen.deletes && seen.cookie.value === cookie.value && speaksOf(seen, cookie, page)) ??
      null;
    const context = { page, session, token, line: line?.line ?? null, all: cookies };
    return {
      id,
      cookie,
      session,
      thirdParty: isThirdParty(cookie, page),
      refused: null,
      advice: adviseOn(cookie, context),
      line,
      secret: isSecret(cookie, session),
      size: cookieSize(cookie),
    };
  });
  const not = refused.map((one): Row => {
    const { cookie } = one.seen;
    return {
      id: `refused ${slotOf(cookie)}`,
      cookie,
      session: false,
      thirdParty: isThirdParty(cookie, page),
      refused: one,
      advice: [],
      line: one.seen,
      secret: isSecret(cookie, false),
      size: cookieSize(cookie),
    };
  });
  return [...held, ...not];
}

/** The word for SameSite, as a filter and a sort see it. */
export const sameSiteOf = ({ sameSite }: { readonly sameSite: SameSite }): string =>
  sameSite === "unspecified" ? "unset" : sameSite;

/** What is wrong with one of its facts: refused for it, or advised on it. */
export function faultAt(row: Row, field: Field): "refused" | "warn" | null {
  if (row.refused?.refusal.field === field) return "refused";
  return row.advice.some((one) => one.field === field && one.level === "warn") ? "warn" : null;
}

type Key = string | number;
const keys: Readonly<Record<string, (row: Row) => Key>> = {
  name: ({ cookie }) => cookie.name,
  value: ({ cookie }) => cookie.value,
  domain: ({ cookie }) => cookie.domain,
  path: ({ cookie }) => cookie.path,
  // What ends with the browser comes before all dates, what was refused after them.
  expires: ({ cookie, refused }) => (refused ? Number.MAX_SAFE_INTEGER : (cookie.expiresAt ?? 0)),
  size: ({ size }) => size,
  httpOnly: ({ cookie }) => Number(!cookie.httpOnly),
  secure: ({ cookie }) => Number(!cookie.secure),
  sameSite: ({ cookie }) => ["strict", "lax", "unspecified", "none"].indexOf(cookie.sameSite),
  partition: ({ cookie }) => cookie.partition?.topLevelSite ?? "~",
  advice: ({ advice, refused }) => (refused ? 0 : advice[0]?.level === "warn" ? 1 : advice.length > 0 ? 2 : 3),
};

/** The session cookie first, then by the column, then by name, domain and path. */
export function sorted(rows: readonly Row[], { by, descending }: Sort): readonly Row[] {
  const key = keys[by] ?? keys.name!;
  return rows.toSorted(
    (a, b) =>
      Number(b.session) - Number(a.session) ||
      (descending ? -1 : 1) * compare(key(a), key(b)) ||
      compare(a.cookie.name, b.cookie.name) ||
      compare(a.cookie.domain, b.cookie.domain) ||
      compare(a.cookie.path, b.cookie.path) ||
      Number(a.refused !== null) - Number(b.refused !== null),
  );
}

const collator = new Intl.Collator("en", { numeric: true });
const compare = (a: Key, b: Key): number =>
  typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
