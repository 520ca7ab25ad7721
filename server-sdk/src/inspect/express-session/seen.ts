/** A session as a request found it or left it. */

import { sameTexts } from "../base/texts.ts";
import type { Content } from "../bridge.ts";

export interface Seen extends Content {
  readonly id: string;
  readonly expiresAt: number | undefined;
  readonly user: string | undefined;
}

export function sameContent(loaded: Seen | null, saved: Seen): boolean {
  return (
    loaded?.id === saved.id &&
    sameTexts(loaded.entries, saved.entries) &&
    JSON.stringify(loaded.expiry) === JSON.stringify(saved.expiry)
  );
}
