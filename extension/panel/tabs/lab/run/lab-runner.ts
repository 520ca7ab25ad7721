/** Runs the two halves of the lab, one at a time, and ends a run that is stopped or whose page is left. */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { labCases } from "../../../../cookies/lab/lab-cases.ts";
import { onOtherServer } from "../../../on-other-server.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Panel, Visit } from "../../../state.ts";
import { PageLeft } from "./lab-run.ts";
import { removeLeftovers } from "./leftovers.ts";
import { type Places, placesOf } from "./places.ts";
import { type CaseResult, type CaseRun, runCase } from "./run-case.ts";
import { runTest } from "./run-test.ts";
import { plainLines, sessionLines } from "./test-line.ts";
import { type Step, waitingSteps } from "./test-steps.ts";

export type Half = "test" | "matrix";
export const attempts = ["session", "plain"] as const;
export type Attempt = (typeof attempts)[number];

export interface Running {
  readonly halves: readonly Half[];
  /** Of the steps and cases together. */
  readonly done: number;
  readonly all: number;
  /** Id of the case that is asked for; null: none is. */
  readonly current: string | null;
}

export interface LabRunner {
  /** null: the lab rests. */
  readonly running: ReadonlySignal<Running | null>;
  readonly results: ReadonlySignal<ReadonlyMap<string, CaseResult>>;
  readonly tests: ReadonlySignal<Readonly<Record<Attempt, readonly Step[]>>>;
  /** Milliseconds that the last whole run of the cases took; null: there was none. */
  readonly took: ReadonlySignal<number | null>;
  /** The current places; null: there is no page or no server. */
  readonly places: ReadonlySignal<Places | null>;
  run(halves: readonly Half[]): Promise<void>;
  stop(): void;
}

/** The user stopped the run. */
class Stopped extends Error {}

const noTests = { session: waitingSteps, plain: waitingSteps };

export function createLabRunner(panel: Panel, end: AbortSignal): LabRunner {
  const running = signal<Running | null>(null);
  const results = signal<ReadonlyMap<string, CaseResult>>(new Map());
  const tests = signal<Readonly<Record<Attempt, readonly Step[]>>>(noTests);
  const took = signal<number | null>(null);
  let stopping: AbortController | null = null;

  const places = computed(() => {
    const { endpoint } = panel.visit.value;
    const { url, origin } = panel.page.value;
    return endpoint === null || origin === null ? null : placesOf(url, endpoint);
  });
  const advance = (current: string | null) => {
    const now = running.peek();
    if (now !== null) running.value = { ...now, done: now.done + 1, current };
  };

  const runTests = async (run: CaseRun) => {
    const hello = panel.hello.peek();
    for (const attempt of attempts) {
      const lines = attempt === "plain" || hello === null ? plainLines() : sessionLines(hello, run.places.own.pathname);
      await runTest(lines, run, (steps) => {
        tests.value = { ...tests.peek(), [attempt]: steps };
      });
      advance(null);
    }
  };
  const runCases = async (run: CaseRun) => {
    const from = performance.now();
    results.value = new Map();
    for (const one of labCases) {
      run.stop.throwIfAborted();
      const now = running.peek();
      if (now !== null) running.value = { ...now, current: one.id };
      const result = await runCase(one, run);
      results.value = new Map(results.peek()).set(one.id, result);
      advance(null);
    }
    took.value = performance.now() - from;
  };

  const carryOut = async (halves: readonly Half[], visit: Visit, at: Places, stop: AbortSignal) => {
    const run: CaseRun = { panel, visit, places: at, rules: await import("./rules.ts"), stop };
    await removeLeftovers(panel.platform.cookies, at);
    try {
      if (halves.includes("test")) await runTests(run);
      if (halves.includes("matrix")) await runCases(run);
    } finally {
      const left = await removeLeftovers(panel.platform.cookies, at);
      if (left > 0) panel.undo.warn(panel.text("labLeft", left));
      await panel.refreshCookies();
    }
  };

  const run = async (halves: readonly Half[]) => {
    const at = places.peek();
    if (running.peek() !== null || at === null) return;
    const ending = new AbortController();
    stopping = ending;
    const visit = panel.visit.peek();
    const stop = AbortSignal.any([ending.signal, visit.over, end]);
    const pageVisit = panel.page.peek().visit;
    const leave = effect(() => {
      if (panel.page.value.visit !== pageVisit) ending.abort(new PageLeft());
    });
    const all = (halves.includes("test") ? attempts.length : 0) + (halves.includes("matrix") ? labCases.length : 0);
    running.value = { halves, done: 0, all, current: null };
    try {
      await carryOut(halves, visit, at, stop);
      panel.announce(panel.text("labDone"));
    } catch (error) {
      if (!end.aborted) panel.undo.tell(sentenceOf(ending.signal.aborted ? ending.signal.reason : error), true);
    } finally {
      leave();
      running.value = null;
      stopping = null;
    }
  };

  const sentenceOf = (error: unknown): string => {
    const { done = 0, all = 0 } = running.peek() ?? {};
    if (error instanceof PageLeft) return panel.text("labPageLeft", done, all);
    if (error instanceof Stopped) return panel.text("labStoppedAt", done, all);
    return error instanceof CallFailed ? error.message : String(error);
  };

  onOtherServer(
    panel,
    () => {
      [results.value, tests.value, took.value] = [new Map(), noTests, null];
    },
    end,
  );
  return { running, results, tests, took, places, run, stop: () => stopping?.abort(new Stopped()) };
}
