/** Joins a value that is split over several cookies, and finds a signature that is in a cookie of its own. Pure. */

import type { Cookie } from "../cookie.ts";

export interface JoinedValue {
  /** All parts together. */
  readonly value: string;
  /** The value of the cookie that holds the signature, as with cookie-session; null: there is none. */
  readonly companion: string | null;
  /**
   * Which part the cookie holds, counted from 1; 0: it holds only the number of parts; null: the value is in one
   * cookie.
   */
  readonly part: { readonly number: number; readonly of: number } | null;
}

/** @param all the cookies of the page. */
export function joinValue(cookie: Cookie, all: readonly Cookie[]): JoinedValue {
  const find = (name: string): string | null =>
    all.find((other) => other.name === name && other.domain === cookie.domain && other.path === cookie.path)?.value ??
    null;
  return (
    counted(cookie, find) ??
    numbered(cookie, find) ?? { value: cookie.value, companion: find(`${cookie.name}.sig`), part: null }
  );
}

type Find = (name: string) => string | null;

/** ASP.NET Core: `name` holds "chunks-2", `nameC1` and `nameC2` the value. */
function counted({ name, value }: Cookie, find: Find): JoinedValue | null {
  const [, base = name, number = "0"] = /^(.+)C([1-9]\d?)$/.exec(name) ?? [];
  const count = Number(/^chunks-([1-9]\d?)$/.exec(base === name ? value : (find(base) ?? ""))?.[1] ?? 0);
  const parts = Array.from({ length: count }, (_, index) => find(`${base}C${index + 1}`));
  return join(parts, Number(number));
}

/** @supabase/ssr and Auth.js: `name.0`, `name.1` and so on. Other values with such names are left apart. */
function numbered({ name }: Cookie, find: Find): JoinedValue | null {
  const [, base, number] = /^(.+)\.(0|[1-9]\d?)$/.exec(name) ?? [];
  if (base === undefined || !/^(base64-|eyJ)/.test(find(`${base}.0`) ?? "")) return null;
  const parts: string[] = [];
  for (let part = find(`${base}.0`); part !== null; part = find(`${base}.${parts.length}`)) parts.push(part);
  return parts.length < 2 ? null : join(parts, Number(number) + 1);
}

function join(parts: readonly (string | null)[], number: number): JoinedValue | null {
  if (parts.length === 0 || number > parts.length || parts.includes(null)) return null;
  return { value: parts.join(""), companion: null, part: { number, of: parts.length } };
}
