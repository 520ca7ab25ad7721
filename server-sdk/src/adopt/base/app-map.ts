/** What every way to adopt sessions takes from the app. */

import type { Adopted, OldContent, OldData, OldSessions } from "../../core/old-sessions.ts";

export type { Adopted, OldContent, OldData, OldSessions } from "../../core/old-sessions.ts";

export interface AdoptOptions {
  /**
   * What the new session holds, of what the old one held: name what you take, and check it, for nobody else has. `null`: this
   * session is not adopted. May be asynchronous. What it throws is reported on `sessionscope:rejected`, and nothing is adopted.
   */
  map(data: OldData, session: OldContent): Adopted | null | Promise<Adopted | null>;
}

/** @throws TypeError at start, not at a visitor's request. */
export function checkedMap({ map }: AdoptOptions): OldSessions["map"] {
  if (typeof map === "function") return map;
  throw new TypeError("adopt needs map: a function that takes the old session's data and returns { data }, or null.");
}
