/** Gives the browser the session cookies back that it had: the session's own, and those that belong to it. */

import type { Cookie } from "../cookies/cookie.ts";
import type { Panel, Visit } from "./state.ts";

/** @returns a sentence that says so; empty: there were none. @throws Error with a sentence for people */
export async function putCookiesBack(panel: Panel, cookies: readonly Cookie[], at: Visit): Promise<string> {
  at.over.throwIfAborted();
  const [first] = cookies;
  if (first === undefined) return "";
  const lost: Cookie[] = [];
  for (const cookie of cookies) {
    const stored = await panel.platform.cookies.set(cookie);
    if (stored?.value !== cookie.value) lost.push(cookie);
  }
  await panel.refreshCookies();
  if (lost[0] !== undefined) throw new Error(panel.text("cookieNotStored", lost[0].name));
  return panel.text("sessionCookieBack", first.name);
}
