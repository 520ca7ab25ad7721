/** A call of `fetch` with its cookies, for Node and the like: pages may not name cookies themselves. */

import type { Cookie } from "../cookie.ts";
import { cookieHeader } from "./header.ts";

export function writeFetch(cookies: readonly Cookie[], url: URL): string {
  const header = cookieHeader(cookies, url);
  const headers = header === "" ? "" : `, {\n  headers: { Cookie: ${quoted(bytesIn(header))} },\n}`;
  return `await fetch(${quoted(url.href)}${headers});\n`;
}

/** fetch takes a header as bytes: text beyond them is an error. */
const bytesIn = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

/** In ASCII, so that no editor and no terminal changes it. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
