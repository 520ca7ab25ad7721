/** Removes the lab's cookies from the browser. */

import { isOfLab } from "../../../../cookies/lab/lab-case.ts";
import type { CookieStore } from "../../../../platform/platform.ts";
import type { Places } from "./places.ts";

/** @returns the number of the host's cookies that could not be removed. */
export async function removeLabCookies(store: CookieStore, url: URL): Promise<number> {
  const left = (await store.list(url.href)).filter(isOfLab);
  const gone = await Promise.all(left.map((cookie) => store.remove(cookie)));
  return gone.filter((is) => !is).length;
}

/** The same for the site of the page and the other one. */
export async function removeLeftovers(store: CookieStore, { own, other }: Places): Promise<number> {
  const ofOther = other === null ? 0 : await removeLabCookies(store, other);
  return (await removeLabCookies(store, own)) + ofOther;
}
