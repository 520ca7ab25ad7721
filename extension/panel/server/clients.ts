/** Creates clients that know the endpoint and the credentials of their calls. */

import { moreCookieLimits } from "sessionscope/protocol";
import type { Cookie } from "../../cookies/cookie.ts";
import type { Platform } from "../../platform/platform.ts";
import { ensureAllowed } from "./calls.ts";
import { type Client, createClient, type Target } from "./client.ts";
import { helloOf, type Opened, type ServerState } from "./connection.ts";
import type { PageCookies } from "./page-cookies.ts";
import { type Stay, sameEndpoint } from "./visit.ts";

export interface Clients {
  /** A client whose calls carry the connection's token and the session cookie, both read again for each call. */
  of(at: Stay): Client;
  /** A client whose calls carry the given token and no cookie. */
  with(opened: Opened): Client;
}

export function createClients(platform: Platform, server: ServerState, cookies: PageCookies): Clients {
  const targetOf = async (at: Stay): Promise<Target | null> => {
    const opened = server.opened.peek();
    if (opened === null || !sameEndpoint(opened.endpoint, at.endpoint)) return null;
    const held = await cookies.readSessionCookies(at);
    await ensureAllowed(platform, opened.endpoint);
    return { ...opened, ...sentCookies(held, helloOf(server, at.endpoint)?.cookie.name) };
  };
  return {
    of: (at) => createClient(platform.fetch, () => targetOf(at)),
    with: (opened) => createClient(platform.fetch, async () => ({ ...opened, cookie: null })),
  };
}

/** The session cookie, and apart from it those that belong to it. */
function sentCookies(held: readonly Cookie[], name: string | undefined): Pick<Target, "cookie" | "cookies"> {
  const more = held.filter((cookie) => cookie.name !== name).slice(0, moreCookieLimits.cookies);
  return {
    cookie: held.find((cookie) => cookie.name === name)?.value ?? null,
    cookies: Object.fromEntries(more.map((cookie) => [cookie.name, cookie.value])),
  };
}
