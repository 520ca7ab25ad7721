/**
 * An edit beside something hidden: the panel sends the value back with the marks where they were, and each mark stands for
 * what is stored at its place. Nothing hidden is moved, dropped, copied or added: its path stays, and in a list also what is
 * around it, for a path there is only a number.
 */

import { toText } from "../core/values.ts";
import { redactedMark } from "../protocol.ts";
import type { Redaction } from "./redaction.ts";

/** The edit is more than one beside what is hidden. */
class Refused extends Error {}

/**
 * @param stored the text in the store. @param sent the text that the panel would have there, as `mask` would show it.
 * @returns the text to store; `null`: it may not be written.
 */
export function unmask(key: string, stored: string, sent: string, redaction: Redaction): string | null {
  const shown = redaction.mask(key, stored);
  // Numbers and spaces that JavaScript would write otherwise are not ours to change.
  if (shown === null || shown === "" || !isCanonical(stored)) return null;
  try {
    const value = restored({ stored: JSON.parse(stored), sent: JSON.parse(sent), depth: 1, redaction });
    const text = toText(key, value);
    // Whatever was done above: people are shown what they sent, and so nothing that was hidden.
    return redaction.mask(key, text) === sent ? text : null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

interface Place {
  readonly stored: unknown;
  readonly sent: unknown;
  readonly depth: number;
  readonly redaction: Redaction;
}

function restored(place: Place): unknown {
  const { stored, sent, depth, redaction } = place;
  const masked = redaction.maskWithin(stored, depth);
  if (masked === stored) return demandPlain(place);
  if (isSame(sent, masked)) return stored;
  if (typeof stored === "string") return restoredText(place, stored);
  if (Array.isArray(stored)) return restoredList(place, stored, masked as readonly unknown[]);
  return restoredDict(place, stored as Dict);
}

function demandPlain({ sent, depth, redaction }: Place): unknown {
  if (redaction.maskWithin(sent, depth) !== sent) throw new Refused();
  return sent;
}

/** JSON in a string. */
function restoredText({ sent, depth, ...place }: Place, text: string): string {
  if (typeof sent !== "string" || !isJson(sent) || !isCanonical(text)) throw new Refused();
  return JSON.stringify(restored({ ...place, stored: JSON.parse(text), sent: JSON.parse(sent), depth: depth + 1 }));
}

function restoredList({ sent, depth, ...place }: Place, list: readonly unknown[], masked: readonly unknown[]): unknown {
  if (!Array.isArray(sent) || sent.length !== list.length) throw new Refused();
  const changed = list.flatMap((_, index) => (isSame(sent[index], masked[index]) ? [] : [index]));
  // Two that change could be two that change places.
  if (changed.length > 1) throw new Refused();
  return list.map((stored, index) =>
    changed.includes(index) ? restored({ ...place, stored, sent: sent[index], depth: depth + 1 }) : stored,
  );
}

type Dict = Readonly<Record<string, unknown>>;

function restoredDict({ sent, depth, redaction }: Place, dict: Dict): unknown {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) throw new Refused();
  const isHidden = (name: string) =>
    redaction.hidesName(name) || redaction.maskWithin(dict[name], depth + 1) !== dict[name];
  if (Object.keys(dict).some((name) => isHidden(name) && !Object.hasOwn(sent, name))) throw new Refused();
  const entries = Object.entries(sent).map(([name, inner]): [string, unknown] => {
    const isStored = Object.hasOwn(dict, name);
    if (redaction.hidesName(name)) {
      if (!isStored || inner !== redactedMark) throw new Refused();
      return [name, dict[name]];
    }
    const place = { sent: inner, depth: depth + 1, redaction, stored: isStored ? dict[name] : null };
    return [name, isStored ? restored(place) : demandPlain(place)];
  });
  return Object.fromEntries(entries);
}

/** Also in the order of its names. */
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether writing it again changes nothing: no number is lost, no name is there twice. */
const isCanonical = (text: string) => JSON.stringify(JSON.parse(text)) === text;
