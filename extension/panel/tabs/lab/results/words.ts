/** The lab's verdicts, steps and loads in words. */

import type { Sent, Verdict } from "../../../../cookies/lab/outcome.ts";
import type { Text } from "../../../widgets/text.ts";
import type { Step, StepName } from "../run/test-steps.ts";

const verdicts = { kept: "labKept", changed: "detailChanged", refused: "cookieRefused" } as const;
export const verdictWord = (verdict: Verdict, text: Text): string => text(verdicts[verdict]);

const steps = {
  ask: "labStepAsk",
  store: "labStepStore",
  send: "labStepSend",
  see: "labStepSee",
  clean: "labStepClean",
} as const;
export const stepTitle = (name: StepName, text: Text): string => text(steps[name]);

const states = {
  waiting: "labWaiting",
  running: "labRunning",
  passed: "labPassed",
  failed: "timelineFailed",
} as const;
export const stateWord = (state: Step["state"], text: Text): string => text(states[state]);

const loads = { fetch: "labFetch", image: "labImage", frame: "labFrame" } as const;

/** "fetch of the page: yes" */
export const shownSent = (sent: Sent, text: Text): readonly string[] =>
  (Object.entries(sent) as [keyof Sent, boolean | null][]).map(([load, came]) =>
    text(came === null ? "labCameUnknown" : came ? "labCame" : "labNotCame", text(loads[load])),
  );
