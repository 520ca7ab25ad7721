/**
 * Why a browser does not store what a `Set-Cookie` line asks for, under the names that browsers report
 * (`Network.SetCookieBlockedReason` of the DevTools protocol), and the lines that it would store.
 * Each rule was compared with what Chromium says of the same line and with what both browsers do; what it finds is still
 * called likely.
 */

import { type Cookie, cookieUrl, type Message, type Rules } from "./cookie.ts";
import { contextRules, lineRules } from "./refusal/rules.ts";
import {
  askedBy,
  type Edit,
  edited,
  formatSetCookie,
  type Part,
  parseSetCookie,
  type SetCookie,
  type Stretch,
  textOf,
} from "./set-cookie.ts";
import { relation } from "./site.ts";

export type Reason =
  | "DisallowedCharacter"
  | "NoCookieContent"
  | "NameValuePairExceedsMaxSize"
  | "SyntaxError"
  | "InvalidDomain"
  | "InvalidPrefix"
  | "SecureOnly"
  | "SameSiteNoneInsecure"
  | "SameSiteStrict"
  | "SameSiteLax"
  | "SameSiteUnspecifiedTreatedAsLax"
  | "SchemefulSameSiteStrict"
  | "SchemefulSameSiteLax"
  | "SchemefulSameSiteUnspecifiedTreatedAsLax"
  | "OverwriteSecure"
  | "UserPreferences"
  | "UnknownError";

/** Which of a cookie's facts is at fault. */
export type Field =
  | "name"
  | "value"
  | "domain"
  | "path"
  | "expires"
  | "size"
  | "httpOnly"
  | "secure"
  | "sameSite"
  | "partition";

export interface Refusal {
  readonly reason: Reason;
  readonly sentence: Message;
  readonly field: Field;
  /** The parts of the line at fault. */
  readonly faulty: readonly Part[];
  /** Lines that would be stored, best first; none where nothing in the line could change that. */
  readonly fixes: readonly Fix[];
  /** Where the rule is written down. */
  readonly rule: Rule;
}
export interface Fix {
  /** When to choose it: "If only this site needs it:" */
  readonly when: Message;
  readonly line: readonly Stretch[];
}
export type Rule = "storage-model" | "parsing" | "prefixes" | "partitioned" | "browser";

/** What one rule found, before the corrected lines are tried. */
export interface Violation extends Omit<Refusal, "fixes"> {
  readonly repairs: readonly { readonly when: Message; readonly edits: readonly Edit[] }[];
}

/** Where the response came from and what else is known. */
export interface Situation {
  readonly url: URL;
  /** The page that asked. */
  readonly page: URL;
  /** Cookies the browser holds for the host. */
  readonly jar: readonly Cookie[];
}

/** The rule of syntax or attributes that the line breaks whoever asked for it, or null. */
export function refusalOf(line: SetCookie, url: URL): Refusal | null {
  const found = firstBreach(line, url);
  return found ? withFixes(found, line, (fixed) => firstBreach(fixed, url)) : null;
}

/**
 * Why a browser would not take the line from `url`, asked for its own sake and not from a page of another site;
 * null: it would. `jar`: what it holds for the host.
 */
export function refusalFrom(line: SetCookie, url: URL, jar: readonly Cookie[]): Refusal | null {
  const judge = (one: SetCookie) => firstBreach(one, url) ?? contextRules(one, { url, page: url, jar });
  const found = judge(line);
  return found ? withFixes(found, line, judge) : null;
}

/** Why the browser would not hold this cookie, whoever writes it; null: nothing stands against it. */
export function refusalOfCookie(cookie: Cookie, rules: Rules): Refusal | null {
  const line = parseSetCookie(formatSetCookie(cookie), rules);
  const no = (sentence: Message, field: Field): Refusal => ({
    reason: "SyntaxError",
    sentence,
    field,
    faulty: [line.pair],
    fixes: [],
    rule: "parsing",
  });
  const { domain, partition } = cookie;
  const url = URL.parse(cookieUrl({ ...cookie, path: "/" }));
  if (url === null) return no(["refusalDomainForm", domain], "domain");
  if (url.hostname !== domain) return no(["refusalDomainBare", domain], "domain");
  if (partition !== null && !isSite(partition.topLevelSite)) {
    return no(["refusalPartitionForm", partition.topLevelSite], "partition");
  }
  if (line.name !== cookie.name) return no(["refusalNameForm"], "name");
  if (line.value !== cookie.value) return no(["refusalValueForm"], "value");
  if (askedBy(line, url, 0).path !== cookie.path) return no(["refusalPathForm"], "path");
  return refusalOf(line, url);
}

/** Has it a scheme and a host, as the sites that browsers keep partitions for? */
const isSite = (text: string): boolean => /^[a-z][a-z\d+.-]*:\/\/./i.test(text) && URL.canParse(text);

/** The most likely reason why the browser does not hold what the line asked for. */
export function absenceOf(line: SetCookie, situation: Situation): Refusal {
  const { url } = situation;
  const judge = (one: SetCookie) => firstBreach(one, url) ?? contextRules(one, situation);
  const found = judge(line) ?? unexplained(line, relation(url, situation.page) === "same-site");
  return withFixes(found, line, judge);
}

const firstBreach = (line: SetCookie, url: URL): Violation | null => {
  for (const rule of lineRules) {
    const found = rule(line, url);
    if (found) return found;
  }
  return null;
};

function unexplained(line: SetCookie, firstParty: boolean): Violation {
  return {
    reason: "UnknownError",
    sentence: [firstParty ? "refusalUnknown" : "refusalUnknownThirdParty"],
    field: "name",
    faulty: [line.pair],
    rule: "browser",
    repairs: [],
  };
}

/** Tries each repair; where the result breaks another rule, that one is repaired too. What stays broken is left out. */
function withFixes({ repairs, ...found }: Violation, line: SetCookie, judge: (line: SetCookie) => Violation | null) {
  const fixes = repairs.flatMap(({ when, edits }): Fix[] => {
    let all = edits;
    for (let round = 0; round < 6; round++) {
      const fixed = edited(line, all);
      const next = judge(parseSetCookie(textOf(fixed), line.rules));
      if (next === null) return [{ when, line: fixed }];
      all = [...all, ...(next.repairs[0]?.edits ?? [])];
    }
    return [];
  });
  const seen = new Set<string>();
  const distinct = fixes.filter(({ line }) => !seen.has(textOf(line)) && seen.add(textOf(line)));
  return { ...found, fixes: distinct };
}
