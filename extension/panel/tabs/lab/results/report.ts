/** The report of a run, to copy: as Markdown for an issue, or as JSON. Pure. */

import type { Message } from "../../../../cookies/cookie.ts";
import { formatSetCookie } from "../../../../cookies/set-cookie/write-attributes.ts";
import type { Text } from "../../../widgets/text.ts";
import type { Attempt } from "../run/lab-runner.ts";
import type { Step } from "../run/test-steps.ts";
import { differs, heldOf, type LabRow, reasonOf, verdictOf } from "./lab-rows.ts";
import { shownSent, stateWord, stepTitle, verdictWord } from "./words.ts";

export interface Report {
  /** "Chromium 156" */
  readonly browser: string;
  /** The server's origin. */
  readonly origin: string;
  /** When it was made, milliseconds since the epoch. */
  readonly at: number;
  readonly tests: Readonly<Record<Attempt, readonly Step[]>>;
  readonly rows: readonly LabRow[];
  readonly text: Text;
}

const wordOf = (text: Text, word: string | Message): string => (typeof word === "string" ? word : text(...word));

/** A row as plain data. */
function rowFacts(row: LabRow, text: Text) {
  const { one, lines, expected, result } = row;
  const verdict = verdictOf(row);
  return {
    case: wordOf(text, one.title),
    setCookie: lines,
    expected,
    verdict: verdict ?? (result === null ? null : "not asked"),
    stored: result?.state === "done" && result.seen.outcome.stored ? formatSetCookie(result.seen.outcome.stored) : null,
    storedOtherwise: heldOf(row).map((held) => wordOf(text, held)),
    sent: result?.state === "done" ? result.seen.outcome.sent : null,
    againstTheRules: differs(row),
    reason: text(...reasonOf(row)),
    rule: one.rule,
  };
}

const stepFacts = ({ name, state, time, header, says }: Step, text: Text) => ({
  step: name,
  state,
  milliseconds: time === null ? null : Math.round(time),
  header: header && `${header[0]}: ${header[1]}`,
  says: says && text(...says),
});

export function jsonReport({ browser, origin, at, tests, rows, text }: Report): string {
  const report = {
    browser,
    origin,
    at: new Date(at).toISOString(),
    testCookie: {
      session: tests.session.map((step) => stepFacts(step, text)),
      plain: tests.plain.map((step) => stepFacts(step, text)),
    },
    cases: rows.map((row) => rowFacts(row, text)),
  };
  return JSON.stringify(report, null, 2);
}

/** UTF-16 units of a line in the Markdown table. */
const longestLine = 120;

/** Text in a cell of a Markdown table. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s/g, " ");
const code = (text: string): string => {
  const short = text.length > longestLine ? `${text.slice(0, longestLine)}…` : text;
  return `\`${cell(short).replaceAll("`", "'")}\``;
};

export function markdownReport({ browser, origin, at, tests, rows, text }: Report): string {
  const heads = ["labCase", "labAskedFor", "labByRules", "labVerdict", "labStoredAs", "labSentBack", "labReason"];
  const table = rows.map((row) => [
    cell(wordOf(text, row.one.title)),
    row.lines.map(code).join(" "),
    row.expected === null ? "" : verdictWord(row.expected, text),
    `${differs(row) ? "**≠** " : ""}${shownVerdict(row, text)}`,
    heldOf(row)
      .map((held) => cell(wordOf(text, held)))
      .join("; "),
    row.result?.state === "done" ? shownSent(row.result.seen.outcome.sent, text).join("; ") : "",
    `${cell(text(...reasonOf(row)))} (${row.one.rule})`,
  ]);
  return [
    `# ${text("cookieLab")}`,
    "",
    `${text("labWhere", origin, browser)}, ${new Date(at).toISOString()}`,
    ...attemptLines("session", tests, text),
    ...attemptLines("plain", tests, text),
    "",
    `## ${text("cookieAttributes")}`,
    "",
    line(heads.map((id) => text(id))),
    line(heads.map(() => "---")),
    ...table.map(line),
    "",
  ].join("\n");
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const shownVerdict = (row: LabRow, text: Text): string => {
  const verdict = verdictOf(row);
  if (verdict !== null) return verdictWord(verdict, text);
  return row.result === null ? "" : text("labSkipped");
};

function attemptLines(attempt: Attempt, tests: Report["tests"], text: Text): string[] {
  const title = `${text("labTest")} (${attempt === "plain" ? text("labPlain") : "session"})`;
  const steps = tests[attempt].map(({ name, state, header, says }, index) => {
    const more = [says && text(...says), header && code(`${header[0]}: ${header[1]}`)].filter(Boolean).join(" ");
    return `${index + 1}. ${stepTitle(name, text)}: ${stateWord(state, text)}. ${more}`.trimEnd();
  });
  return ["", `## ${title}`, "", ...steps];
}
