/** The rows of the table: each case with what the rules expect and what the browser did. Pure. */

import type { Message } from "../../../../cookies/cookie.ts";
import type { LabCase } from "../../../../cookies/lab/lab-case.ts";
import type { Sent, Verdict } from "../../../../cookies/lab/outcome.ts";
import type { CaseResult } from "../run/run-case.ts";

export interface LabRow {
  readonly one: LabCase;
  /** The lines that are asked for; empty: there is no place to ask from. */
  readonly lines: readonly string[];
  /** null: the rules are not loaded yet, or say nothing. */
  readonly expected: Verdict | null;
  /** null: it has not been asked for. */
  readonly result: CaseResult | null;
  /** The browser is being asked for it now. */
  readonly running: boolean;
}

/** What the browser did; null: nothing yet. */
export const verdictOf = ({ result }: LabRow): Verdict | null =>
  result?.state === "done" ? result.seen.verdict : null;

export const isSkipped = ({ result }: LabRow): boolean => result?.state === "skipped";

/** Did the browser do otherwise than the rules say? */
export const differs = ({ result }: LabRow): boolean => result?.state === "done" && !result.agrees;

/** The reason that the row gives: of what the browser did, or of the rule. */
export function reasonOf({ one, result }: LabRow): Message {
  if (result === null) return one.about;
  if (result.state === "skipped") return result.why;
  const { seen, expected, agrees } = result;
  if (!agrees) {
    if (seen.verdict === "refused") return ["labRefusedUnexpected"];
    if (expected.verdict === "refused") return ["labStoredUnexpected"];
    return [sameSent(seen.outcome.sent, expected.outcome.sent) ? "labHeldUnexpected" : "labSentUnexpected"];
  }
  return expected.outcome.refusal?.sentence ?? seen.differences[0]?.why ?? one.about;
}

const sameSent = (seen: Sent, expected: Sent): boolean =>
  (Object.keys(expected) as (keyof Sent)[]).every((load) => seen[load] === null || seen[load] === expected[load]);

/** What the browser stored otherwise than it was sent. A string is text of a line. */
export const heldOf = ({ result }: LabRow): readonly (string | Message)[] =>
  result?.state === "done" ? result.seen.differences.map(({ held }) => held) : [];

export interface Counts {
  readonly kept: number;
  readonly changed: number;
  readonly refused: number;
  readonly skipped: number;
  readonly differ: number;
}

export function countsOf(rows: readonly LabRow[]): Counts {
  const of = (verdict: Verdict) => rows.filter((row) => verdictOf(row) === verdict).length;
  return {
    kept: of("kept"),
    changed: of("changed"),
    refused: of("refused"),
    skipped: rows.filter(isSkipped).length,
    differ: rows.filter(differs).length,
  };
}
