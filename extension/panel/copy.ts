/** To the clipboard, with a word to those who do not see it. */

import type { Panel } from "./state.ts";

/** @param said default: "Copied". */
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
