/** The cookies that the browser holds for the page, and the session cookie that it holds for the endpoint. */

import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Cookie } from "../../cookies/cookie.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Page } from "../page.ts";
import { addressOf } from "./address.ts";
import { helloOf, type ServerState } from "./connection.ts";
import { findSessionCookies } from "./find-session-cookie.ts";
import type { Stay } from "./visit.ts";

export interface PageCookies {
  readonly cookies: ReadonlySignal<readonly Cookie[]>;
  /** The session cookie and those that belong to it. Empty: the browser holds none, or their names are not known yet. */
  readonly sessionCookies: ReadonlySignal<readonly Cookie[]>;
  /** The first of them. */
  readonly sessionCookie: ReadonlySignal<Cookie | null>;
  /** May cookies of the page's origin be read and written? null: not known yet. */
  readonly allowed: ReadonlySignal<boolean | null>;
  /** Reads all of these again. */
  refresh(): Promise<void>;
  /** @param at default: the current visit. */
  readSessionCookies(at?: Stay): Promise<readonly Cookie[]>;
}

export interface PageCookiesParts {
  readonly platform: Pick<Platform, "cookies" | "origins">;
  readonly page: ReadonlySignal<Page>;
  readonly visits: ReadonlySignal<Stay>;
  readonly server: ServerState;
}

export function createPageCookies({ platform, page, visits, server }: PageCookiesParts): PageCookies {
  const cookies = signal<readonly Cookie[]>([]);
  const sessionCookies = signal<readonly Cookie[]>([]);
  const allowed = signal<boolean | null>(null);

  const readSessionCookies = async (at = visits.peek()): Promise<readonly Cookie[]> => {
    const cookie = helloOf(server, at.endpoint)?.cookie;
    const { endpoint, origin, over } = at;
    if (over.aborted) return [];
    if (cookie === undefined || endpoint === null) {
      if (sessionCookies.peek().length > 0) sessionCookies.value = [];
      return [];
    }
    const url =
      endpoint.origin === origin ? page.peek().url : (addressOf(endpoint.origin, cookie.path)?.href ?? endpoint.origin);
    const found = findSessionCookies(await platform.cookies.list(url), url, cookie);
    if (over.aborted) return [];
    if (JSON.stringify(found) !== JSON.stringify(sessionCookies.peek())) sessionCookies.value = found;
    return found;
  };

  const refresh = async (): Promise<void> => {
    const { over } = visits.peek();
    const { origin, url } = page.peek();
    if (origin === null) {
      return batch(() => {
        [cookies.value, sessionCookies.value, allowed.value] = [[], [], null];
      });
    }
    const may = await platform.origins.allowed(origin);
    const found = may ? await platform.cookies.list(url) : [];
    if (over.aborted || page.peek().url !== url) return;
    allowed.value = may;
    if (JSON.stringify(found) !== JSON.stringify(cookies.peek())) cookies.value = found;
    await readSessionCookies();
  };

  const sessionCookie = computed(() => sessionCookies.value[0] ?? null);
  return { cookies, sessionCookies, sessionCookie, allowed, refresh, readSessionCookies };
}
