/** The five steps of the test cookie and what is known of each. Pure. */

import type { Message } from "../../../../cookies/cookie.ts";

export const stepNames = ["ask", "store", "send", "see", "clean"] as const;
export type StepName = (typeof stepNames)[number];

export interface Step {
  readonly name: StepName;
  /** `waiting`: an earlier one has failed, or the test has not run. */
  readonly state: "waiting" | "running" | "passed" | "failed";
  /** Milliseconds that it took; null: it has not ended. */
  readonly time: number | null;
  /** The header that is sent in this step. */
  readonly header: readonly [name: string, value: string] | null;
  /** What happened, or why it failed. */
  readonly says: Message | null;
}

export const waitingSteps: readonly Step[] = stepNames.map((name) => ({
  name,
  state: "waiting",
  time: null,
  header: null,
  says: null,
}));

/** The outcome of the steps together; null: they have not ended. "untried": the page's policy let no load leave. */
export function resultOf(steps: readonly Step[]): "works" | "fails" | "untried" | null {
  if (steps.some(({ says }) => says?.[0] === "labBlocked")) return "untried";
  if (steps.some(({ state }) => state === "failed")) return "fails";
  return steps.every(({ state }) => state === "passed") ? "works" : null;
}
