/**
 * The rules by which Sessionscope differs from Django on purpose. docs/django.md has a paragraph for each, under its name.
 * The test fails for a rule that no longer explains a difference.
 */

import type { Scenario, Visit } from "./corpus.ts";
import type { Outcome } from "./visit.ts";

export interface Difference {
  readonly scenario: Scenario;
  /** Index of the visit in its scenario. */
  readonly index: number;
  readonly visit: Visit;
  readonly outcome: Outcome;
  /** The fields of the expectation that differ; a result is named after its call, as in "isEmpty()". */
  readonly fields: ReadonlySet<string>;
  /** The visitor came with a live session. */
  readonly hadSession: boolean;
  /** Our session holds data after this visit. */
  readonly hasData: boolean;
}

export interface Rule {
  readonly name: string;
  readonly explains: (difference: Difference) => boolean;
}

const only = (difference: Difference, ...fields: string[]): boolean =>
  [...difference.fields].every((field) => fields.includes(field));
const djangoSetsCookie = ({ visit }: Difference): boolean => visit.expect.setCookie?.deleted === false;
const weSetNone = ({ outcome }: Difference): boolean => outcome.setCookie === null || outcome.setCookie.deleted;
const calls = ({ visit }: Difference, ...names: string[]): boolean => visit.ops.some(([name]) => names.includes(name));

/** After such a difference the two visitors are in different states, so the rest of the scenario is not compared. */
export const rules: readonly Rule[] = [
  {
    name: "an-unknown-key-never-makes-a-record",
    explains: (difference) =>
      difference.scenario.settings.SESSION_SAVE_EVERY_REQUEST &&
      !difference.visit.expect.accessed &&
      djangoSetsCookie(difference) &&
      weSetNone(difference) &&
      !difference.hasData &&
      only(difference, "setCookie", "varyCookie", "stored", "rows"),
  },
  {
    name: "a-bad-signed-cookie-is-left-alone",
    explains: (difference) =>
      difference.scenario.engine === "signed" &&
      !difference.hadSession &&
      difference.visit.cookie !== "none" &&
      difference.outcome.accessed &&
      (difference.hasData || weSetNone(difference)) &&
      only(difference, "setCookie", "modified", "modified()", "isEmpty()"),
  },
  {
    name: "no-record-for-a-session-without-data",
    explains: (difference) =>
      (calls(difference, "cycleKey") && only(difference, "isEmpty()")) ||
      (calls(difference, "cycleKey", "setExpiry", "clear") &&
        (djangoSetsCookie(difference) || difference.visit.status >= 500) &&
        weSetNone(difference) &&
        !difference.hasData &&
        only(difference, "setCookie", "varyCookie", "stored", "rows", "isEmpty()")),
  },
  {
    name: "a-custom-expiry-lives-beside-the-data",
    explains: (difference) => calls(difference, "setExpiry") && only(difference, "isEmpty()"),
  },
  {
    name: "a-dead-session-stays-dead",
    explains: (difference) =>
      difference.scenario.engine === "db" &&
      djangoSetsCookie(difference) &&
      difference.visit.cookie === "jar" &&
      !difference.hadSession &&
      calls(difference, "clear") &&
      !calls(difference, "cycleKey") &&
      only(difference, "setCookie", "stored", "rows"),
  },
  {
    name: "all-else-happens-at-commit",
    explains: (difference) =>
      difference.visit.status >= 500 &&
      ((calls(difference, "cycleKey") && only(difference, "stored", "rows")) ||
        (calls(difference, "flush") && weSetNone(difference) && only(difference, "setCookie"))),
  },
  {
    name: "a-custom-expiry-holds-in-every-store",
    explains: ({ scenario, index, hadSession }) =>
      scenario.engine === "signed" &&
      !hadSession &&
      scenario.requests
        .slice(0, index)
        .some(({ ops }) => ops.some(([name, value]) => name === "setExpiry" && value !== null)),
  },
];

/** Rules that change what is compared instead of explaining a difference. */
export const adjustments = {
  leftAlone: "only-an-end-deletes-the-cookie",
  freshStart: "clear-without-a-session-is-a-fresh-start",
  hostOnly: "the-cookie-of-the-host-alone-gives-way",
  deletion: "a-cookie-is-deleted-with-its-own-attributes",
  sameSiteNone: "same-site-none-needs-secure",
  vary: "whether-there-is-a-session-varies-by-cookie",
} as const;
