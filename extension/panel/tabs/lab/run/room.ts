/** Whether there is room for one more cookie, so that the lab evicts none of the app's and no request becomes too large. */

import { bytesOf, type Cookie, type Message, reaches, siteLimit } from "../../../../cookies/cookie.ts";
import type { LabCase } from "../../../../cookies/lab/lab-case.ts";

/** The lab keeps this far from the browser's limit. */
const distance = 30;
/** Bytes of a `Cookie` header; with the 4,096 of a large cookie, half of what Node's server takes. */
const headerRoom = 4096;

/** Why the case is not asked for now; null: there is room. @param count the cookies of the site. */
export function noRoomFor(
  one: Pick<LabCase, "large">,
  jar: readonly Cookie[],
  count: number,
  url: URL,
): Message | null {
  if (count >= siteLimit - distance) return ["labNoRoom", count, siteLimit];
  if (!one.large) return null;
  const sent = jar.filter((cookie) => reaches(cookie, url));
  const size = sent.reduce((sum, { name, value }) => sum + bytesOf(name) + bytesOf(value) + 3, 0);
  return size > headerRoom ? ["labNoHeaderRoom", size] : null;
}
