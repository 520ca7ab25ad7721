/** What all tabs share: the page, the connection, the session cookie, what the user chose. */

import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { CallCommand, Event, Hello } from "sessionscope/protocol";
import type { Cookie } from "../cookies/cookie.ts";
import { inSentence } from "../json/visible.ts";
import type { Platform, SeenResponse } from "../platform/platform.ts";
import { type Announcer, createAnnouncer } from "./announcer.ts";
import { type Options, readOptions, type Site, type Sites } from "./options.ts";
import { notingWrites, type OwnPlatform } from "./own-writes.ts";
import { firstUrl, type Page } from "./page.ts";
import { createMemory, type Remember } from "./remembered.ts";
import { addressOf, type Endpoint } from "./server/address.ts";
import { callsOf, ensureAllowed } from "./server/calls.ts";
import { CallFailed, createClient, type Target } from "./server/client.ts";
import { type Connection, connect, type Opened, waitsForUser } from "./server/connection.ts";
import { createPlaces, webOrigin } from "./server/endpoints.ts";
import { findSessionCookie } from "./server/find-session-cookie.ts";
import { createKeptSites } from "./server/kept-sites.ts";
import { followStream, type Stir } from "./server/live-stream.ts";
import { followVisits, type Stay, sameEndpoint } from "./server/visit.ts";
import { createHistory, type History } from "./undo.ts";
import { gathered, onChange } from "./watch.ts";
import { seconds } from "./widgets/clock.ts";

/** The page and the server at hand, with the calls that belong to them. */
export interface Visit extends Stay {
  readonly call: CallCommand;
}

/** Everything a tab is given. Signals are read in views and effects; actions are the functions. */
export interface Panel {
  readonly platform: OwnPlatform;
  /** A message of public/_locales. */
  readonly text: Platform["text"];

  readonly page: ReadonlySignal<Page>;
  readonly connection: ReadonlySignal<Connection>;
  /** True while calls can be answered. */
  readonly live: ReadonlySignal<boolean>;
  /** What the server said of itself when it last answered; stays while it is away, null for another endpoint. */
  readonly hello: ReadonlySignal<Hello | null>;
  /** Endpoints seen in the page and its frames, the page's own first. */
  readonly endpoints: ReadonlySignal<readonly Endpoint[]>;
  /** May cookies of the page's origin be read and written? null: not known yet. */
  readonly allowed: ReadonlySignal<boolean | null>;

  /** Cookies the browser holds for the page. */
  readonly cookies: ReadonlySignal<readonly Cookie[]>;
  /** The session cookie the browser holds for the endpoint; null: none, or its name is not known yet. */
  readonly sessionCookie: ReadonlySignal<Cookie | null>;
  /** Changes when the session should be read again. */
  readonly stir: ReadonlySignal<Stir>;
  /** The server's clock, milliseconds since the epoch; ticks each second while somebody watches. */
  readonly now: ReadonlySignal<number>;
  /** This machine's clock, likewise. */
  readonly clock: ReadonlySignal<number>;

  readonly options: ReadonlySignal<Options>;
  readonly sites: ReadonlySignal<Sites>;
  readonly history: History;
  /** What is said to screen readers: politely (at most one per 2 s, the last one wins), or at once. */
  readonly announce: Announcer["announce"];
  /** What it said, for the live regions. */
  readonly said: Pick<Announcer, "polite" | "assertive">;

  /**
   * The page and the server at hand. Who begins something takes the visit once and makes every call of it through that:
   * when it is over, they reject with `CallFailed` "moved" and nothing of an answer is used.
   * A call applies the cookies of its answer to the browser and reads them back. Where the connection is at fault that
   * it fails, the connection says so as well.
   */
  readonly visit: ReadonlySignal<Visit>;
  /** Reads the cookies again, after a change of one. */
  refreshCookies(): Promise<void>;
  /** Looks for the endpoint again, now. */
  lookAgain(): void;
  /** Another of `endpoints`, for the pages of this origin from now on. */
  choose(endpoint: Endpoint): Promise<void>;
  /** Keeps a path for an origin and tries with it. */
  keepSite(origin: string, site: Pick<Site, "path">): Promise<void>;
  /** Keeps a token for the project that asks for one now, at its origin, and tries with it. */
  keepToken(token: string): Promise<void>;
  /** Asks the user for the permission to read and write the page's cookies. */
  allow(): Promise<void>;
  /** Somebody looks at the panel again: reads anew what may have changed elsewhere (options, permissions, cookies). */
  wake(): Promise<void>;
  /** A signal kept in the browser's storage under this name: sizes of panes, what was open. */
  readonly remember: Remember;
}

