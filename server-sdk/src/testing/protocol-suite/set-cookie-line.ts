/** The `Set-Cookie` lines of an answer, held to what `hello` says of the cookie and the reading of the session. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { Hello, SessionState } from "../../protocol.ts";

export interface SetCookieLine {
  readonly name: string;
  readonly value: string;
  /** Attributes in lower case; one without a value has the empty text. */
  readonly attributes: ReadonlyMap<string, string>;
}

export function parseLine(line: string): SetCookieLine {
  const [pair = "", ...rest] = line.split(";").map((part) => part.trim());
  const [name, value] = split(pair);
  return { name, value, attributes: new Map(rest.map(split).map(([key, held]) => [key.toLowerCase(), held])) };
}

function split(text: string): [string, string] {
  const at = text.indexOf("=");
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Where the cookie belongs and who may see it is the same in every line, also in one that deletes. */
function assertAttributes({ name, attributes }: SetCookieLine, { cookie }: Hello): void {
  const has = (flag: string) => attributes.has(flag);
  deepEqual(
    {
      name,
      domain: attributes.get("domain") ?? null,
      path: attributes.get("path") ?? null,
      secure: has("secure"),
      httpOnly: has("httponly"),
      sameSite: attributes.get("samesite")?.toLowerCase() ?? null,
      partitioned: has("partitioned"),
    },
    { ...cookie, sameSite: cookie.sameSite?.toLowerCase() ?? null },
    "the cookie's name and attributes are those of hello",
  );
}

/** The one line gives the browser a cookie that lives as long as the session. @returns its value. */
export function assertGiven(lines: readonly string[], session: SessionState, hello: Hello): string {
  equal(lines.length, 1, `one Set-Cookie line, not ${lines.length}`);
  const line = parseLine(lines[0]!);
  assertAttributes(line, hello);
  ok(line.value.length > 0, "the cookie has a value");
  const maxAge = line.attributes.get("max-age");
  const { kind } = session.expiry;
  const endsWithBrowser = kind === "policy" ? hello.expireAtBrowserClose : kind === "browser-close";
  if (endsWithBrowser) {
    deepEqual([maxAge, line.attributes.has("expires")], [undefined, false], "a cookie that ends with the browser");
    return line.value;
  }
  const { modifiedAt, expiresAt } = session;
  if (modifiedAt === null || expiresAt === null) return line.value;
  const life = (expiresAt - modifiedAt) / 1000;
  // An engine's own moments, and its ages, may be whole seconds.
  const tolerance = hello.engine === undefined ? 1 : 2.5;
  ok(Math.abs(Number(maxAge) - life) < tolerance, `Max-Age=${maxAge} where the session has ${life} s after its change`);
  return line.value;
}

/** The one line makes the browser drop its cookie. */
export function assertDeleted(lines: readonly string[], hello: Hello): void {
  equal(lines.length, 1, `one Set-Cookie line, not ${lines.length}`);
  const line = parseLine(lines[0]!);
  assertAttributes(line, hello);
  deepEqual([line.value, line.attributes.get("max-age")], ["", "0"], "a line that deletes the cookie");
}
