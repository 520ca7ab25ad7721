/** The form "When this session expires": its fields → the expiry, the same in code, and what it means. Pure. */

import type { Expiry, Hello } from "sessionscope/protocol";
import { keepsExpiry } from "../../../engine.ts";
import { inUnits, span, type Unit, units } from "../../../session/expiry-rule.ts";
import { fullMoment, iso, moment } from "../../../widgets/format.ts";
import type { Text } from "../../../widgets/text.ts";

export interface ExpiryForm {
  readonly kind: Expiry["kind"];
  /** As typed, in `unit`. */
  readonly amount: string;
  readonly unit: Unit;
  /** As a `datetime-local` field has it: local time. */
  readonly moment: string;
}

/** Presets, in seconds. */
export const presets = [60, 3600, 14 * 86_400] as const;

/** The order in which the form has the kinds. */
const kinds = ["seconds", "moment", "browser-close", "policy"] as const;

/** The kinds of expiry that the sessions can have, in the order of the form. */
export const kindsOf = (hello: Hello | null): readonly Expiry["kind"][] =>
  kinds.filter((kind) => keepsExpiry(hello, kind));

/** The form as it opens, with the expiry of the session. @param kept the kinds that can be chosen */
export function formOf(expiry: Expiry, now: number, kept: readonly Expiry["kind"][] = kinds): ExpiryForm {
  const seconds = expiry.kind === "seconds" && expiry.seconds > 0 ? expiry.seconds : 300;
  return {
    kind: kept.includes(expiry.kind) ? expiry.kind : (kept[0] ?? expiry.kind),
    ...inUnits(seconds),
    moment: localTime(expiry.kind === "moment" ? expiry.at : now + 3600_000),
  };
}

/** For a `datetime-local` field; empty for what it cannot hold, before the year 1 and after 9999. */
export function localTime(at: number): string {
  const [written] = /^\d{4}-.{14}/.exec(iso(at - new Date(at).getTimezoneOffset() * 60_000)) ?? [];
  return written === undefined || written.startsWith("0000") ? "" : written;
}

/** The expiry that the form says. null: a field is not filled in right. */
export function expiryOf(form: ExpiryForm): Expiry | null {
  if (form.kind === "policy" || form.kind === "browser-close") return { kind: form.kind };
  if (form.kind === "moment") {
    const at = Date.parse(form.moment);
    return Number.isNaN(at) ? null : { kind: "moment", at };
  }
  if (!/^\d+(\.\d+)?$/.test(form.amount.trim())) return null;
  const seconds = Math.round(Number(form.amount) * units[form.unit]);
  return seconds > 0 && seconds <= longest ? { kind: "seconds", seconds } : null;
}

/** Seconds: a hundred years. Dates beyond that may not exist. */
const longest = 100 * 365 * 86_400;

/** The same in an app's own code. */
export function expiryCode(expiry: Expiry): string {
  switch (expiry.kind) {
    case "policy":
      return "req.session.setExpiry(null)";
    case "browser-close":
      return "req.session.setExpiry(0)";
    case "seconds":
      return `req.session.setExpiry(${expiry.seconds})`;
    case "moment":
      return `req.session.setExpiry(new Date("${new Date(expiry.at).toISOString()}"))`;
  }
}

/** What the server and the cookie then do, in a sentence, for a session that began at `createdAt`. */
export function expiryMeans(expiry: Expiry, hello: Hello, createdAt: number, now: number, text: Text): string {
  if (expiry.kind === "moment" && expiry.at <= now) return text("expiryPast");
  if (hello.engine !== undefined) return meansElsewhere(expiry, text);
  const own = ownAge(expiry, hello, now);
  const idle = hello.idleTimeout ?? Number.POSITIVE_INFINITY;
  const absolute = createdAt / 1000 + (hello.absoluteTimeout ?? Number.POSITIVE_INFINITY) - now / 1000;
  const age = Math.min(own, idle, absolute);
  const closes = expiry.kind === "browser-close" || (expiry.kind === "policy" && hello.expireAtBrowserClose);
  return `${drops()} ${closes ? text("expiryNoMaxAge") : text("expiryMaxAge", `${Math.max(0, Math.round(age))}`)}`;

  function drops(): string {
    const end = now + age * 1000;
    if (age === absolute || (age === own && expiry.kind === "moment")) return text("expiryDropsAt", fullMoment(end));
    return text(age === own ? "expiryDropsAfter" : "expiryDropsUnused", moment(end, now));
  }
}

/** Another library decides when its sessions end: what is known of it is what it was told. */
function meansElsewhere(expiry: Expiry, text: Text): string {
  switch (expiry.kind) {
    case "policy":
      return text("expiryMeansPolicy");
    case "browser-close":
      return text("expiryMeansClose");
    case "seconds":
      return text("expiryMeansOther", span(expiry.seconds));
    case "moment":
      return text("expiryDropsAt", fullMoment(expiry.at));
  }
}

/** Seconds, without the timeouts. */
function ownAge(expiry: Expiry, { cookieAge }: Hello, now: number): number {
  if (expiry.kind === "moment") return (expiry.at - now) / 1000;
  return expiry.kind === "seconds" ? expiry.seconds : cookieAge;
}
