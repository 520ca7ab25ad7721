/**
 * Messages between panel and background script, in Firefox only: a panel's page there may not call cookies, permissions or
 * tabs. Each message has one answer, and the background remembers nothing: Firefox may end it after any message. The
 * background sends the panels one kind of notice, without content.
 */

import type { Runtime } from "webextension-polyfill";
import type { Cookie } from "../cookies/cookie.ts";
import type { Browser } from "./browser.ts";
import type { InspectedTab } from "./cookie-jar.ts";

/** Everything that the background script does for a panel. */
export interface Relay {
  /** Undefined for a site without a permission. */
  tabUrl(id: number): Promise<string | undefined>;
  reloadTab(id: number): Promise<void>;
  listCookies(tab: InspectedTab, url: string): Promise<readonly Cookie[]>;
  countCookies(tab: InspectedTab, domain: string): Promise<number>;
  setCookie(tab: InspectedTab, cookie: Cookie): Promise<Cookie | null>;
  removeCookie(tab: InspectedTab, cookie: Cookie): Promise<boolean>;
  originAllowed(origin: string): Promise<boolean>;
  /** Opens the page that asks for the permission, beside the inspected tab. */
  openGrantPage(tab: InspectedTab, origin: string): Promise<void>;
  openOptions(): Promise<void>;
}

/** What the background tells panels: cookies have changed, or the user has closed the page that asked for a permission. */
export type Notice = "cookies-changed" | "grant-closed";

type Message = { readonly call: keyof Relay; readonly parameters: readonly unknown[] } | { readonly notice: Notice };

/** The panel's end. */
export function relayTo(browser: Browser): Relay {
  const call =
    <Name extends keyof Relay>(name: Name) =>
    (...parameters: Parameters<Relay[Name]>): ReturnType<Relay[Name]> =>
      browser.runtime.sendMessage({ call: name, parameters } satisfies Message) as ReturnType<Relay[Name]>;
  return {
    tabUrl: call("tabUrl"),
    reloadTab: call("reloadTab"),
    listCookies: call("listCookies"),
    countCookies: call("countCookies"),
    setCookie: call("setCookie"),
    removeCookie: call("removeCookie"),
    originAllowed: call("originAllowed"),
    openGrantPage: call("openGrantPage"),
    openOptions: call("openOptions"),
  };
}

/** The background's end. It is registered at the top level, so that a message starts the background script. */
export function answerRelay(browser: Browser, relay: Relay): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    if (sender.id !== browser.runtime.id || !sender.url?.startsWith(browser.runtime.getURL(""))) return;
    const { call, parameters } = message as Partial<Extract<Message, { call: unknown }>>;
    if (call === undefined || parameters === undefined || !Object.hasOwn(relay, call)) return;
    return (relay[call] as (...all: readonly unknown[]) => Promise<unknown>)(...parameters);
  });
}

/** Sends the notice to every open panel. */
export function notify(browser: Browser, notice: Notice): void {
  browser.runtime.sendMessage({ notice } satisfies Message).catch(() => {});
}

export function onNotice(browser: Browser, wanted: Notice, listener: () => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  const hear = (message: unknown) => {
    if ((message as Partial<Extract<Message, { notice: unknown }>>).notice === wanted) listener();
    return undefined;
  };
  browser.runtime.onMessage.addListener(hear);
  signal.addEventListener("abort", () => browser.runtime.onMessage.removeListener(hear), { once: true });
}
