/**
 * The rules predict what browsers do with the cases of the cookie corpus. tests/e2e/cookie-corpus.test.ts records it
 * from real browsers.
 */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Cookie, identityOf, type Rules, reaches } from "./cookie.ts";
import { type CorpusCase, corpusFiles, keptLine, type Outcome, sameOutcome, serverTime } from "./fixtures/corpus.ts";
import { contextRules } from "./refusal/context-rules.ts";
import { refusalOfLine } from "./refusal.ts";
import { askedBy } from "./set-cookie/asked-cookie.ts";
import { parseSetCookie } from "./set-cookie/parse-line.ts";
import { loadSites, registrable, relation } from "./site.ts";

await loadSites();

const cases = corpusFiles.flatMap((name) =>
  readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => asText(JSON.parse(line))),
);

/** The case as the panel receives it: its bytes read as UTF-8, or as Latin-1 if they are not UTF-8. */
function asText(one: CorpusCase): CorpusCase {
  if (!one.bytes) return one;
  const outcome = (given: Outcome) => ({ ...given, sent: given.sent === null ? null : decoded(given.sent) });
  return {
    ...one,
    responses: one.responses.map(({ url, lines }) => ({ url, lines: lines.map(decoded) })),
    chromium: outcome(one.chromium),
    ...(one.firefox && { firefox: outcome(one.firefox) }),
  };
}
function decoded(bytes: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, "latin1"));
  } catch {
    return bytes;
  }
}

/** The outcome by the rules: stores the lines, and says what the browser holds and sends. */
function predicted({ responses, request, page, readPage }: CorpusCase, rules: Rules): Outcome {
  let jar: Cookie[] = [];
  for (const { url: address, lines } of responses) {
    const url = new URL(address);
    const from = page === undefined ? url : new URL(page);
    for (const text of lines) {
      const line = parseSetCookie(text, rules);
      if (refusalOfLine(line, url) ?? contextRules(line, { url, page: from, jar })) continue;
      const { partitioned, shortened, ...asked } = askedBy(line, url, serverTime);
      const cookie: Cookie = { ...asked, partition: partitionOf(url, from, partitioned, rules) };
      const place = jar.findIndex((one) => identityOf(one) === identityOf(cookie));
      if (cookie.expiresAt !== null && cookie.expiresAt <= serverTime) jar = jar.filter((_, index) => index !== place);
      else jar = place === -1 ? [...jar, cookie] : jar.with(place, cookie);
    }
  }
  const from = page === undefined || readPage === null ? null : new URL(page);
  return {
    sent: sent(jar, new URL(request), from),
    kept: jar.map((cookie) => keptLine(cookie, serverTime)).toSorted(),
  };
}

const siteOf = ({ protocol, hostname }: URL) => `${protocol}//${registrable(hostname)}`;

/** Firefox puts the cookies of third parties into a partition, whether they ask for it or not. */
function partitionOf(url: URL, page: URL, asked: boolean, rules: Rules): Cookie["partition"] {
  const how = relation(url, page);
  return asked || (how === "cross-site" && rules === "firefox")
    ? { topLevelSite: siteOf(page), crossSiteAncestor: how !== "same-site" }
    : null;
}

function sent(jar: readonly Cookie[], url: URL, page: URL | null): string | null {
  const site = siteOf(page ?? url);
  const pairs = jar
    .filter((cookie) => reaches(cookie, url) && (cookie.partition === null || cookie.partition.topLevelSite === site))
    .toSorted((a, b) => b.path.length - a.path.length)
    .map(({ name, value }) => (name === "" ? value : `${name}=${value}`));
  return pairs.length === 0 ? null : pairs.join("; ");
}

const noText =
  "bytes that are no UTF-8: Chromium keeps them, Firefox puts U+FFFD; the panel gets text, which holds none";
const noTexts = {
  "wpt/path/match-percent-encoded#b8-own": noText,
  "wpt/path/match-percent-encoded#b8-iso": noText,
  "wpt/bytes#ff": noText,
  "pair/bytes": noText,
  "pair/bytes in the name": noText,
  "pair/half a character": noText,
};
/** The cases that the rules predict wrongly, and why. */
const beyond: Readonly<Record<Rules, Readonly<Record<string, string>>>> = {
  chromium: {
    "http-state/disabled-chromium0023": "a carriage return ends the header, so that Chromium's cookies never see one",
    ...noTexts,
  },
  firefox: noTexts,
};

const done = (one: CorpusCase, rules: Rules) => (rules === "firefox" ? (one.firefox ?? one.chromium) : one.chromium);

describe.each(["chromium", "firefox"] as const)("what %s does", (rules) => {
  const wrong = cases.filter((one) => !sameOutcome(predicted(one, rules), done(one, rules)));
  const right = cases.length - Object.keys(beyond[rules]).length;

  test(`is predicted in ${right} of ${cases.length} cases`, () => {
    expect(wrong.map(({ id }) => id)).toEqual(Object.keys(beyond[rules]));
  });
});

test("the corpus has all its cases", () => {
  expect(cases.filter(({ id }) => /^(http-state|wpt|dates)\//.test(id)).length).toBe(694);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
});
