/** A stored text in the form of the protocol: a long one is cut, a hidden one is masked. */

import type { Side } from "sessionscope/protocol";
import { type FakeRedaction, sizeStep } from "./fake-redaction.ts";

/** The size of a text in UTF-8, bytes. */
export const sizeOf = (text: string) => new TextEncoder().encode(text).length;

/** `cap`: the UTF-16 units after which the text is cut. */
export function shownText(key: string, text: string, cap: number, redaction: FakeRedaction): Side {
  const masked = redaction.mask(key, text);
  const shown = masked ?? text;
  return {
    text: beginning(shown, cap),
    size: masked === null ? sizeOf(text) : Math.ceil(sizeOf(text) / sizeStep) * sizeStep,
    truncated: shown.length > cap,
    redacted: masked !== null,
  };
}

/** The beginning of a text. It does not split a surrogate pair. */
const beginning = (text: string, cap: number) => text.slice(0, cap).replace(/[\ud800-\udbff]$/, "");
