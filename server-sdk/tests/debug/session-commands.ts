/** What tests of the session commands work with: an app on any store, and what a panel reads there. */

import { onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/core/settings.ts";
import type { SessionState } from "../../src/protocol.ts";
import { type App, openApp } from "./app.ts";
import type { Panel } from "./asking.ts";

export const serverStores = ["memory:", "sqlite"];
export const everyStore = [...serverStores, "signed-cookie:"];

/** An app that is closed after the test. */
export async function open(store: NonNullable<SettingsInput["store"]>, more: SettingsInput = {}): Promise<App> {
  const app = await openApp({ secret: "a secret for the tests, long enough", ...more, store });
  onTestFinished(() => app[Symbol.asyncDispose]());
  return app;
}

/** The session that a panel reads. */
export async function live(panel: Panel): Promise<SessionState> {
  const reading = await panel.call("session.read", {});
  if (reading.state !== "live") throw new Error(`The session is ${reading.state}.`);
  return reading.session;
}

/** The text of each key. */
export const texts = ({ entries }: SessionState) => Object.fromEntries(entries.map(({ key, text }) => [key, text]));
/** Seconds, of a `Set-Cookie` line; NaN: it has none. */
export const maxAge = (line: string | undefined) => Number(/Max-Age=(-?\d+)/.exec(line ?? "")?.[1] ?? Number.NaN);
