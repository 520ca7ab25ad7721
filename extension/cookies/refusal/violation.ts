/** What a rule of refusal/ finds in a line. */

import type { Message } from "../cookie.ts";
import type { AttributeEdit } from "../set-cookie/edit-attributes.ts";
import type { Part, SetCookie } from "../set-cookie/parse-line.ts";
import type { Field, Reason, Refusal, RuleSource } from "./reasons.ts";

/** What one rule found, before the corrected lines are tried. */
export interface Violation extends Omit<Refusal, "fixes"> {
  readonly repairs: readonly Repair[];
}

/** Edits that satisfy the rule; others may still be broken. */
export interface Repair {
  /** When to choose it. */
  readonly when: Message;
  readonly edits: readonly AttributeEdit[];
}

/** A rule that a line can break by itself, sent from this address. */
export type LineRule = (line: SetCookie, url: URL) => Violation | null;

export function violation(
  reason: Reason,
  sentence: Message,
  field: Field,
  faulty: readonly (Part | undefined)[],
  repairs: readonly Repair[],
  rule: RuleSource = "storage-model",
): Violation {
  return { reason, sentence, field, faulty: faulty.filter((part) => part !== undefined), repairs, rule };
}

/** @param when message id. */
export const repair = (when: string, ...edits: readonly AttributeEdit[]): Repair => ({ when: [when], edits });

export const setSecure: AttributeEdit = { set: "secure", to: true };
export const setSameSiteLax: AttributeEdit = { set: "samesite", to: "Lax" };
