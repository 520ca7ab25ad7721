/** What a panel is shown of a stored text: a long one is cut, a hidden one is masked. */

import type { Side } from "../protocol.ts";
import type { Redaction } from "./redaction.ts";

/** `cap`: the UTF-16 units after which it is cut. */
export function shownText(key: string, text: string, cap: number, redaction: Redaction): Side {
  const masked = redaction.mask(key, text);
  const shown = masked ?? text;
  return {
    text: beginning(shown, cap),
    size: masked === null ? Buffer.byteLength(text) : roundedSize(Buffer.byteLength(text)),
    truncated: shown.length > cap,
    redacted: masked !== null,
  };
}

/** Bytes to which the size of a hidden value is rounded up: the length of a password helps to guess it. */
const sizeStep = 64;

export const roundedSize = (bytes: number) => Math.ceil(bytes / sizeStep) * sizeStep;

/** The first `cap` UTF-16 units, without half of a character at the end. */
function beginning(text: string, cap: number): string {
  if (text.length <= cap) return text;
  const last = text.charCodeAt(cap - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? cap - 1 : cap);
}
