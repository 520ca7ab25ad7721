/** What all tabs share: the page, the connection, the session cookie, what the user chose. */

import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { CallCommand, CommandName, Event, Hello, Params } from "sessionscope/protocol";
import type { Cookie, Platform, SeenResponse } from "../platform/platform.ts";
import { type Announcer, createAnnouncer } from "./announcer.ts";
import { CallFailed, createClient, type Endpoint } from "./client.ts";
import { type Connection, connect, type Opened, waitsForUser } from "./connection.ts";
import { createPlaces, webOrigin } from "./endpoints.ts";
import { createHistory, type History } from "./history.ts";
import { createKeptSites } from "./kept-sites.ts";
import { listen } from "./live.ts";
import { type Options, readOptions, type Site, type Sites } from "./options.ts";
import { createMemory, type Remember } from "./remembered.ts";
import { applyCookies, findSessionCookie, notApplied } from "./session-cookie.ts";
import { gathered, onChange } from "./watch.ts";
import { seconds } from "./widgets/clock.ts";

export interface Page {
  readonly url: string;
  /** "http://localhost:3000"; null: a page of the browser itself, closed to extensions. */
  readonly origin: string | null;
  /** Counts the navigations seen, so that a reload of the same address is noticed. */
  readonly visit: number;
}

/**
 * The session may have changed. Read again if `event` is null, or names the session at hand.
 * `count` grows each time, so that two stirs in a row differ.
 */
export interface Stir {
  readonly count: number;
  readonly event: Event | null;
}

