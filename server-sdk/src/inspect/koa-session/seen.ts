/** A session as a request found it or left it. Its texts are made when somebody asks: most requests are never looked at. */

import type { Expiry } from "../../core/expiry.ts";
import type { SeenSession } from "../base/serve-bridge.ts";
import type { Snapshot } from "../base/snapshot.ts";
import type { Content } from "../bridge.ts";

export interface Seen {
  readonly id: string;
  readonly snapshot: Snapshot;
  readonly expiry: Expiry;
  readonly expiresAt: number | undefined;
  readonly user: string | undefined;
}

export const contentOf = ({ snapshot, expiry }: Seen): Content => ({ entries: snapshot.texts, expiry });

export const sessionOf = (seen: Seen, revision: number): SeenSession => ({
  id: seen.id,
  ...contentOf(seen),
  expiresAt: seen.expiresAt,
  user: seen.user,
  revision,
});
