/** The language of the panel: its messages, and how numbers and times are written in them. */

import { inSentence } from "../json/visible.ts";
import type { Platform } from "../platform/platform.ts";
import { count, formatIn } from "./widgets/format.ts";
import type { Text } from "./widgets/text.ts";

/** Messages with their parts made fit for a sentence. */
export const textFrom =
  (platform: Platform): Text =>
  (id, ...parts) =>
    platform.text(id, ...parts.map((part) => (typeof part === "number" ? count(part) : inSentence(part))));

/** Writes numbers and times as the messages are, and tells the language to screen readers. Call it before anything is drawn. */
export function speakAs(platform: Platform): void {
  const tag = platform.text("language");
  document.documentElement.lang = tag;
  formatIn(tag);
}
