/** Copies to the clipboard and announces it to screen readers. */

import type { Panel } from "./state.ts";

/** @param said the announcement. Default: "Copied". */
export async function copyText(
  { text, announce, undo }: Panel,
  value: string,
  said: string = text("copied"),
): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
    announce(said);
  } catch {
    undo.tell(text("copyFailed"), true);
  }
}
