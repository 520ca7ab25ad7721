/** What a file of this folder provides to formats.ts, and what reading a text gives. */

import type { Cookie, Message, Rules } from "../cookie.ts";

/** A format in which cookies are exported. */
export interface CookieFormat {
  readonly name: string;
  /** Message id of its name for people. */
  readonly title: string;
  /** Message id of what the user should know before exporting. */
  readonly exportHint: string;
  /** Ending of the files that are saved in it, without the dot. */
  readonly fileEnding: string;
  /** @param url formats of requests hold only the cookies that a request to this address would carry. */
  write(cookies: readonly Cookie[], url: URL): string;
}

/** A format that is imported, too. */
export interface ReadableFormat extends CookieFormat {
  looksLike(text: string): boolean;
  /** Never throws: a piece that cannot be read becomes a row with a problem. */
  read(text: string, context: ImportContext): readonly ImportedRow[];
}

/** Where cookies without a host of their own belong, and what counts as past. */
export interface ImportContext {
  readonly url: URL;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The rules of the browser that is to hold the cookies. */
  readonly rules: Rules;
}

/** A piece of an imported text that should be a cookie. */
export interface ImportedRow {
  /** Number of its line, or of its place in the list; the first is 1. */
  readonly place: number;
  /** The name of the cookie; the beginning of the text if it has none. */
  readonly label: string;
  /** null: no cookie can be made of it, and `problem` says why. */
  readonly cookie: Cookie | null;
  readonly problem: Message | null;
  /** What was read differently from how it is written, or had to be guessed. */
  readonly notes: readonly Message[];
}

export const rowWithProblem = (label: string, place: number, problem: Message): ImportedRow => ({
  place,
  label,
  cookie: null,
  problem,
  notes: [],
});

/** UTF-16 units. */
const longestLabel = 40;

/** The label of a text that has no name. */
export const labelOf = (text: string): string => text.trim().slice(0, longestLabel);
