/** What became of a case: what the browser stored and what it sent back, and how that differs from what the line says. */

import type { Cookie, Message, Rules } from "../cookie.ts";
import { parseCookieDate } from "../cookie-date.ts";
import {
  type Attribute,
  type AttributeKind,
  attribute,
  attributeNames,
  parseSetCookie,
  type SetCookie,
} from "../set-cookie/parse-line.ts";
import { sameSiteWord } from "../set-cookie/write-attributes.ts";

/** `kept`: as the line says; `changed`: otherwise than it says; `refused`: not at all. */
export type Verdict = "kept" | "changed" | "refused";

/** The loads after the first one, and whether the cookie came with each; null: that is not known. */
export type Sent = Readonly<Partial<Record<"fetch" | "image" | "frame", boolean | null>>>;

export interface Outcome {
  readonly stored: Cookie | null;
  readonly sent: Sent;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly differences: readonly Difference[];
}
/** One way in which the stored cookie is not what the line says. */
export interface Difference {
  /** What the browser holds; a string is text of a line. */
  readonly held: string | Message;
  readonly why: Message;
}

/** Milliseconds by which a deadline may be off: the time until the jar is read, and what browsers round. */
export const ageSlack = 90_000;

/**
 * @param lines of the response, of which the last one counts.
 * @param at when the response came, milliseconds since the epoch.
 */
export function judge(lines: readonly string[], rules: Rules, stored: Cookie | null, at: number): Judgement {
  if (stored === null) return { verdict: "refused", differences: [] };
  const line = parseSetCookie(lines.at(-1)!, rules);
  const differences = [
    ...pairDifferences(line, stored),
    ...line.attributes.flatMap((one) => passedOver(one, stored, at)),
    ...ageDifferences(line, stored, at),
    ...placeDifferences(line, stored),
    ...flagDifferences(line, stored),
  ];
  return { verdict: differences.length === 0 ? "kept" : "changed", differences };
}

function pairDifferences({ pair }: SetCookie, { name, value }: Cookie): Difference[] {
  const held = name === "" ? value : `${name}=${value}`;
  return held === pair.raw ? [] : [{ held, why: ["labOtherPair"] }];
}

const ignored = {
  unknown: "labUnknownAttribute",
  unreadable: "labUnreadable",
  "too-long": "labTooLong",
  repeated: "labRepeated",
  outranked: "labOutranked",
} as const;

function passedOver({ kind, name, raw, ignored: how }: Attribute, stored: Cookie, at: number): Difference[] {
  if (how === null) return [];
  const why: Message = [ignored[how], how === "unreadable" ? raw : name];
  return [{ held: kind === null ? ["labWithout", name] : holding(kind, stored, at), why }];
}

/** The attribute as the browser holds it. */
function holding(kind: AttributeKind, stored: Cookie, at: number): string | Message {
  const { path, domain, hostOnly, sameSite, expiresAt } = stored;
  if (kind === "path") return `Path=${path}`;
  if (kind === "domain") return hostOnly ? ["labHostOnly"] : `Domain=${domain}`;
  if (kind === "samesite" && sameSite !== "unspecified") return `SameSite=${sameSiteWord(sameSite)}`;
  if ((kind === "expires" || kind === "max-age") && expiresAt !== null) {
    return `Max-Age=${Math.round((expiresAt - at) / 60_000) * 60}`;
  }
  return ["labWithout", attributeNames[kind]];
}

function ageDifferences(line: SetCookie, stored: Cookie, at: number): Difference[] {
  const maxAge = attribute(line, "max-age");
  const expires = attribute(line, "expires");
  const asked = maxAge ? at + Number(maxAge.value) * 1000 : expires ? parseCookieDate(expires.value, line.rules) : null;
  const { expiresAt } = stored;
  if (asked === expiresAt || (asked !== null && expiresAt !== null && Math.abs(asked - expiresAt) < ageSlack))
    return [];
  const capped = asked !== null && expiresAt !== null && expiresAt < asked;
  return [{ held: holding("max-age", stored, at), why: [capped ? "labCapped" : "labOtherAge"] }];
}

function placeDifferences(line: SetCookie, stored: Cookie): Difference[] {
  const found: Difference[] = [];
  const domain = attribute(line, "domain");
  if (domain && domain.value !== "" && stored.hostOnly) {
    found.push({ held: holding("domain", stored, 0), why: ["labOwnHostOnly", stored.domain] });
  }
  const path = attribute(line, "path");
  if (path && path.value !== stored.path) {
    found.push({ held: holding("path", stored, 0), why: ["labDefaultPath", stored.path] });
  }
  return found;
}

function flagDifferences(line: SetCookie, stored: Cookie): Difference[] {
  const found: Difference[] = [];
  const differs = (kind: AttributeKind, held: string | Message) =>
    found.push({ held, why: ["labOtherAttribute", attributeNames[kind]] });
  const has = (kind: AttributeKind) => attribute(line, kind) !== undefined;
  for (const [kind, holds] of [
    ["secure", stored.secure],
    ["httponly", stored.httpOnly],
  ] as const) {
    if (has(kind) !== holds) differs(kind, holds ? attributeNames[kind] : ["labWithout", attributeNames[kind]]);
  }
  const sameSite = attribute(line, "samesite")?.value.toLowerCase() ?? "unspecified";
  if (sameSite !== stored.sameSite) differs("samesite", holding("samesite", stored, 0));
  const { partition } = stored;
  if (has("partitioned") && partition === null) differs("partitioned", ["labWithout", "Partitioned"]);
  if (!has("partitioned") && partition !== null) {
    found.push({ held: ["labPartition", partition.topLevelSite], why: ["labPartitionedUnasked"] });
  }
  return found;
}
