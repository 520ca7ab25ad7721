/** All the panel may ask of a browser. Listeners end with their signal; nothing else stops them. */

import type { Cookie, Rules } from "../cookies/cookie.ts";

export interface Platform {
  readonly name: "chromium" | "firefox" | "fake";
  readonly page: InspectedPage;
  readonly cookies: CookieStore;
  /** Host permissions, by origin ("https://shop.example"). */
  readonly origins: { allowed(origin: string): Promise<boolean>; request(origin: string): Promise<boolean> };
  readonly storage: { get(key: string): Promise<unknown>; set(key: string, value: unknown): Promise<void> };
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** A message of public/_locales. */
  text(id: string, ...parts: readonly string[]): string;
  openOptions(): void;
}

export interface InspectedPage {
  url(): Promise<string>;
  reload(): void;
  onNavigated(listener: (url: string) => void, signal: AbortSignal): void;
  /** Every finished request of the page since DevTools opened; those from before the listener came are replayed to it. */
  onResponse(listener: (seen: SeenResponse) => void, signal: AbortSignal): void;
}

export interface SeenResponse {
  readonly url: string;
  readonly method: string;
  readonly status: number;
  /** When its head came. Milliseconds since the epoch. */
  readonly at: number;
  readonly headers: readonly (readonly [string, string])[];
  /** False: there may have been Set-Cookie lines that the browser did not show. */
  readonly whole: boolean;
}

/** The tab's own jar, HttpOnly and partitioned included. */
export interface CookieStore {
  /** Whose rules say what it stores. */
  readonly rules: Rules;
  list(url: string): Promise<readonly Cookie[]>;
  /** Does the browser show extensions the cookies of this origin at all, once the user allows it? */
  shows(origin: string): boolean;
  /** Where a cookie written with this path would be. `set` and `remove` leave alone what would land elsewhere. */
  landing(path: string): string;
  /** What the browser holds afterwards, read back; null: it kept nothing. */
  set(cookie: Cookie): Promise<Cookie | null>;
  /** Read back: true when the cookie is no longer there. */
  remove(cookie: Cookie): Promise<boolean>;
  onChanged(listener: () => void, signal: AbortSignal): void;
}
