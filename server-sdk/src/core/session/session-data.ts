/** What an app says its sessions hold, so that keys and values are typed. */

import type { JsonValue } from "../values.ts";

/** Augment this interface and every session of the app is typed: `declare module "sessionscope" { interface SessionData { user?: string } }`. */
// biome-ignore lint/suspicious/noEmptyInterface: it exists to be augmented
export interface SessionData {}

export type SessionKeyOf<Data> = keyof Data & string;
/** A typed key's value, or any JSON for a key nothing is known of. */
export type ValueOf<Data, K extends string> = K extends keyof Data ? Exclude<Data[K], undefined> : JsonValue;
