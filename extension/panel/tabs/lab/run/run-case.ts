/** Asks the browser for one case: the page loads what sets the cookie, then what tells whether it comes back. */

import type { Cookie, Message } from "../../../../cookies/cookie.ts";
import type { Expectation } from "../../../../cookies/lab/expectation.ts";
import type { LabCase } from "../../../../cookies/lab/lab-case.ts";
import type { Judgement, Outcome } from "../../../../cookies/lab/outcome.ts";
import type { Panel, Visit } from "../../../state.ts";
import { beginRun, NotMade } from "./lab-run.ts";
import { removeLabCookies } from "./leftovers.ts";
import { askingOf, type Places, setBy } from "./places.ts";
import { noRoomFor } from "./room.ts";

/** The rules, which load late. */
export type Rules = typeof import("./rules.ts");

export interface Judged extends Judgement {
  readonly outcome: Outcome;
}

export type CaseResult =
  | {
      readonly state: "done";
      readonly lines: readonly string[];
      readonly seen: Judged;
      readonly expected: Judged & { readonly outcome: Expectation };
      /** Whether the browser did what the rules say. */
      readonly agrees: boolean;
    }
  /** It was not asked for, and why. */
  | { readonly state: "skipped"; readonly why: Message };

export interface CaseRun {
  readonly panel: Panel;
  readonly visit: Visit;
  readonly places: Places;
  readonly rules: Rules;
  readonly stop: AbortSignal;
}

/** @throws PageLeft, CallFailed, and the reason of `stop`. */
export async function runCase(one: LabCase, run: CaseRun): Promise<CaseResult> {
  const { panel, places, rules } = run;
  const { cookies } = panel.platform;
  const asking = askingOf(one, places);
  if (asking === null) return skipped(["labNoOtherSite"]);
  const [jar, count] = await Promise.all([
    cookies.list(asking.url.href),
    cookies.count(rules.registrable(asking.url.hostname)),
  ]);
  const noRoom = noRoomFor(one, jar, count, asking.back);
  if (noRoom !== null) return skipped(noRoom);
  try {
    const { at, ...outcome } = await ask(one, asking, run);
    const judged = (what: Outcome) => ({ outcome: what, ...rules.judge(asking.lines, cookies.rules, what.stored, at) });
    const expectation = rules.expectationOf(asking, cookies.rules, jar, at);
    const expected = { ...judged(expectation), outcome: expectation };
    const seen = judged(outcome);
    return { state: "done", lines: asking.lines, seen, expected, agrees: rules.agree(expectation, outcome) };
  } catch (error) {
    if (error instanceof NotMade) return skipped(error.why);
    throw error;
  }
}

const skipped = (why: Message): CaseResult => ({ state: "skipped", why });

/** Makes the loads of the case and removes its cookie. @throws NotMade, and as `runCase`. */
async function ask(
  one: LabCase,
  asking: NonNullable<ReturnType<typeof askingOf>>,
  { panel, visit, places, stop }: CaseRun,
): Promise<Outcome & { readonly at: number }> {
  const { cookies } = panel.platform;
  const names = one.name === "" ? ["", one.sent] : [one.name];
  const set = { lines: asking.lines, expect: [], url: asking.url, how: setBy(one) };
  const back = asking.loads.map((how) => ({ lines: [], expect: names, url: asking.back, how }));
  const lab = await beginRun(visit, panel.platform, places.own.pathname, [set, ...back], stop);
  try {
    await lab.make(0);
    const at = Date.now();
    const mine = (await cookies.list(asking.url.href)).filter((cookie) => isOfCase(cookie, one));
    await Promise.all(back.map((_, index) => lab.make(index + 1)));
    const made = await lab.read();
    if (!made.has(0)) throw new NotMade(["labNotArrived"]);
    const sent = asking.loads.map((how, index) => {
      const load = made.get(index + 1);
      return [how, load === undefined ? null : load.came.length > 0] as const;
    });
    return { at, stored: mine[0] ?? null, sent: Object.fromEntries(sent) };
  } finally {
    await Promise.all([removeLabCookies(cookies, asking.url), lab.end().catch(() => {})]);
  }
}

const isOfCase = ({ name, value }: Cookie, one: LabCase): boolean =>
  name === one.name ? name !== "" || value === one.sent : one.name === "" && name === one.sent;
