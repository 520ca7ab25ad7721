/** The rule by which a session expires, in words. Pure. */

import type { Expiry, Hello } from "sessionscope/protocol";
import { duration, fullMoment, inUnit } from "../widgets/format.ts";
import type { Text } from "../widgets/text.ts";

export const units = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;
export type Unit = keyof typeof units;

/** The rule a session follows, for the status line and after setting it. */
export function expiryRule(expiry: Expiry, hello: Hello, text: Text): string {
  // Whether another library counts from the last change or the last request is its own.
  const other = hello.engine !== undefined;
  switch (expiry.kind) {
    case "policy":
      if (other && hello.cookieAge <= 0 && !hello.expireAtBrowserClose) return text("expiryMeansPolicy");
      return hello.expireAtBrowserClose
        ? text(other ? "expiryRuleOtherClose" : "expiryRulePolicyClose")
        : text(other ? "expiryRuleOther" : "expiryRulePolicy", span(hello.cookieAge));
    case "browser-close":
      return text("expiryRuleClose");
    case "seconds":
      return text(other ? "expiryRuleOtherSeconds" : "expiryRuleSeconds", span(expiry.seconds));
    case "moment":
      return text("expiryRuleMoment", fullMoment(expiry.at));
  }
}

/** "14 days", "5 minutes"; mixed and long spans as "1 h 30 min". */
export function span(seconds: number): string {
  const { amount, unit } = inUnits(seconds);
  const isReadable = { seconds: seconds < 60, minutes: Number(amount) < 100, hours: Number(amount) < 100, days: true };
  return isReadable[unit] ? inUnit(Number(amount), unit) : duration(seconds * 1000);
}

/** The greatest unit that leaves no rest. */
export function inUnits(seconds: number): { readonly amount: string; readonly unit: Unit } {
  const fitting = (Object.keys(units) as Unit[]).findLast((unit) => seconds % units[unit] === 0) ?? "seconds";
  return { amount: `${seconds / units[fitting]}`, unit: fitting };
}
