/** A fake browser in memory. The whole panel runs on it, in tests and in the playground. */

import type { Cookie } from "../cookies/cookie.ts";
import type { InspectedPage, Platform, SeenResponse } from "./platform.ts";

/** `public/_locales/<language>/messages.json` */
export type Messages = Readonly<
  Record<string, { readonly message: string; readonly placeholders?: Readonly<Record<string, { content: string }>> }>
>;

export interface FakeSettings {
  readonly messages: Messages;
  /** Address of the inspected page. */
  readonly url: string;
  readonly name?: Platform["name"];
  /** Origins without permission. */
  readonly refused?: readonly string[];
  /** Bytes that the storage holds. Default: any number. */
  readonly quota?: number;
  readonly isPrivate?: boolean;
  /** Answers the panel's calls. Default: nothing answers. */
  fetch?: Platform["fetch"];
  /** Makes the loads of the page. Default: none ends. */
  load?: InspectedPage["load"];
}

export interface FakeBrowser {
  readonly platform: Platform;
  /** All cookies, of every host. */
  jar(): readonly Cookie[];
  /** Stores a cookie as a response or another tab would, without checking any rule. */
  putCookie(cookie: Pick<Cookie, "name" | "value"> & Partial<Cookie>): void;
  dropCookie(name: string): void;
  navigate(url: string): void;
  respond(response: Pick<SeenResponse, "url"> & Partial<SeenResponse>): void;
  permit(origin: string, yes: boolean): void;
  /** The panel's requests to the browser, in order: "reload", "openOptions". */
  readonly asked: readonly string[];
  readonly stored: Map<string, unknown>;
}

export function fakeBrowser(settings: FakeSettings): FakeBrowser {
  let { url } = settings;
  let cookies: readonly Cookie[] = [];
  const responses: SeenResponse[] = [];
  const refused = new Set(settings.refused);
  const stored = new Map<string, unknown>();
  const asked: string[] = [];
  const onNavigated = listeners<string>();
  const onResponse = listeners<SeenResponse>();
  const onCookies = listeners<void>();

  const put = (cookie: Cookie) => {
    cookies = [...cookies.filter((other) => !same(other, cookie)), cookie].filter(alive);
    onCookies.tell();
  };
  const drop = (gone: (cookie: Cookie) => boolean) => {
    cookies = cookies.filter((cookie) => !gone(cookie));
    onCookies.tell();
  };

  /** As Chromium does when there is no room: nothing has changed then. */
  const keep = (key: string, value: unknown) => {
    const next = new Map(stored).set(key, structuredClone(value));
    const size = JSON.stringify([...next]).length;
    if (size > (settings.quota ?? Number.POSITIVE_INFINITY)) throw new Error("Resource::kQuotaBytes quota exceeded");
    stored.set(key, next.get(key));
  };

  const platform: Platform = {
    name: settings.name ?? "fake",
    page: {
      url: async () => url,
      reload: () => {
        asked.push("reload");
        onNavigated.tell(url);
      },
      onNavigated: onNavigated.add,
      load: settings.load ?? (async () => ({ state: "late" })),
      onResponse(listener, signal) {
        for (const response of responses) listener(response);
        onResponse.add(listener, signal);
      },
      openInNetwork: settings.name === "firefox" ? null : async ({ url: shown }) => void asked.push(`network ${shown}`),
    },
    cookies: {
      rules: "chromium",
      list: async (of) => {
        const { hostname, origin } = new URL(of);
        if (refused.has(origin)) return [];
        return cookies.filter(alive).filter((cookie) => belongs(cookie, hostname));
      },
      count: async (domain) =>
        cookies.filter(alive).filter((cookie) => cookie.domain === domain || cookie.domain.endsWith(`.${domain}`))
          .length,
      shows: () => true,
      landing: (path) => path,
      async set(cookie) {
        if (refusedBy(cookie)) return null;
        put(cookie);
        return cookies.find((other) => same(other, cookie)) ?? null;
      },
      async remove(cookie) {
        drop((other) => same(other, cookie));
        return true;
      },
      onChanged: (listener, signal) => onCookies.add(listener, signal),
    },
    origins: {
      allowed: async (origin) => !refused.has(origin),
      async request(origin) {
        asked.push(`request ${origin}`);
        refused.delete(origin);
        return true;
      },
    },
    isPrivate: settings.isPrivate ?? false,
    storage: {
      get: async (key) => structuredClone(stored.get(key)),
      set: async (key, value) => keep(key, value),
      update: async (key, change) => keep(key, change(structuredClone(stored.get(key)))),
    },
    fetch: settings.fetch ?? (() => Promise.reject(new TypeError("Failed to fetch"))),
    text: (id, ...parts) => textOf(settings.messages, id, parts),
    openOptions: () => void asked.push("openOptions"),
  };

  return {
    platform,
    asked,
    stored,
    jar: () => cookies,
    putCookie: (cookie) =>
      put({
        domain: new URL(url).hostname,
        hostOnly: true,
        path: "/",
        secure: false,
        httpOnly: false,
        sameSite: "lax",
        expiresAt: null,
        partition: null,
        ...cookie,
      }),
    dropCookie: (name) => drop((cookie) => cookie.name === name),
    navigate(to) {
      url = to;
      onNavigated.tell(to);
    },
    respond(response) {
      const seen = { method: "GET", status: 200, at: Date.now(), headers: [], whole: true, ...response };
      responses.push(seen);
      onResponse.tell(seen);
    },
    permit: (origin, yes) => void (yes ? refused.delete(origin) : refused.add(origin)),
  };
}

function listeners<T>() {
  const all = new Set<(value: T) => void>();
  return {
    add(listener: (value: T) => void, signal: AbortSignal) {
      if (signal.aborted) return;
      all.add(listener);
      signal.addEventListener("abort", () => all.delete(listener));
    },
    tell(value: T) {
      for (const listener of [...all]) listener(value);
    },
  };
}

const alive = (cookie: Cookie) => cookie.expiresAt === null || cookie.expiresAt > Date.now();

const belongs = (cookie: Cookie, host: string) =>
  host === cookie.domain || (!cookie.hostOnly && host.endsWith(`.${cookie.domain}`));

const same = (a: Cookie, b: Cookie) =>
  a.name === b.name &&
  a.domain === b.domain &&
  a.hostOnly === b.hostOnly &&
  a.path === b.path &&
  a.partition?.topLevelSite === b.partition?.topLevelSite;

/** Refuses the cookies whose refusal the panel must be able to explain. */
const refusedBy = (cookie: Cookie): boolean =>
  cookie.name.length + cookie.value.length > 4096 ||
  (cookie.sameSite === "none" && !cookie.secure) ||
  (cookie.name.startsWith("__Secure-") && !cookie.secure) ||
  (cookie.name.startsWith("__Host-") && (!cookie.secure || !cookie.hostOnly || cookie.path !== "/"));

/** Fills in a message as `browser.i18n.getMessage` does, but throws for a missing one. */
export function textOf(messages: Messages, id: string, parts: readonly string[]): string {
  const found = messages[id];
  if (found === undefined) throw new Error(`_locales/en/messages.json has no message "${id}".`);
  const fill = (text: string) => text.replace(/\$([1-9])/g, (_, place) => parts[Number(place) - 1] ?? "");
  return fill(
    found.message.replace(
      /\$([A-Za-z0-9_@]+)\$/g,
      (_, name) => found.placeholders?.[name.toLowerCase()]?.content ?? "",
    ),
  );
}
