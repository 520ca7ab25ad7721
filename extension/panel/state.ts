/** The state that all tabs share: the page, the connection, the session cookie and the user's choices. */

import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { CallCommand, Hello } from "sessionscope/protocol";
import type { Cookie } from "../cookies/cookie.ts";
import type { Platform } from "../platform/platform.ts";
import { type Announcer, createAnnouncer } from "./announcer.ts";
import { textFrom } from "./language.ts";
import { createLinks, type Links } from "./links.ts";
import { onChange } from "./on-change.ts";
import { type Options, readOptions, type Site, type Sites } from "./options.ts";
import { notingWrites, type OwnPlatform } from "./own-writes.ts";
import { firstPage, type Page } from "./page.ts";
import { createMemory, type Remember } from "./remembered.ts";
import type { Endpoint } from "./server/address.ts";
import { callsOf } from "./server/calls.ts";
import { CallFailed } from "./server/client.ts";
import { createClients } from "./server/clients.ts";
import { type Connection, createServerState, helloOf, waitsForUser } from "./server/connection.ts";
import { type Connector, connect } from "./server/connector.ts";
import { createEndpoints, type Endpoints } from "./server/endpoints.ts";
import { followPage } from "./server/follow-page.ts";
import { createInvalidations, type Invalidation } from "./server/invalidation.ts";
import { createKeptSites, type KeptSites } from "./server/kept-sites.ts";
import { followStream, type StreamListener } from "./server/live-stream.ts";
import { createPageCookies, type PageCookies } from "./server/page-cookies.ts";
import { createRecordedRequests, type RecordedRequests } from "./server/recorded-requests.ts";
import { followVisits, type Stay, sameEndpoint } from "./server/visit.ts";
import { createUndo, type Undo } from "./undo.ts";
import { seconds } from "./widgets/clock.ts";
import type { Text } from "./widgets/text.ts";

/** The current page and server, with the calls that belong to them. */
export interface Visit extends Stay {
  readonly call: CallCommand;
}

/** Everything that a tab is given. Views and effects read the signals; the functions are actions. */
export interface Panel {
  readonly platform: OwnPlatform;
  /** A message from public/_locales. */
  readonly text: Text;

  readonly page: ReadonlySignal<Page>;
  readonly connection: ReadonlySignal<Connection>;
  /** Whether the server answers calls now. */
  readonly connected: ReadonlySignal<boolean>;
  /** The server's last answer to `hello`. Stays while the server is down; null for another endpoint. */
  readonly hello: ReadonlySignal<Hello | null>;
  /** Endpoints seen in the page and its frames, the page's own first. */
  readonly endpoints: ReadonlySignal<readonly Endpoint[]>;
  /** Whether the extension may read and write cookies of the page's origin; null if not known yet. */
  readonly allowed: ReadonlySignal<boolean | null>;

  /** The cookies that the browser holds for the page. */
  readonly cookies: ReadonlySignal<readonly Cookie[]>;
  /** The browser's session cookie for the endpoint; null if there is none or its name is not known yet. */
  readonly sessionCookie: ReadonlySignal<Cookie | null>;
  /** The same, with those that belong to it: signatures, chunks. */
  readonly sessionCookies: ReadonlySignal<readonly Cookie[]>;
  /** Changes when the session should be read again. */
  readonly invalidation: ReadonlySignal<Invalidation>;
  /** Says that the session may have changed, after a call that its readers do not hear of. */
  invalidate(): void;
  /** Tells of each request that the server's timeline records. */
  readonly onRecorded: RecordedRequests["hear"];
  /** The server's time, milliseconds since the epoch; updated each second while something displays it. */
  readonly now: ReadonlySignal<number>;
  /** This machine's time, in the same way. */
  readonly clock: ReadonlySignal<number>;

  readonly options: ReadonlySignal<Options>;
  readonly sites: ReadonlySignal<Sites>;
  readonly undo: Undo;
  /** Shows another tab, and what is meant there. */
  readonly open: Links["open"];
  /** The links, for the frame. */
  readonly links: Pick<Links, "followed" | "arrived">;
  /** Announces a sentence to screen readers: politely (at most the latest in 2 s), or at once. */
  readonly announce: Announcer["announce"];
  /** The announcements, for the live regions of the page. */
  readonly liveRegions: Pick<Announcer, "polite" | "assertive">;

  /**
   * The current page and server. An action takes the visit once and makes all its calls through it. After the visit has
   * ended they reject with `CallFailed` "moved", and the panel ignores the answer.
   * A call applies the cookies of its answer to the browser and reads them back. If the connection fails, `connection`
   * changes as well.
   */
  readonly visit: ReadonlySignal<Visit>;
  /** Reads the cookies again, after a change of one. */
  refreshCookies(): Promise<void>;
  /** Looks for the endpoint again at once. */
  lookAgain(): void;
  /** Chooses another of `endpoints` for the pages of this origin from now on. */
  choose(endpoint: Endpoint): Promise<void>;
  /** Keeps a path for an origin and connects with it. */
  keepSite(origin: string, site: Pick<Site, "path">): Promise<void>;
  /** Keeps a token for the project that asks for one, at its origin, and connects with it. */
  keepToken(token: string): Promise<void>;
  /** Asks the user for the permission to read and write the page's cookies. */
  allow(): Promise<void>;
  /** Reads again what may have changed while the panel was hidden: options, permissions, cookies. */
  wake(): Promise<void>;
  /** A signal that is kept in the browser's storage under this name, for layout. */
  readonly remember: Remember;
}

