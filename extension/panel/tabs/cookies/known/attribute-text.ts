/** How facts of cookies are written. Pure. */

import type { Cookie } from "../../../../cookies/cookie.ts";
import { formatSetCookie, sameSiteWord } from "../../../../cookies/set-cookie/write-attributes.ts";
import type { Row } from "./cookie-rows.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Time left, as a column has room for it: `42 s`, `12 min 04 s`, `5 h 12 min`, `13 d 23 h`, `399 d`. */
export function timeLeft(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < minute) return `${Math.floor(span / second)} s`;
  if (span < hour) return `${Math.floor(span / minute)} min ${two(Math.floor((span % minute) / second))} s`;
  if (span < day) return `${Math.floor(span / hour)} h ${two(Math.floor((span % hour) / minute))} min`;
  const days = Math.floor(span / day);
  return days < 100 ? `${days} d ${Math.floor((span % day) / hour)} h` : `${days} d`;
}

const two = (value: number) => value.toString().padStart(2, "0");

/** What stands for a value that is hidden. */
export const mask = (value: string): string => `${value.slice(0, value.length > 12 ? 4 : 0)}••••••••`;

/** "Lax"; null: the attribute is not there. */
export const sameSiteShown = ({ sameSite }: Pick<Cookie, "sameSite">): string | null =>
  sameSite === "unspecified" ? null : sameSiteWord(sameSite);

/** ".shop.example" is for the hosts below it too. */
export const domainShown = ({ domain, hostOnly }: Pick<Cookie, "domain" | "hostOnly">): string =>
  hostOnly ? domain : `.${domain}`;

/** The line that sets the row's cookie: as it was sent, or as what is held would be written. */
export const lineShown = (row: Row, value: string): string =>
  row.refused ? row.refused.seen.line.raw : formatSetCookie({ ...row.cookie, value });
