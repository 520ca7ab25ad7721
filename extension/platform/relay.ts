/**
 * Panel → background, in Firefox only, whose panel pages may call neither cookies nor permissions nor tabs.
 * One message, one answer, nothing remembered: the background may die after any of them. Background → panel there is
 * one kind of notice, which carries nothing.
 */

import type { Runtime } from "webextension-polyfill";
import type { Cookie } from "../cookies/cookie.ts";
import type { Browser } from "./browser.ts";
import type { InspectedTab } from "./cookie-jar.ts";

/** All that the background does for a panel. */
export interface Relay {
  /** Undefined for sites that are not allowed. */
  tabUrl(id: number): Promise<string | undefined>;
  reloadTab(id: number): Promise<void>;
  listCookies(tab: InspectedTab, url: string): Promise<readonly Cookie[]>;
  setCookie(tab: InspectedTab, cookie: Cookie): Promise<Cookie | null>;
  removeCookie(tab: InspectedTab, cookie: Cookie): Promise<boolean>;
  originAllowed(origin: string): Promise<boolean>;
  /** Opens the page that asks for the permission, beside the inspected tab. */
  openGrantPage(tab: InspectedTab, origin: string): Promise<void>;
  openOptions(): Promise<void>;
}

/** Something the panel may have read has changed; `grant-closed`: the user is done with the grant page. */
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
    setCookie: call("setCookie"),
    removeCookie: call("removeCookie"),
    originAllowed: call("originAllowed"),
    openGrantPage: call("openGrantPage"),
    openOptions: call("openOptions"),
  };
}

/** The background's end; registered at the top level, so that a message wakes it. */
export function answerRelay(browser: Browser, relay: Relay): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    if (sender.id !== browser.runtime.id || !sender.url?.startsWith(browser.runtime.getURL(""))) return;
    const { call, parameters } = message as Partial<Extract<Message, { call: unknown }>>;
    if (call === undefined || parameters === undefined || !Object.hasOwn(relay, call)) return;
    return (relay[call] as (...all: readonly unknown[]) => Promise<unknown>)(...parameters);
  });
}

/** To every open panel; with none open there is nobody to tell. */
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