/** Reads the kept options, then looks for the server. Everything ends when the signal is aborted. */
export async function createPanel(given: Platform, end: AbortSignal): Promise<Panel> {
  const platform = notingWrites(given);
  const text = textFrom(platform);
  const options = signal(await readOptions(platform.storage));
  const kept = await createKeptSites(platform.storage);
  const remember = await createMemory(platform.storage, end);
  const announcer = createAnnouncer(end);
  const undo = createUndo(announcer.announce);
  const links = createLinks();

  const page = signal(await firstPage(platform.page));
  const endpoints = createEndpoints(page, kept.sites);
  /** The number of different projects that have answered. */
  const turn = signal(0);
  const visits = followVisits(
    () => ({ origin: page.value.origin, endpoint: endpoints.found.value?.endpoint ?? null, turn: turn.value }),
    ({ endpoint }) => {
      const sentence = text("visitOver", endpoint === null ? "" : new URL(endpoint.origin).host);
      undo.forget(sentence);
      return new CallFailed("moved", sentence);
    },
    end,
  );

  const server = createServerState();
  const cookies = createPageCookies({ platform, page, visits, server });
  const clients = createClients(platform, server, cookies);
  const connector = connect(
    {
      server,
      origins: platform.origins,
      keyring: kept.keyring,
      clientWith: clients.with,
      find: () => endpoints.found.peek(),
      onOtherProject: () => void turn.value++,
      beforeLive: () => cookies.readSessionCookies(),
    },
    end,
  );
  const { connection, hello } = server;
  const connected = computed(() => {
    const { value: now } = connection;
    return now.state === "live" && sameEndpoint(now.endpoint, visits.value.endpoint);
  });

  const serverAhead = signal(0);
  const visit = computed(() => {
    const { value: at } = visits;
    const call = callsOf(at, {
      platform,
      client: clients.of(at),
      connector,
      undo,
      text,
      known: () => ({
        hello: helloOf(server, at.endpoint),
        held: cookies.sessionCookies.peek(),
        page: page.peek().url,
      }),
      clock(now) {
        serverAhead.value = now - Date.now();
      },
      refresh: cookies.refresh,
    });
    return { ...at, call };
  });

  const invalidations = createInvalidations();
  const recorded = createRecordedRequests();
  const listener: StreamListener = {
    onStart: () => invalidations.invalidate(),
    onEvent: invalidations.invalidate,
    onRequest: recorded.tell,
    onAlive: connector.answered,
    async onBreak() {
      await connector.look();
      return connected.peek();
    },
    onProtocolError: ({ message }) => undo.tell(text("liveStopped", message), true),
  };
  const streams = followStream({ connected, visits, clientOf: clients.of, listener }, end);
  followPage({ platform, page, endpoints, server, cookies, connector, invalidations, streams }, end);
  // After a new connection or with another session cookie the shown session may be out of date.
  onChange(
    () => [connected.value, ...cookies.sessionCookies.value.map(({ name, value }) => `${name}=${value}`)],
    () => connected.peek() && invalidations.invalidate(),
    end,
  );
  lookWhereVisitsLead(visits, server.target, connector, end);

  void cookies.refresh();
  void connector.look();

  const { refresh: _, readSessionCookies: __, ...shown } = cookies;
  return {
    platform,
    text,
    page,
    connection,
    connected,
    hello,
    endpoints: endpoints.all,
    ...shown,
    invalidation: invalidations.latest,
    invalidate: () => invalidations.invalidate(),
    onRecorded: recorded.hear,
    now: computed(() => seconds.value + serverAhead.value),
    clock: seconds,
    options,
    sites: kept.sites,
    undo,
    open: links.open,
    links,
    announce: announcer.announce,
    liveRegions: announcer,
    visit,
    remember,
    ...createActions({ platform, page, endpoints, connection, connector, cookies, options, kept }),
  };
}

/** Looks for the server of a visit, unless the connector that began the visit already does. */
function lookWhereVisitsLead(
  visits: ReadonlySignal<Stay>,
  target: ReadonlySignal<Endpoint | null>,
  connector: Connector,
  end: AbortSignal,
): void {
  const stop = effect(() => {
    const { value: at } = visits;
    queueMicrotask(() => {
      if (visits.peek() === at && !end.aborted && !sameEndpoint(target.peek(), at.endpoint)) void connector.look();
    });
  });
  end.addEventListener("abort", stop);
}

type Actions = Pick<Panel, "refreshCookies" | "lookAgain" | "choose" | "keepSite" | "keepToken" | "allow" | "wake">;

interface ActionParts {
  readonly platform: Platform;
  readonly page: ReadonlySignal<Page>;
  readonly endpoints: Endpoints;
  readonly connection: ReadonlySignal<Connection>;
  readonly connector: Connector;
  readonly cookies: PageCookies;
  readonly options: Signal<Options>;
  readonly kept: KeptSites;
}

function createActions(parts: ActionParts): Actions {
  const { platform, page, endpoints, connection, connector, cookies, options, kept } = parts;
  return {
    refreshCookies: cookies.refresh,
    lookAgain: () => void connector.look(),
    async choose(endpoint) {
      const { origin } = page.peek();
      if (origin === null) return;
      endpoints.choose(endpoint);
      await kept.keep(origin, { server: endpoint.origin === origin ? "" : endpoint.origin + endpoint.path });
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
      const now = connection.peek();
      const origin = now.state === "not-allowed" ? now.origin : page.peek().origin;
      if (origin === null) return;
      await platform.origins.request(origin);
      await Promise.all([cookies.refresh(), connector.look()]);
    },
    async wake() {
      [options.value] = await Promise.all([readOptions(platform.storage), kept.readAgain()]);
      await cookies.refresh();
      if (waitsForUser(connection.peek())) await connector.look();
    },
  };
}