/** Reads what is kept, then looks for the server; all of it ends with the signal. */
export async function createPanel(given: Platform, end: AbortSignal): Promise<Panel> {
  const platform = notingWrites(given);
  const options = signal(await readOptions(platform.storage));
  const kept = await createKeptSites(platform.storage);
  const remember = await createMemory(platform.storage, end);
  const announcer = createAnnouncer(end);
  const history = createHistory(announcer.announce);
  const text: Platform["text"] = (id, ...parts) => platform.text(id, ...parts.map(inSentence));

  const url = await firstUrl(platform.page);
  const page = signal<Page>({ url, origin: webOrigin(url), visit: 0 });
  const places = createPlaces(page, kept.sites);
  const cookies = signal<readonly Cookie[]>([]);
  const sessionCookie = signal<Cookie | null>(null);
  const allowed = signal<boolean | null>(null);
  const offset = signal(0);
  const stir = signal<Stir>({ count: 0, event: null });

  const find = () => places.found.peek();
  const turn = signal(0);
  const endpoint = computed(() => places.found.value?.endpoint ?? null);
  const place = () => ({ origin: page.value.origin, endpoint: endpoint.value, turn: turn.value });
  const farewell = ({ endpoint }: Stay) => {
    const sentence = text("visitOver", endpoint === null ? "" : new URL(endpoint.origin).host);
    history.forget(sentence);
    return new CallFailed("moved", sentence);
  };
  const visits = followVisits(place, farewell, end);
  const helloOf = ({ endpoint }: Stay) => (sameEndpoint(connector.target, endpoint) ? connector.hello.peek() : null);

  const readSessionCookie = async (at = visits.peek()): Promise<Cookie | null> => {
    const cookie = helloOf(at)?.cookie;
    const { endpoint, origin, over } = at;
    if (over.aborted) return null;
    if (cookie === undefined || endpoint === null) {
      sessionCookie.value = null;
      return null;
    }
    const of =
      endpoint.origin === origin ? page.peek().url : (addressOf(endpoint.origin, cookie.path)?.href ?? endpoint.origin);
    const found = findSessionCookie(await platform.cookies.list(of), of, cookie);
    if (over.aborted) return null;
    if (JSON.stringify(found) !== JSON.stringify(sessionCookie.peek())) sessionCookie.value = found;
    return found;
  };
  const carried = async (at: Stay): Promise<Target | null> => {
    const { opened } = connector;
    if (opened === null || !sameEndpoint(opened.endpoint, at.endpoint)) return null;
    const cookie = (await readSessionCookie(at))?.value ?? null;
    await ensureAllowed(platform, opened.endpoint);
    return { ...opened, cookie };
  };
  const clientOf = (at: Stay) => createClient(platform.fetch, () => carried(at));
  const reach = (opened: Opened) => createClient(platform.fetch, async () => ({ ...opened, cookie: null }));
  const [turned, greeted] = [() => void turn.value++, () => readSessionCookie()];
  const connector = connect({ origins: platform.origins, keyring: kept.keyring, reach, find, turned, greeted }, end);
  const { connection, hello } = connector;
  const live = computed(() => {
    const { value: now } = connection;
    return now.state === "live" && sameEndpoint(now.endpoint, visits.value.endpoint);
  });

  const rouse = (event: Event | null = null) => {
    stir.value = { count: stir.peek().count + 1, event };
  };
  const refreshCookies = async (): Promise<void> => {
    const { over } = visits.peek();
    const { origin, url: of } = page.peek();
    if (origin === null) {
      return batch(() => {
        [cookies.value, sessionCookie.value, allowed.value] = [[], null, null];
      });
    }
    const may = await platform.origins.allowed(origin);
    const found = may ? await platform.cookies.list(of) : [];
    if (over.aborted || page.peek().url !== of) return;
    allowed.value = may;
    if (JSON.stringify(found) !== JSON.stringify(cookies.peek())) cookies.value = found;
    await readSessionCookie();
  };
  const soon = gathered(() => void refreshCookies(), end);
  const rouseSoon = gathered(rouse, end);

  const visit = computed(() => {
    const { value: at } = visits;
    const known = () => ({ hello: helloOf(at), held: sessionCookie.peek(), page: page.peek().url });
    const clock = (now: number) => {
      offset.value = now - Date.now();
    };
    const parts = { platform, client: clientOf(at), connector, history, known, clock, refresh: refreshCookies };
    return { ...at, call: callsOf(at, parts) };
  });

  const hear = (response: SeenResponse): void => {
    const announced = places.see(response);
    const { origin } = new URL(response.url);
    soon();
    const { state } = connection.peek();
    const ours = find()?.endpoint;
    if (ours === undefined) return;
    if (origin === ours.origin && (state === "away" || (state === "no-endpoint" && announced))) {
      void connector.look();
    } else if (announced && origin === ours.origin && !streams.peek()) rouseSoon();
  };

  const arrive = (to: string): void => {
    // The error page of a server that is away: still the page that was asked for.
    const next = to.startsWith("chrome-error:") ? page.peek().url : to;
    const origin = webOrigin(next);
    page.value = { url: next, origin, visit: page.peek().visit + 1 };
    void refreshCookies();
    void connector.look();
    rouseSoon();
  };

  const ears = {
    began: () => rouse(),
    heard: rouse,
    alive: connector.answered,
    async broke() {
      await connector.look();
      return live.peek();
    },
    ended: ({ message }: CallFailed) => history.tell(text("liveStopped", message), true),
  };
  const streams = followStream({ live, visit: visits, clientOf, ears }, end);
  platform.page.onResponse(hear, end);
  platform.page.onNavigated(arrive, end);
  platform.cookies.onChanged(soon, end);

  // Live again, or another session: what is shown may be old.
  onChange(
    () => [live.value, sessionCookie.value?.value],
    () => live.peek() && rouse(),
    end,
  );

  // Another server is greeted, if whoever turned to it has not done so.
  const leave = effect(() => {
    const { value: at } = visits;
    queueMicrotask(() => {
      if (visits.peek() === at && !end.aborted && !sameEndpoint(connector.target, at.endpoint)) void connector.look();
    });
  });
  end.addEventListener("abort", leave);

  void refreshCookies();
  void connector.look();

  return {
    platform,
    text,
    page,
    connection,
    live,
    hello,
    endpoints: places.endpoints,
    allowed,
    cookies,
    sessionCookie,
    stir,
    now: computed(() => seconds.value + offset.value),
    clock: seconds,
    options,
    sites: kept.sites,
    history,
    announce: announcer.announce,
    said: announcer,
    visit,
    refreshCookies,
    lookAgain: () => void connector.look(),
    async choose(to) {
      const { origin } = page.peek();
      if (origin === null) return;
      places.choose(to);
      await kept.keep(origin, { server: to.origin === origin ? "" : to.origin + to.path });
    },
    async keepSite(origin, site) {
      await kept.keep(origin, site);
      await connector.look();
    },
    async keepToken(token) {
      await kept.keepToken(connection.peek(), token);
      await connector.look();
    },
    async allow() {
      const { value: now } = connection;
      const origin = now.state === "not-allowed" ? now.origin : page.peek().origin;
      if (origin === null) return;
      await platform.origins.request(origin);
      await Promise.all([refreshCookies(), connector.look()]);
    },
    async wake() {
      [options.value] = await Promise.all([readOptions(platform.storage), kept.readAgain()]);
      await refreshCookies();
      if (waitsForUser(connection.peek())) await connector.look();
    },
    remember,
  };
}
