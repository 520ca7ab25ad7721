/** The state of the Cookie lab: what runs, what it found, and what is shown of it. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { labCases } from "../../../cookies/lab/lab-cases.ts";
import { copyText } from "../../copy.ts";
import { whyNot } from "../../engine.ts";
import { onChange } from "../../on-change.ts";
import type { Panel } from "../../state.ts";
import { createTable, type TableState } from "../../widgets/table-state.ts";
import { browserName } from "./results/browser-name.ts";
import { type Counts, countsOf, type LabRow } from "./results/lab-rows.ts";
import { jsonReport, markdownReport, type Report } from "./results/report.ts";
import { type Attempt, createLabRunner, type Half, type LabRunner } from "./run/lab-runner.ts";
import { removeLeftovers } from "./run/leftovers.ts";
import { askingOf } from "./run/places.ts";
import type { Rules } from "./run/run-case.ts";
import { createSessionValue, type SessionValue } from "./run/session-value.ts";

export interface LabState {
  readonly panel: Panel;
  readonly runner: LabRunner;
  /** Whether the server has the commands of the lab. */
  readonly available: ReadonlySignal<boolean>;
  /** Whether a run can begin: the server answers, and the lab rests. */
  readonly ready: ReadonlySignal<boolean>;
  readonly table: TableState<LabRow>;
  readonly counts: ReadonlySignal<Counts>;
  /** Id of the row whose details are open; null: none. */
  readonly opened: Signal<string | null>;
  /** Whose steps are shown. */
  readonly attempt: Signal<Attempt>;
  readonly sessionValue: SessionValue;
  /** "Chromium 156" */
  readonly browser: string;
  /** Runs the halves; stops them if the lab runs already. */
  runOrStop(halves: readonly Half[]): void;
  copyReport(as: "markdown" | "json"): Promise<void>;
}

export function createLab(panel: Panel, end: AbortSignal): LabState {
  const runner = createLabRunner(panel, end);
  const rules = signal<Rules | null>(null);
  void import("./run/rules.ts").then((loaded) => {
    rules.value = loaded;
  });

  /** What the rules expect on this page, before the browser is asked. */
  const expectations = computed(() => {
    const [known, places] = [rules.value, runner.places.value];
    const { rules: browser } = panel.platform.cookies;
    return labCases.map((one) => {
      const asking = places && askingOf(one, places);
      if (!asking) return { one, lines: [], expected: null };
      const { lines } = asking;
      const stored = known?.expectationOf(asking, browser, [], 0).stored;
      return { one, lines, expected: stored === undefined ? null : known!.judge(lines, browser, stored, 0).verdict };
    });
  });
  const rows = computed((): readonly LabRow[] => {
    const { value: results } = runner.results;
    const current = runner.running.value?.current ?? null;
    return expectations.value.map((row) => {
      const result = results.get(row.one.id) ?? null;
      const expected = result?.state === "done" ? result.expected.verdict : row.expected;
      return { ...row, expected, result, running: row.one.id === current };
    });
  });
  const { text } = panel;
  const table = createTable<LabRow>({
    rows,
    sort: signal({ by: "", descending: false }),
    idOf: ({ one }) => one.id,
    nameOf: ({ one }) => (typeof one.title === "string" ? one.title : text(...one.title)),
  });
  const available = computed(() => panel.hello.value !== null && whyNot(panel, "lab.begin") === null);
  const browser = browserName(navigator.userAgent);

  // An earlier run may have been cut off: its cookies go as soon as the lab is open.
  const tidy = () => {
    const places = runner.places.peek();
    if (places !== null && runner.running.peek() === null) void removeLeftovers(panel.platform.cookies, places);
  };
  tidy();
  onChange(() => runner.places.value?.own.href, tidy, end);

  const report = (): Report => ({
    browser,
    origin: runner.places.peek()?.own.origin ?? "",
    at: Date.now(),
    tests: runner.tests.peek(),
    rows: rows.peek(),
    text,
  });

  return {
    panel,
    runner,
    available,
    ready: computed(() => panel.connected.value && runner.running.value === null),
    table,
    counts: computed(() => countsOf(rows.value)),
    opened: signal(null),
    attempt: signal<Attempt>("session"),
    sessionValue: createSessionValue(panel),
    browser,
    runOrStop(halves) {
      if (runner.running.peek() !== null) runner.stop();
      else void runner.run(halves);
    },
    copyReport: (as) => copyText(panel, as === "json" ? jsonReport(report()) : markdownReport(report())),
  };
}
