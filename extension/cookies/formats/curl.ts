/** A curl command with its cookies, as DevTools copies it and shells take it. */

import type { Cookie } from "../cookie.ts";
import type { ImportContext, Row } from "../formats.ts";
import { cookieHeader, readHeader } from "./header.ts";

export function writeCurl(cookies: readonly Cookie[], url: URL): string {
  const header = cookieHeader(cookies, url);
  return `curl ${quoted(url.href)}${header === "" ? "" : ` -b ${quoted(header)}`}\n`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export function readCurl(text: string, context: ImportContext): readonly Row[] {
  const words = wordsOf(text);
  const address = words.find((word) => /^https?:\/\//i.test(word) && URL.canParse(word));
  const url = address === undefined ? context.url : new URL(address);
  const headers = words.flatMap((word, index) => cookiesOf(word, words[index + 1] ?? ""));
  if (headers.length === 0) {
    return [{ place: 1, label: text.trim().slice(0, 40), cookie: null, problem: ["importCurlEmpty"], notes: [] }];
  }
  return readHeader(headers.join("\n"), { ...context, url });
}

function cookiesOf(option: string, next: string): readonly string[] {
  const inline = /^(?:--cookie=|-b(?=.))(.*)$/s.exec(option)?.[1];
  if (inline !== undefined) return [inline];
  if (option === "-b" || option === "--cookie") return [next];
  const header =
    option === "-H" || option === "--header" ? next : (/^(?:--header=|-H(?=.))(.*)$/s.exec(option)?.[1] ?? "");
  return /^cookie:/i.test(header) ? [header] : [];
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0" };

/** The words of a POSIX shell command line, with the `$'…'` that browsers write. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  const piece = /\\\r?\n|\s+|\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\$]+|\$)/gs;
  for (const [whole, ansi, single, double, escaped, plain] of text.matchAll(piece)) {
    const part =
      ansi !== undefined ? unescaped(ansi) : (single ?? double?.replace(/\\([\\"$`])/g, "$1") ?? escaped ?? plain);
    if (part !== undefined) word = (word ?? "") + part;
    else if (word !== null && !whole.startsWith("\\")) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}

const unescaped = (text: string): string =>
  text.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/gis, (_, hex, unicode, other) =>
    other === undefined ? String.fromCharCode(Number.parseInt(hex ?? unicode, 16)) : (escapes[other] ?? other),
  );
