/** What becomes of a case by the rules, as each browser reads them. */

import { type Cookie, type Rules, reaches } from "../cookie.ts";
import { contextRules } from "../refusal/context-rules.ts";
import type { Refusal } from "../refusal/reasons.ts";
import { likelyRefusal, refusalOfLine } from "../refusal.ts";
import { askedBy } from "../set-cookie/asked-cookie.ts";
import { parseSetCookie } from "../set-cookie/parse-line.ts";
import { registrable, relation } from "../site.ts";
import type { Outcome, Sent } from "./outcome.ts";

/** A response with `Set-Cookie` lines of one cookie, and the loads after it. */
export interface Asking {
  readonly lines: readonly string[];
  /** The address that answers with the lines. */
  readonly url: URL;
  /** The address of the loads after it. */
  readonly back: URL;
  /** The page that makes the loads. */
  readonly page: URL;
  readonly loads: readonly (keyof Sent)[];
}

export interface Expectation extends Outcome {
  /** null: the cookie is stored. */
  readonly refusal: Refusal | null;
}

/**
 * @param jar the cookies that the browser holds for the host.
 * @param at when the response comes, milliseconds since the epoch.
 */
export function expectationOf(
  { lines, url, back, page, loads }: Asking,
  rules: Rules,
  jar: readonly Cookie[],
  at: number,
): Expectation {
  let stored: Cookie | null = null;
  let refusal: Refusal | null = null;
  for (const text of lines) {
    const line = parseSetCookie(text, rules);
    if (refusalOfLine(line, url) !== null || contextRules(line, { url, page, jar }) !== null) {
      refusal = likelyRefusal(line, { url, page, jar });
      continue;
    }
    const { partitioned, shortened: _, ...asked } = askedBy(line, url, at);
    const cookie = { ...asked, partition: partitionFor(url, page, partitioned, rules) };
    stored = cookie.expiresAt !== null && cookie.expiresAt <= at ? null : cookie;
  }
  const comes = stored !== null && reaches(stored, back);
  const sent = Object.fromEntries(loads.map((load) => [load, comes]));
  return { stored, sent, refusal: stored === null ? refusal : null };
}

/** Firefox puts the cookies of third parties into a partition, whether they ask for it or not. */
export function partitionFor(url: URL, page: URL, asked: boolean, rules: Rules): Cookie["partition"] {
  const how = relation(url, page);
  if (!asked && !(how === "cross-site" && rules === "firefox")) return null;
  return { topLevelSite: siteOf(page), crossSiteAncestor: how !== "same-site" };
}

/** As browsers name the site of a partition: "https://shop.example". */
export const siteOf = ({ protocol, hostname }: URL): string => `${protocol}//${registrable(hostname)}`;
