/** Sessions that are in their cookies: nothing on a server ends them, so that a copy of the cookie is believed until it runs out. */

export interface ReplayableOptions {
  /** When adopting ends. Marks of adopted sessions are kept until then: choose the old cookies' age, from the day of the move. */
  readonly until: Date;
}

/** Milliseconds since the epoch. @throws TypeError for no date. */
export function checkedUntil({ until }: ReplayableOptions): number {
  const at = until instanceof Date ? until.getTime() : Number.NaN;
  if (Number.isNaN(at))
    throw new TypeError("adopt needs until: the Date after which old cookies are not adopted any more.");
  return at;
}