/** Everything a tab is given. Signals are read in views and effects; actions are the functions. */
export interface Panel {
  readonly platform: Platform;
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
   * Calls a command for this page's session, applies the cookies of the answer to the browser and reads them back.
   * Rejects with `CallFailed`; the connection then says so as well where it is at fault.
   */
  readonly call: CallCommand;
  /** Reads the cookies again, after a change of one. */
  refreshCookies(): Promise<void>;
  /** Looks for the endpoint again, now. */
  lookAgain(): void;
  /** Another of `endpoints`. */
  choose(endpoint: Endpoint): void;
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
export async function createPanel(platform: Platform, end: AbortSignal): Promise<Panel> {
  const options = signal(await readOptions(platform.storage));
  const kept = await createKeptSites(platform.storage);
  const remember = await createMemory(platform.storage, end);
  const announcer = createAnnouncer(end);
  const history = createHistory(announcer.announce);

  const url = await platform.page.url();
  const page = signal<Page>({ url, origin: webOrigin(url), visit: 0 });
  const places = createPlaces(page, kept.sites);
  const cookies = signal<readonly Cookie[]>([]);
  const sessionCookie = signal<Cookie | null>(null);
  const allowed = signal<boolean | null>(null);
  const offset = signal(0);
  const stir = signal<Stir>({ count: 0, event: null });
  const streams = signal(false);

  const { find } = places;
  const readSessionCookie = async (): Promise<Cookie | null> => {
    const cookie = connector.hello.peek()?.cookie;
    const endpoint = find()?.endpoint;
    if (cookie === undefined || endpoint === undefined) {
      sessionCookie.value = null;
      return null;
    }
    const own = endpoint.origin === page.peek().origin;
    const of = own ? page.peek().url : endpoint.origin + cookie.path;
    const found = findSessionCookie(await platform.cookies.list(of), of, cookie);
    if (JSON.stringify(found) !== JSON.stringify(sessionCookie.peek())) sessionCookie.value = found;
    return found;
  };
  const client = createClient(platform.fetch, async () => {
    const { opened } = connector;
    return opened && { ...opened, cookie: (await readSessionCookie())?.value ?? null };
  });
  const reach = (opened: Opened) => createClient(platform.fetch, async () => ({ ...opened, cookie: null }));
  const means = { origins: platform.origins, keyring: kept.keyring, reach, find, greeted: () => readSessionCookie() };
  const connector = connect(means, end);
  const { connection, hello } = connector;
  const live = computed(() => connection.value.state === "live");

  const rouse = (event: Event | null = null) => {
    stir.value = { count: stir.peek().count + 1, event };
  };
  const refreshCookies = async (): Promise<void> => {
    const { origin, url: of } = page.peek();
    if (origin === null) {
      batch(() => {
        [cookies.value, sessionCookie.value, allowed.value] = [[], null, null];
      });
      return;
    }
    allowed.value = await platform.origins.allowed(origin);
    const found = allowed.peek() ? await platform.cookies.list(of) : [];
    if (page.peek().url !== of) return;
    if (JSON.stringify(found) !== JSON.stringify(cookies.peek())) cookies.value = found;
    await readSessionCookie();
  };
  const soon = gathered(() => void refreshCookies(), end);
  const rouseSoon = gathered(rouse, end);

  const call = async <C extends CommandName>(command: C, params: Params<C>, signal?: AbortSignal) => {
    const before = sessionCookie.peek();
    try {
      const result = await client.call(command, params, signal);
      connector.answered();
      if (typeof result === "object" && "now" in result) offset.value = result.now - Date.now();
      if ("cookies" in result && result.cookies.length > 0) await take(result.cookies, before);
      return result;
    } catch (error) {
      if (error instanceof CallFailed && !signal?.aborted) connector.failed(error);
      throw error;
    }
  };
  const take = async (lines: readonly string[], held: Cookie | null): Promise<void> => {
    const { origin, path } = find()!.endpoint;
    const name = hello.peek()?.cookie.name;
    const failed = await applyCookies(platform.cookies, lines, {
      url: new URL(origin + path),
      page: new URL(page.peek().url),
      names: name === undefined ? [] : [name],
      held,
      now: Date.now(),
    });
    if (failed.length > 0) history.warn(notApplied(failed, platform.text));
    await refreshCookies();
  };

  const hear = (response: SeenResponse): void => {
    const announced = places.see(response);
    const { origin } = new URL(response.url);
    soon();
    const { state } = connection.peek();
    const ours = find()?.endpoint;
    if (ours === undefined) return;
    const { target } = connector;
    const moved = target !== null && target.origin + target.path !== ours.origin + ours.path;
    if (moved || (origin === ours.origin && (state === "away" || (state === "no-endpoint" && announced)))) {
      void connector.look();
    } else if (announced && origin === ours.origin && !streams.peek()) rouseSoon();
  };

  const arrive = (to: string): void => {
    // The error page of a server that is away: still the page that was asked for.
    const next = to.startsWith("chrome-error:") ? page.peek().url : to;
    const origin = webOrigin(next);
    const elsewhere = origin !== page.peek().origin;
    batch(() => {
      page.value = { url: next, origin, visit: page.peek().visit + 1 };
      if (elsewhere) places.chosen.value = null;
    });
    if (elsewhere) history.forget();
    void refreshCookies();
    void connector.look();
    rouseSoon();
  };

  platform.page.onResponse(hear, end);
  platform.page.onNavigated(arrive, end);
  platform.cookies.onChanged(soon, end);

  // Live again, or another session: what is shown may be old.
  onChange(
    () => [live.value, sessionCookie.value?.value],
    () => live.peek() && rouse(),
    end,
  );

  // One stream per connection; it tells of every session.
  let stream = new AbortController();
  const stop = effect(() => {
    stream.abort();
    streams.value = false;
    if (connection.value.state !== "live") return;
    stream = new AbortController();
    const ears = {
      began() {
        streams.value = true;
        rouse();
      },
      heard: rouse,
      alive: connector.answered,
      async broke() {
        streams.value = false;
        await connector.look();
        return live.peek();
      },
    };
    void listen(client, ears, AbortSignal.any([stream.signal, end]));
  });
  end.addEventListener("abort", stop);

  void refreshCookies();
  void connector.look();

  return {
    platform,
    text: (id, ...parts) => platform.text(id, ...parts),
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
    call,
    refreshCookies,
    lookAgain: () => void connector.look(),
    choose(endpoint) {
      places.chosen.value = endpoint;
      void connector.look();
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
