/** The test cookie, end to end: asked for, stored, sent, seen, and removed again. */

import type { Cookie, Message } from "../../../../cookies/cookie.ts";
import { beginRun, NotMade } from "./lab-run.ts";
import { removeLabCookies } from "./leftovers.ts";
import { below } from "./places.ts";
import { noRoomFor } from "./room.ts";
import type { CaseRun } from "./run-case.ts";
import type { TestLines } from "./test-line.ts";
import { type Step, type StepName, waitingSteps } from "./test-steps.ts";
import { whyNotSent, whyNotStored } from "./why-not.ts";

/** What a step found. */
interface Found {
  readonly header?: Step["header"];
  readonly says: Message;
}

/** A step failed: the later ones are not tried. */
class StepFailed extends Error {
  readonly found: Found;

  constructor(found: Found) {
    super(found.says[0]);
    this.found = found;
  }
}

/** @param show is given all five steps after each change. @throws PageLeft, CallFailed, and the reason of `stop` */
export async function runTest(lines: TestLines, run: CaseRun, show: (steps: readonly Step[]) => void): Promise<void> {
  let steps = waitingSteps;
  const put = (name: StepName, change: Partial<Step>) => {
    steps = steps.map((step) => (step.name === name ? { ...step, ...change } : step));
    show(steps);
  };
  const step = async (name: StepName, act: () => Promise<Found>) => {
    put(name, { state: "running" });
    const from = performance.now();
    const end = (state: "passed" | "failed", { header = null, says }: Found) =>
      put(name, { state, time: performance.now() - from, header, says });
    try {
      end("passed", await act());
    } catch (error) {
      if (error instanceof NotMade) end("failed", { says: error.why });
      else if (error instanceof StepFailed) end("failed", error.found);
      else throw error;
      throw new StepFailed({ says: ["labStopped"] });
    }
  };
  show(steps);
  try {
    await allSteps(lines, run, step);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
  }
}

async function allSteps(
  { name, set, clear }: TestLines,
  { panel, visit, places, rules, stop }: CaseRun,
  step: (name: StepName, act: () => Promise<Found>) => Promise<void>,
): Promise<void> {
  const { cookies } = panel.platform;
  const url = below(places.own);
  const held = async () => (await cookies.list(url.href)).find((cookie) => cookie.name === name) ?? null;
  const loads = [[set], [], [clear]].map((lines) => ({ lines, expect: [name], url, how: "fetch" }) as const);
  const lab = await beginRun(visit, panel.platform, places.own.pathname, loads, stop);
  let stored: Cookie | null = null;
  try {
    await step("ask", async () => {
      const header = ["Set-Cookie", set] as const;
      const count = await cookies.count(rules.registrable(url.hostname));
      const noRoom = noRoomFor({ large: false }, [], count, url);
      if (noRoom !== null) throw new StepFailed({ says: noRoom });
      await lab.make(0);
      if (!(await lab.read()).has(0)) throw new StepFailed({ header, says: ["labNotArrived"] });
      return { header, says: ["labAsked"] };
    });
    const at = Date.now();
    await step("store", async () => {
      stored = await held();
      if (stored === null) throw new StepFailed({ says: await whyNotStored(set, url, places.page, panel, rules) });
      const { differences } = rules.judge([set], cookies.rules, stored, at);
      return { says: differences[0]?.why ?? ["labStoredAsSent"] };
    });
    let matches = false;
    await step("send", async () => {
      await lab.make(1);
      const came = (await lab.read()).get(1);
      if (came === undefined) throw new StepFailed({ says: ["labNotArrived"] });
      if (came.came.length === 0) throw new StepFailed({ says: whyNotSent(stored!, url, places.page, rules) });
      matches = came.came.some((one) => one.matches);
      return { header: ["Cookie", matches ? set.split(";", 1)[0]! : `${name}=…`], says: ["labSent"] };
    });
    await step("see", async () => {
      if (!matches) throw new StepFailed({ says: ["labOtherValue"] });
      return { says: ["labSeen"] };
    });
    await step("clean", async () => {
      const header = ["Set-Cookie", clear] as const;
      await lab.make(2);
      if ((await held()) !== null) throw new StepFailed({ header, says: ["labNotRemoved"] });
      return { header, says: ["labCleaned"] };
    });
  } finally {
    await removeLabCookies(cookies, url);
    await lab.end().catch(() => {});
  }
}
