/** What a snapshot is called, and whose it is. */

import type { KeptSnapshot } from "../../../snapshots/kept.ts";
import type { DestructiveAct } from "../../../snapshots/snapshot.ts";
import type { Text } from "../../../widgets/text.ts";

const beforeNames = {
  flush: "snapshotBeforeFlush",
  clear: "snapshotBeforeClear",
  expire: "snapshotBeforeExpire",
  restore: "snapshotBeforeRestore",
  jump: "snapshotBeforeJump",
} as const satisfies Record<DestructiveAct, string>;

export const nameOf = (text: Text, { name, before }: KeptSnapshot): string =>
  name ?? text(before === null ? "snapshotOne" : beforeNames[before]);

export const userOf = (text: Text, { user }: Pick<KeptSnapshot, "user">): string =>
  user === null ? text("storeNoUser") : text("snapshotUser", user);
