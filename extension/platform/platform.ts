/** Everything that the panel may ask of a browser. A listener ends when its signal is aborted. */

import type { Cookie, Rules } from "../cookies/cookie.ts";

export interface Platform {
  readonly name: "chromium" | "firefox" | "fake";
  readonly page: InspectedPage;
  readonly cookies: CookieStore;
  /** Host permissions, by origin ("https://shop.example"). */
  readonly origins: { allowed(origin: string): Promise<boolean>; request(origin: string): Promise<boolean> };
  /** Whether the tab is in a private window. */
  readonly isPrivate: boolean;
  readonly storage: Storage;
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** A message from public/_locales. */
  text(id: string, ...parts: readonly string[]): string;
  openOptions(): void;
}

export interface Storage {
  get(key: string): Promise<unknown>;
  /** @throws Error where there is no room, or the browser keeps nothing. What was there before stays then. */
  set(key: string, value: unknown): Promise<void>;
  /** Reads, changes and writes in one step: another window of the extension writes before or after it. @throws Error as `set` */
  update(key: string, change: (before: unknown) => unknown): Promise<void>;
}

export interface InspectedPage {
  url(): Promise<string>;
  reload(): void;
  onNavigated(listener: (url: string) => void, signal: AbortSignal): void;
  /** Makes the page itself load an address, with its cookies and under its policies, and leaves nothing behind in it. */
  load(url: string, how: LoadKind): Promise<LoadEnd>;
  /** Tells of every finished request of the page since DevTools opened, including those before the listener was added. */
  onResponse(listener: (seen: SeenResponse) => void, signal: AbortSignal): void;
  /** Shows the requests like this one in the browser's Network panel. null: the browser lets no extension do that. */
  readonly openInNetwork: ((seen: SeenResponse) => Promise<void>) | null;
}

/** How a page loads an address: a script's `fetch`, an image, or a hidden frame. */
export type LoadKind = "fetch" | "image" | "frame";

/**
 * How a load of the page ended. `done`: the browser made it, whatever it brought. `blocked`: the page's Content Security
 * Policy forbids it by this directive. `left`: the page was left meanwhile, or runs no scripts. `late`: there was no end.
 */
export type LoadEnd =
  | { readonly state: "done" | "left" | "late" }
  | { readonly state: "blocked"; readonly directive: string };

export interface SeenResponse {
  readonly url: string;
  readonly method: string;
  readonly status: number;
  /** When the response's head arrived. Milliseconds since the epoch. */
  readonly at: number;
  readonly headers: readonly (readonly [string, string])[];
  /** False if the response may have had Set-Cookie lines that the browser did not show. */
  readonly whole: boolean;
}

/** The cookie jar of the tab, including HttpOnly and partitioned cookies. */
export interface CookieStore {
  /** The browser whose rules decide what the jar stores. */
  readonly rules: Rules;
  list(url: string): Promise<readonly Cookie[]>;
  /** The number of cookies that the browser holds for all hosts of a registrable domain, in all partitions. */
  count(domain: string): Promise<number>;
  /** Whether the browser can show extensions the cookies of this origin, once the user allows it. */
  shows(origin: string): boolean;
  /** The path under which the browser would store a cookie of this path. `set` and `remove` do nothing if it is another. */
  landing(path: string): string;
  /** @returns the cookie that the browser holds afterwards; null if it stored none. */
  set(cookie: Cookie): Promise<Cookie | null>;
  /** @returns whether the cookie is gone afterwards. */
  remove(cookie: Cookie): Promise<boolean>;
  onChanged(listener: () => void, signal: AbortSignal): void;
}
