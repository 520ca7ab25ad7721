/** What differs between two states of the session, value by value, and who changed it. Pure. */

import { type Difference, diffTexts } from "../../../json/diff.ts";
import { type Attribution, attributing } from "./attribution.ts";
import type { KnownEntry } from "./entry.ts";
import type { Transition } from "./known-session.ts";

export interface LoggedChange extends Difference, Attribution {
  /** Only the beginnings of its texts are there. */
  readonly cut: boolean;
}

/** Empty where the session began or ended: there is nothing to compare. */
export function changesOf(transition: Transition): LoggedChange[] {
  const { before, after } = transition;
  if (before === null || after === null) return [];
  const old = new Map(before.entries.map((entry) => [entry.key, entry]));
  const now = new Map(after.entries.map((entry) => [entry.key, entry]));
  const whose = attributing(transition);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const cut = isPartial(was) || isPartial(is);
    return differencesOf(key, was, is).map((found) => ({ ...found, cut, ...whose(found.path, was, is) }));
  });
}

/** Of a value that is hidden or cut short only the fact is known that it changed. */
const isPartial = (entry: KnownEntry | undefined) => entry !== undefined && entry.state !== "whole";

function differencesOf(key: string, was: KnownEntry | undefined, is: KnownEntry | undefined): readonly Difference[] {
  if (was === is) return [];
  const texts = { before: was?.text ?? null, after: is?.text ?? null };
  if (!isPartial(was) && !isPartial(is)) {
    return texts.before === texts.after && was?.size === is?.size ? [] : diffTexts(texts.before, texts.after, [key]);
  }
  // It looks the same, and the server recorded that it was written.
  const written = is?.state === "locked" && is.changed !== null && is.changed.at !== was?.changed?.at;
  // The same beginning and the same size: the whole of it was loaded, or nothing happened.
  const same = was?.size === is?.size && beginAlike(was?.text ?? "", is?.text ?? "");
  if (same && !written) return [];
  return [{ kind: was === undefined ? "added" : is === undefined ? "removed" : "changed", path: [key], ...texts }];
}

const beginAlike = (a: string, b: string) => a.startsWith(b) || b.startsWith(a);
