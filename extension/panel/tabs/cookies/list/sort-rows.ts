/** The order of the cookie table. Pure. */

import type { Sort } from "../../../widgets/table-state.ts";
import type { CookieRow } from "../known/cookie-rows.ts";

type SortKey = string | number;

/** By column. */
const sortKeys: Readonly<Record<string, (row: CookieRow) => SortKey>> = {
  name: ({ cookie }) => cookie.name,
  value: ({ cookie }) => cookie.value,
  domain: ({ cookie }) => cookie.domain,
  path: ({ cookie }) => cookie.path,
  // Cookies without a date come before all dates, refused ones after them.
  expires: ({ cookie, refused }) => (refused ? Number.MAX_SAFE_INTEGER : (cookie.expiresAt ?? 0)),
  size: ({ size }) => size,
  httpOnly: ({ cookie }) => Number(!cookie.httpOnly),
  secure: ({ cookie }) => Number(!cookie.secure),
  sameSite: ({ cookie }) => ["strict", "lax", "unspecified", "none"].indexOf(cookie.sameSite),
  partition: ({ cookie }) => cookie.partition?.topLevelSite ?? "~",
  advice: ({ advice, refused }) => (refused ? 0 : advice[0]?.level === "warn" ? 1 : advice.length > 0 ? 2 : 3),
};

/** The session cookie first, then by the column, then by name, domain and path. */
export function sortRows(rows: readonly CookieRow[], { by, descending }: Sort): readonly CookieRow[] {
  const key = sortKeys[by] ?? sortKeys.name!;
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
const compare = (a: SortKey, b: SortKey): number =>
  typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
