/** A call of `fetch` with a Cookie header, for Node and other programs: a page may not set that header. */

import type { Cookie } from "../cookie.ts";
import { cookieHeaderValue } from "./cookie-header.ts";
import type { CookieFormat } from "./format.ts";

export const fetchCall = {
  name: "fetch",
  title: "formatFetch",
  exportHint: "exportFetch",
  fileEnding: "mjs",
  write(cookies: readonly Cookie[], url: URL): string {
    const header = cookieHeaderValue(cookies, url);
    const options = header === "" ? "" : `, {\n  headers: { Cookie: ${quoted(asByteString(header))} },\n}`;
    return `await fetch(${quoted(url.href)}${options});\n`;
  },
} as const satisfies CookieFormat;

/** `fetch` takes a header as one character per byte and throws on any other character. */
const asByteString = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

/** A string literal in ASCII, which no editor or terminal changes. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
