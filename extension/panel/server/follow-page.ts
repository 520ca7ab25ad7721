/** Follows the inspected page: its navigations, its responses and changes of its cookies. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Platform, SeenResponse } from "../../platform/platform.ts";
import { type Page, pageAfter } from "../page.ts";
import { throttled } from "../throttled.ts";
import type { ServerState } from "./connection.ts";
import type { Connector } from "./connector.ts";
import type { Endpoints } from "./endpoints.ts";
import type { Invalidations } from "./invalidation.ts";
import type { PageCookies } from "./page-cookies.ts";

export interface FollowPageParts {
  readonly platform: Pick<Platform, "page" | "cookies">;
  readonly page: Signal<Page>;
  readonly endpoints: Endpoints;
  readonly server: ServerState;
  readonly cookies: PageCookies;
  readonly connector: Connector;
  readonly invalidations: Invalidations;
  /** Whether the live stream runs. Otherwise the session is read again after the page's own responses. */
  readonly streams: ReadonlySignal<boolean>;
}

export function followPage(parts: FollowPageParts, end: AbortSignal): void {
  const { platform, page, endpoints, server, cookies, connector, invalidations, streams } = parts;
  const refreshSoon = throttled(() => void cookies.refresh(), end);
  const invalidateSoon = throttled(() => invalidations.invalidate(), end);

  const onResponse = (response: SeenResponse): void => {
    const announced = endpoints.see(response);
    refreshSoon();
    const endpoint = endpoints.found.peek()?.endpoint;
    if (endpoint === undefined || new URL(response.url).origin !== endpoint.origin) return;
    const { state } = server.connection.peek();
    if (state === "away" || (state === "no-endpoint" && announced)) void connector.look();
    else if (announced && !streams.peek()) invalidateSoon();
  };

  const onNavigated = (url: string): void => {
    page.value = pageAfter(page.peek(), url);
    void cookies.refresh();
    void connector.look();
    invalidateSoon();
  };

  platform.page.onResponse(onResponse, end);
  platform.page.onNavigated(onNavigated, end);
  platform.cookies.onChanged(refreshSoon, end);
}
