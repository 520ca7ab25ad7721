/** The change log of each cookie: what changed since the panel opened, and who changed it. Pure. */

import { type Cookie, domainMatches, identityOf } from "../../../../cookies/cookie.ts";
import { type SeenLine, slotOf, type UnreadResponse } from "./seen-lines.ts";

/** An entry of the change log. */
export interface LoggedChange {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: "set" | "changed" | "removed" | "expired" | "refused";
  /** `unseen`: a script or another tab. `unknown`: perhaps a response whose lines the browser did not show. */
  readonly by: "you" | "unseen" | "unknown" | { readonly method: string; readonly path: string };
  /** The cookie before and after, as far as they are known. */
  readonly before: Cookie | null;
  readonly after: Cookie | null;
}

/** A difference between two readings of the jar. */
export interface JarChange extends Pick<LoggedChange, "at" | "before" | "after"> {
  readonly kind: "set" | "changed" | "removed" | "expired";
  /** When the earlier reading began, milliseconds since the epoch. */
  readonly since: number;
  /** The user made the change in this panel. */
  readonly own: boolean;
}

/** By slot, the latest change last. */
export type JarChanges = ReadonlyMap<string, readonly JarChange[]>;

/** Changes of one cookie that are kept; the oldest go first. */
const mostChanges = 50;

/** Two readings of the jar, one after the other. */
export interface JarReadings {
  readonly before: readonly Cookie[];
  readonly after: readonly Cookie[];
  readonly since: number;
  readonly now: number;
  /** Did the user write this cookie between the readings? */
  own(cookie: Cookie): boolean;
}

/** Adds the differences between two readings. */
export function logged(changes: JarChanges, { before, after, since, now, own: isOwn }: JarReadings): JarChanges {
  const old = new Map(before.map((cookie) => [identityOf(cookie), cookie]));
  const fresh = new Map(after.map((cookie) => [identityOf(cookie), cookie]));
  const next = new Map(changes);
  for (const id of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, is] = [old.get(id) ?? null, fresh.get(id) ?? null];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const cookie = (is ?? was)!;
    const own = isOwn(cookie);
    const change: JarChange = { at: now, since, kind: kindOf(was, is, own, now), own, before: was, after: is };
    const slot = slotOf(cookie);
    next.set(slot, [...(next.get(slot) ?? []), change].slice(-mostChanges));
  }
  return next;
}

function kindOf(was: Cookie | null, is: Cookie | null, own: boolean, now: number): JarChange["kind"] {
  if (is !== null) return was === null ? "set" : "changed";
  const expired = was!.expiresAt !== null && was!.expiresAt <= now;
  return expired && !own ? "expired" : "removed";
}

/** What responses said that may have changed a cookie. */
export interface ResponsesAbout {
  /** The lines about the cookie. */
  readonly lines: readonly SeenLine[];
  /** The lines that the browser refused. */
  readonly refused: ReadonlySet<SeenLine>;
  readonly unread: readonly UnreadResponse[];
}

/** How far the clocks of responses and of readings may differ, milliseconds. */
const clockDifference = 1000;

/** The change log of one cookie, the latest first. A change that a line explains is listed once, under the line. */
export function changesOf(
  changes: readonly JarChange[],
  { lines, refused, unread }: ResponsesAbout,
): readonly LoggedChange[] {
  const changeByLine = new Map<SeenLine, JarChange>();
  const unexplained: LoggedChange[] = [];
  for (const change of changes) {
    const line = lines.findLast((seen) => !refused.has(seen) && !changeByLine.has(seen) && explains(seen, change));
    if (line) changeByLine.set(line, change);
    else unexplained.push({ ...change, by: authorOf(change, unread) });
  }
  const byLines = lines.map((seen): LoggedChange => {
    const kind = refused.has(seen) ? "refused" : seen.deletes ? "removed" : "set";
    const by = { method: seen.method, path: seen.url.pathname };
    const { before = null, after = seen.deletes ? null : seen.cookie } = changeByLine.get(seen) ?? {};
    return { at: seen.at, kind, by, before, after };
  });
  return withBefore([...byLines, ...unexplained].toSorted((a, b) => a.at - b.at)).toReversed();
}

/** A line does not say what it replaces; the change before it does. */
function withBefore(changes: readonly LoggedChange[]): readonly LoggedChange[] {
  let held: Cookie | null = null;
  return changes.map((change) => {
    const before: Cookie | null = change.before ?? held;
    if (change.kind !== "refused") held = change.after;
    return { ...change, before };
  });
}

const within = (at: number, { since, at: until }: JarChange): boolean =>
  at >= since - clockDifference && at <= until + clockDifference;

function explains({ cookie, deletes, at }: SeenLine, change: JarChange): boolean {
  if (change.own || !within(at, change)) return false;
  return deletes ? change.kind === "removed" : change.after?.value === cookie.value;
}

function authorOf(change: JarChange, unread: readonly UnreadResponse[]): LoggedChange["by"] {
  if (change.own) return "you";
  const { before, after } = change;
  // Scripts cannot write HttpOnly cookies, so a response did whose lines were not shown.
  if (before?.httpOnly || after?.httpOnly) return "unknown";
  const { domain } = (after ?? before)!;
  return unread.some(({ host, at }) => domainMatches(host, domain) && within(at, change)) ? "unknown" : "unseen";
}
