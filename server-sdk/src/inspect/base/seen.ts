/** A session as a request found it or left it. Its texts are made when somebody asks: most requests are never looked at. */

import type { Expiry } from "../../core/expiry.ts";
import type { Content } from "../bridge.ts";
import type { SeenSession } from "./serve-bridge.ts";
import type { Snapshot } from "./snapshot.ts";

export interface Seen {
  readonly id: string;
  readonly snapshot: Snapshot;
  readonly expiry: Expiry;
  /** Milliseconds since the epoch; `undefined`: it does not end, or the library does not say when. */
  readonly expiresAt: number | undefined;
  readonly user: string | undefined;
}

export const contentOf = ({ snapshot, expiry }: Seen): Content => ({ entries: snapshot.texts, expiry });

export const sessionOf = (seen: Seen): Omit<SeenSession, "revision"> => ({
  id: seen.id,
  ...contentOf(seen),
  expiresAt: seen.expiresAt,
  user: seen.user,
});
