/** A request of the timeline, and what is asked about it. */

import type { RequestDetail as Detail, RequestSummary, TimelineState } from "sessionscope/protocol";

export interface KnownRequest extends RequestSummary {
  /** Unlike the entry's number, no other request ever has it. */
  readonly id: string;
  /** Counts the processes that recorded: of an earlier one nothing can be asked any more. */
  readonly process: number;
}

export type RequestDetail = Detail;
export type RequestState = TimelineState;
export type ValueSide = "before" | "after" | "state";

/** What the one who records says of the record. */
export interface RecordFacts {
  readonly recording: boolean;
  /** Requests that had nothing to do with a session. */
  readonly withoutSession: number;
  /** Requests that were forgotten to make room. */
  readonly dropped: number;
  /** null: the panel records. */
  readonly limits: { readonly entries: number; readonly bytes: number } | null;
}

/** Did it change what the session holds, or the session itself? */
export const isChange = ({ outcome, added, changed, removed, expiryChanged, failure }: RequestSummary): boolean =>
  failure !== null ||
  added + changed + removed > 0 ||
  expiryChanged ||
  !(outcome === "read" || outcome === "touched" || outcome === "stored");

/** Newest requests that the panel keeps. */
export const mostKept = 10_000;
