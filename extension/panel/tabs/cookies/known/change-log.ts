/** What happened to each cookie while the panel watched: by a response, by the user here, or by somebody unseen. Pure. */

import { type Cookie, domainMatches, identityOf } from "../../../../cookies/cookie.ts";
import { type SeenLine, slotOf } from "./seen-lines.ts";

export interface Happening {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: "set" | "changed" | "removed" | "expired" | "refused";
  /** `unseen`: a script, or another tab. `unknown`: perhaps a response whose lines were not seen. */
  readonly by: "you" | "unseen" | "unknown" | { readonly method: string; readonly path: string };
  /** The cookie before and after, as far as they are known. */
  readonly before: Cookie | null;
  readonly after: Cookie | null;
}

/** A difference between two looks into the jar. */
export interface Change extends Pick<Happening, "at" | "before" | "after"> {
  readonly kind: "set" | "changed" | "removed" | "expired";
  /** When the look before began, milliseconds since the epoch. */
  readonly since: number;
  /** The user did it here. */
  readonly own: boolean;
}

/** By slot. */
export type Chronicle = ReadonlyMap<string, readonly Change[]>;

/** Entries kept per cookie. */
const most = 50;

export interface Looks {
  readonly before: readonly Cookie[];
  readonly after: readonly Cookie[];
  readonly since: number;
  readonly now: number;
  /** Did the user write this cookie between them? */
  own(cookie: Cookie): boolean;
}

/** Adds what is different between two looks into the jar. */
export function record(chronicle: Chronicle, { before, after, since, now, own: isOwn }: Looks): Chronicle {
  const old = new Map(before.map((cookie) => [identityOf(cookie), cookie]));
  const fresh = new Map(after.map((cookie) => [identityOf(cookie), cookie]));
  const next = new Map(chronicle);
  for (const id of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, is] = [old.get(id) ?? null, fresh.get(id) ?? null];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const cookie = (is ?? was)!;
    const own = isOwn(cookie);
    const over = is === null && was!.expiresAt !== null && was!.expiresAt <= now;
    const kind = is !== null ? (was === null ? "set" : "changed") : over && !own ? "expired" : "removed";
    const slot = slotOf(cookie);
    const change: Change = { at: now, since, kind, own, before: was, after: is };
    next.set(slot, [...(next.get(slot) ?? []), change].slice(-most));
  }
  return next;
}

/** What responses brought that may have changed a cookie. */
export interface Sent {
  /** Lines that speak of it. */
  readonly lines: readonly SeenLine[];
  /** Those that the browser did not follow. */
  readonly refused: ReadonlySet<SeenLine>;
  /** Responses whose lines are not known. */
  readonly unread: readonly Unread[];
}
export interface Unread {
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The clocks of responses and looks differ by less, milliseconds. */
const slack = 1000;

/** Everything known of one cookie, the latest first. What a line did is told once, however late the line was heard. */
export function told(changes: readonly Change[], { lines, refused, unread }: Sent): readonly Happening[] {
  const followed = new Map<SeenLine, Change>();
  const others: Happening[] = [];
  for (const change of changes) {
    const line = lines.findLast((seen) => !refused.has(seen) && !followed.has(seen) && explains(seen, change));
    if (line) followed.set(line, change);
    else others.push({ ...change, by: authorOf(change, unread) });
  }
  const byLines = lines.map((seen): Happening => {
    const kind = refused.has(seen) ? "refused" : seen.deletes ? "removed" : "set";
    const by = { method: seen.method, path: seen.url.pathname };
    const { before = null, after = seen.deletes ? null : seen.cookie } = followed.get(seen) ?? {};
    return { at: seen.at, kind, by, before, after };
  });
  let held: Cookie | null = null;
  return [...byLines, ...others]
    .toSorted((a, b) => a.at - b.at)
    .map((happening) => {
      // A line does not know what it replaced; what came before it does.
      const whole = { ...happening, before: happening.before ?? held };
      if (happening.kind !== "refused") held = happening.after;
      return whole;
    })
    .reverse();
}

const within = (at: number, { since, at: until }: Change): boolean => at >= since - slack && at <= until + slack;

function explains({ cookie, deletes, at }: SeenLine, change: Change): boolean {
  if (change.own || !within(at, change)) return false;
  return deletes ? change.kind === "removed" : change.after?.value === cookie.value;
}

function authorOf(change: Change, unread: readonly Unread[]): Happening["by"] {
  if (change.own) return "you";
  const { before, after } = change;
  // No script can write it, so it was a response that was not seen.
  if (before?.httpOnly || after?.httpOnly) return "unknown";
  const { domain } = (after ?? before)!;
  return unread.some(({ host, at }) => domainMatches(host, domain) && within(at, change)) ? "unknown" : "unseen";
}
