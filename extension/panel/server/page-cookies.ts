/** The cookies that the browser holds for the page, and the session cookie that it holds for the endpoint. */

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { Cookie } from "../../cookies/cookie.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Page } from "../page.ts";
import { addressOf } from "./address.ts";
import { helloOf, type ServerState } from "./connection.ts";
import { findSessionCookie } from "./find-session-cookie.ts";
import type { Stay } from "./visit.ts";

export interface PageCookies {
  readonly cookies: ReadonlySignal<readonly Cookie[]>;
  /** null: the browser holds none, or its name is not known yet. */
  readonly sessionCookie: ReadonlySignal<Cookie | null>;
  /** May cookies of the page's origin be read and written? null: not known yet. */
  readonly allowed: ReadonlySignal<boolean | null>;
  /** Reads all of these again. */
  refresh(): Promise<void>;
  /** @param at default: the current visit. */
  readSessionCookie(at?: Stay): Promise<Cookie | null>;
}

export interface PageCookiesParts {
  readonly platform: Pick<Platform, "cookies" | "origins">;
  readonly page: ReadonlySignal<Page>;
  readonly visits: ReadonlySignal<Stay>;
  readonly server: ServerState;
}

export function createPageCookies({ platform, page, visits, server }: PageCookiesParts): PageCookies {
  const cookies = signal<readonly Cookie[]>([]);
  const sessionCookie = signal<Cookie | null>(null);
  const allowed = signal<boolean | null>(null);

  const readSessionCookie = async (at = visits.peek()): Promise<Cookie | null> => {
    const cookie = helloOf(server, at.endpoint)?.cookie;
    const { endpoint, origin, over } = at;
    if (over.aborted) return null;
    if (cookie === undefined || endpoint === null) {
      sessionCookie.value = null;
      return null;
    }
    const url =
      endpoint.origin === origin ? page.peek().url : (addressOf(endpoint.origin, cookie.path)?.href ?? endpoint.origin);
    const found = findSessionCookie(await platform.cookies.list(url), url, cookie);
    if (over.aborted) return null;
    if (JSON.stringify(found) !== JSON.stringify(sessionCookie.peek())) sessionCookie.value = found;
    return found;
  };

  const refresh = async (): Promise<void> => {
    const { over } = visits.peek();
    const { origin, url } = page.peek();
    if (origin === null) {
      return batch(() => {
        [cookies.value, sessionCookie.value, allowed.value] = [[], null, null];
      });
    }
    const may = await platform.origins.allowed(origin);
    const found = may ? await platform.cookies.list(url) : [];
    if (over.aborted || page.peek().url !== url) return;
    allowed.value = may;
    if (JSON.stringify(found) !== JSON.stringify(cookies.peek())) cookies.value = found;
    await readSessionCookie();
  };

  return { cookies, sessionCookie, allowed, refresh, readSessionCookie };
}
