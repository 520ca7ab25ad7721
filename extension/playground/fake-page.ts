/** The inspected page of the playground: it makes loads with the cookies of the fake browser, by the rules of browsers. */

import { type Cookie, reaches } from "../cookies/cookie.ts";
import { partitionFor, siteOf } from "../cookies/lab/expectation.ts";
import { contextRules } from "../cookies/refusal/context-rules.ts";
import { refusalOfLine } from "../cookies/refusal.ts";
import { askedBy } from "../cookies/set-cookie/asked-cookie.ts";
import { parseSetCookie } from "../cookies/set-cookie/parse-line.ts";
import { relation } from "../cookies/site.ts";
import type { FakeBrowser } from "../platform/fake.ts";
import { bytesOfText, textOfBytes } from "../platform/header-text.ts";
import type { InspectedPage, LoadKind } from "../platform/platform.ts";
import type { FakeServer } from "./fake-server.ts";

export interface FakePage {
  readonly load: InspectedPage["load"];
  /** The directive of the page's policy that forbids every load; null: it has none. */
  policy: string | null;
  /** The browser stores no cookies, as by a user's setting. */
  refusesAll: boolean;
  /** Called before each load. */
  before: (url: string) => void;
}

const dests: Readonly<Record<LoadKind, string>> = { fetch: "empty", image: "image", frame: "iframe" };

export function fakePage(server: FakeServer, browser: () => FakeBrowser): FakePage {
  const page: FakePage = {
    policy: null,
    refusesAll: false,
    before: () => {},
    async load(address, how) {
      page.before(address);
      if (page.policy !== null) return { state: "blocked", directive: page.policy };
      const { platform, jar, putCookie, dropCookie } = browser();
      const url = new URL(address);
      const top = new URL(await platform.page.url());
      const cookie = jar()
        .filter((one) => reaches(one, url))
        .filter(({ partition }) => partition === null || partition.topLevelSite === siteOf(top))
        .map(({ name, value }) => bytesOfText(name === "" ? value : `${name}=${value}`))
        .join("; ");
      const site = relation(url, top) === "same-site" ? "same-origin" : "cross-site";
      const answer = server.load(address, { cookie, site, dest: dests[how] });
      if (answer === null || page.refusesAll) return { state: "done" };
      for (const text of answer.lines) {
        const stored = storedBy(textOfBytes(text), url, top, jar(), platform.cookies.rules);
        if (stored === null) continue;
        if (stored.expiresAt !== null && stored.expiresAt <= Date.now()) dropCookie(stored.name);
        else putCookie(stored);
      }
      return { state: "done" };
    },
  };
  return page;
}

function storedBy(
  text: string,
  url: URL,
  page: URL,
  jar: readonly Cookie[],
  rules: "chromium" | "firefox",
): Cookie | null {
  const line = parseSetCookie(text, rules);
  if (refusalOfLine(line, url) ?? contextRules(line, { url, page, jar })) return null;
  const { partitioned, shortened: _, ...asked } = askedBy(line, url, Date.now());
  return { ...asked, partition: partitionFor(url, page, partitioned, rules) };
}
