/** What the panel knows of the page's cookies: the jar, the Set-Cookie lines of responses, and what changed. */

import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { loadSites, needList, registrable, sitesOf } from "../../../../cookies/site.ts";
import type { SeenResponse } from "../../../../platform/platform.ts";
import { onChange } from "../../../on-change.ts";
import type { Panel } from "../../../state.ts";
import { throttled } from "../../../throttled.ts";
import { changesOf, type JarChanges, type LoggedChange, logged } from "./change-log.ts";
import { createDecodings, type Decodings } from "./decodings.ts";
import { type Jar, readJar, unreadJar } from "./read-jar.ts";
import { type RefusedCookie, refusedCookies } from "./refused-cookies.ts";
import { createRequestedOrigins } from "./requested-origins.ts";
import { isAbout, slotOf } from "./seen-lines.ts";
import { createSeenResponses, type SeenResponses } from "./seen-responses.ts";
import { createWatchedJar } from "./watched-jar.ts";

export interface KnownCookies extends Decodings, Pick<SeenResponses, "lines" | "dismiss" | "restore"> {
  /** The address of the inspected page; null: a page of the browser itself. */
  readonly page: ReadonlySignal<URL | null>;
  /** The page that new cookies belong to. */
  readonly pageOrLocalhost: ReadonlySignal<URL>;
  readonly jar: ReadonlySignal<Jar>;
  readonly refused: ReadonlySignal<readonly RefusedCookie[]>;
  readonly jarChanges: ReadonlySignal<JarChanges>;
  /** The change log of the cookie, the latest change first. */
  changesOf(cookie: Cookie): readonly LoggedChange[];
  /** Reads the jar again. Resolves once a reading that began after the call is shown. */
  refresh(): Promise<void>;
}

/** How old a response may be that the browser replays to a panel that has just opened, milliseconds. */
const replayedAge = 1000;

const localhost = new URL("http://localhost/");

export function createKnownCookies(panel: Panel, end: AbortSignal): KnownCookies {
  const { platform } = panel;
  const watchedSince = Date.now() - replayedAge;
  const page = computed(() => {
    const { url, origin } = panel.page.value;
    return origin === null ? null : new URL(url);
  });
  const origins = createRequestedOrigins();
  const responses = createSeenResponses(platform.cookies.rules);
  const jarChanges = signal<JarChanges>(new Map());

  const { jar, heldAt, refresh, forget } = createWatchedJar(
    {
      async read() {
        const { visit } = panel.page.peek();
        const of = page.peek();
        if (of !== null) await sitesOf(of.hostname);
        const read = of === null ? unreadJar : await readJar(platform, of, origins.of(of));
        return panel.page.peek().visit === visit ? read : null;
      },
      onRead(before, after) {
        // The first reading finds what was there before the panel watched.
        if (before.at === 0) return;
        const own = (cookie: Cookie) => platform.cookies.wrote(cookie, before.ownWrites);
        jarChanges.value = logged(jarChanges.peek(), {
          before: before.cookies,
          after: after.cookies,
          since: before.at,
          now: Date.now(),
          own,
        });
      },
    },
    end,
  );
  const refused = computed(() => {
    const of = page.value;
    if (of === null) return [];
    const known = { page: of, jar: jar.value, heldAt: heldAt(), watchedSince, now: Date.now() };
    return refusedCookies(responses.lines.value, known);
  });
  const decodings = createDecodings(
    computed(() => [...jar.value.cookies, ...refused.value.map(({ seen }) => seen.cookie)]),
    end,
  );

  const forgetOtherSites = (site: string) => {
    // The responses of the new site stay: some come before the panel is told of its page.
    batch(() => {
      responses.keepSite(site);
      jarChanges.value = new Map();
      forget();
    });
    origins.keepSite(site);
  };
  const onResponse = (response: SeenResponse, on: URL) => {
    origins.note(response, on);
    responses.note(response, on);
  };
  watch({ panel, page, onResponse, onOtherSite: forgetOtherSites, refresh }, end);

  return {
    page,
    pageOrLocalhost: computed(() => page.value ?? localhost),
    jar,
    refused,
    jarChanges,
    refresh,
    ...decodings,
    lines: responses.lines,
    dismiss: responses.dismiss,
    restore: responses.restore,
    changesOf(cookie) {
      const of = page.value;
      if (of === null) return [];
      return changesOf(jarChanges.value.get(slotOf(cookie)) ?? [], {
        lines: responses.lines.value.filter((seen) => isAbout(seen, cookie, of)),
        refused: new Set(refused.value.map(({ seen }) => seen)),
        unread: responses.unread.value,
      });
    },
  };
}

const siteOf = (host: string | null): string => (host === null ? "" : registrable(host));

interface Watching extends Pick<KnownCookies, "page" | "refresh"> {
  readonly panel: Panel;
  onResponse(response: SeenResponse, page: URL): void;
  onOtherSite(site: string): void;
}

/** Refreshes the jar whenever a cookie may have changed. */
function watch({ panel, page, onResponse, onOtherSite, refresh }: Watching, end: AbortSignal): void {
  const { platform } = panel;
  const refreshSoon = throttled(() => void refresh(), end);
  platform.cookies.onChanged(refreshSoon, end);
  platform.page.onResponse(async (response) => {
    const of = page.peek();
    if (of === null || !URL.canParse(response.url)) return;
    const { hostname } = new URL(response.url);
    if (needList(hostname, of.hostname)) {
      await loadSites();
      const now = page.peek()?.hostname ?? null;
      // Of a site that was left meanwhile, everything is forgotten already.
      if (end.aborted || (now !== of.hostname && siteOf(now) !== siteOf(hostname))) return;
    }
    onResponse(response, of);
    refreshSoon();
  }, end);
  let before: string | null = null;
  const stop = effect(() => {
    void panel.page.value;
    const host = page.peek()?.hostname ?? null;
    // Both sites are asked for now: the list that the earlier host needs has come since.
    if (before !== null && siteOf(host) !== siteOf(before)) onOtherSite(siteOf(host));
    before = host;
    void refresh();
  });
  end.addEventListener("abort", stop);
  onChange(
    () => panel.allowed.value,
    () => void refresh(),
    end,
  );
}
