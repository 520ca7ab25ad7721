/** Why a test cookie was not stored, or not sent. */

import { type Cookie, type Message, reaches } from "../../../../cookies/cookie.ts";
import { parseSetCookie } from "../../../../cookies/set-cookie/parse-line.ts";
import type { Panel } from "../../../state.ts";
import type { Rules } from "./run-case.ts";

/** The rules first, then what the browser lets us know, then what is left: its settings. */
export async function whyNotStored(
  set: string,
  url: URL,
  page: URL,
  { platform }: Panel,
  rules: Rules,
): Promise<Message> {
  const { cookies } = platform;
  const line = parseSetCookie(set, cookies.rules);
  const jar = await cookies.list(url.href);
  const refusal = rules.likelyRefusal(line, { url, page, jar });
  if (refusal.reason !== "UnknownError") return refusal.sentence;
  if (rules.relation(url, page) !== "same-site") return ["labWhyThirdParty", url.hostname, page.hostname];
  return platform.isPrivate ? ["labWhyPrivate"] : ["labWhySetting", url.host];
}

export function whyNotSent(stored: Cookie, url: URL, page: URL, rules: Rules): Message {
  if (!reaches(stored, url)) return ["labNotReached", stored.path];
  if (stored.partition !== null) return ["labInPartition", stored.partition.topLevelSite];
  if (rules.relation(url, page) !== "same-site") return ["labWhyThirdParty", url.hostname, page.hostname];
  return ["labNotSent"];
}
