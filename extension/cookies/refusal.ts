/**
 * Why a browser refuses the cookie that a `Set-Cookie` line asks for, and corrected lines that it would store.
 * Each rule was compared with the reasons that Chromium reports for the same line, and with what both browsers store.
 */

import { type Cookie, cookieUrl, type Message, type Rules } from "./cookie.ts";
import { contextRules } from "./refusal/context-rules.ts";
import { lineRules } from "./refusal/line-rules.ts";
import type { Field, Fix, Refusal, Situation } from "./refusal/reasons.ts";
import { type Violation, violation } from "./refusal/violation.ts";
import { askedBy } from "./set-cookie/asked-cookie.ts";
import { editLine, textOf } from "./set-cookie/edit-attributes.ts";
import { parseSetCookie, type SetCookie } from "./set-cookie/parse-line.ts";
import { formatSetCookie } from "./set-cookie/write-attributes.ts";
import { relation } from "./site.ts";

/** Why a browser refuses the line, whichever page asked for it; null: the line breaks no rule by itself. */
export function refusalOfLine(line: SetCookie, url: URL): Refusal | null {
  const found = firstViolation(line, url);
  return found ? withFixes(found, line, (fixed) => firstViolation(fixed, url)) : null;
}

/**
 * Why a browser refuses the line when the user visits `url`, so that no page of another site asks; null: it stores it.
 * @param jar the cookies that the browser holds for the host.
 */
export function refusalFrom(line: SetCookie, url: URL, jar: readonly Cookie[]): Refusal | null {
  const judge = (one: SetCookie) => firstViolation(one, url) ?? contextRules(one, { url, page: url, jar });
  const found = judge(line);
  return found ? withFixes(found, line, judge) : null;
}

/** Why a browser refuses this cookie, whoever writes it; null: it breaks no rule. */
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
  return refusalOfLine(line, url);
}

/** Does the text have a scheme and a host, like the sites that browsers keep partitions for? */
const isSite = (text: string): boolean => /^[a-z][a-z\d+.-]*:\/\/./i.test(text) && URL.canParse(text);

/** The most likely reason why the browser does not hold the cookie that the line asked for. */
export function likelyRefusal(line: SetCookie, situation: Situation): Refusal {
  const { url } = situation;
  const judge = (one: SetCookie) => firstViolation(one, url) ?? contextRules(one, situation);
  const found = judge(line) ?? unexplained(line, relation(url, situation.page) === "same-site");
  return withFixes(found, line, judge);
}

function firstViolation(line: SetCookie, url: URL): Violation | null {
  for (const rule of lineRules) {
    const found = rule(line, url);
    if (found) return found;
  }
  return null;
}

const unexplained = (line: SetCookie, firstParty: boolean): Violation =>
  violation(
    "UnknownError",
    [firstParty ? "refusalUnknown" : "refusalUnknownThirdParty"],
    "name",
    [line.pair],
    [],
    "browser",
  );

/** More rounds than a line can break rules at once. */
const mostRepairs = 6;

/**
 * Tries each repair. Where the repaired line breaks another rule, that one is repaired as well, until none is broken.
 */
function withFixes(
  { repairs, ...found }: Violation,
  line: SetCookie,
  judge: (line: SetCookie) => Violation | null,
): Refusal {
  const fixes = repairs.flatMap(({ when, edits }): Fix[] => {
    let all = edits;
    for (let round = 0; round < mostRepairs; round++) {
      const fixed = editLine(line, all);
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
