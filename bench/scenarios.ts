/** What every subject is measured with. */

import type { Size } from "./data.ts";
import { cpuOf, measure, type Running, visit } from "./server-process.ts";
import { isInCookie, type Subject } from "./subjects/subject.ts";

/** One or more columns of the table, which are measured together. */
export interface Scenario {
  readonly columns: readonly string[];
  /** Why a subject has no figure: a cookie holds 4 kB, and requests at once overtake each other in it. */
  lacks(subject: Subject): boolean;
  /** Requests before the first slice, until the server's code is compiled. */
  warmUp(running: Running, requests: number): Promise<unknown>;
  /** Microseconds of CPU time per request, for each column. */
  slice(subject: Subject, running: Running, ms: number): Promise<readonly number[]>;
}

function requestsTo(path: string, size: Size): Scenario {
  const asked = { path: () => path, size };
  // Some peers need milliseconds for a large session: a fifth of the requests is enough to warm them up.
  const share = size === "small" ? 1 : 1 / 5;
  return {
    columns: [path === "/untouched" ? "untouched" : `${path.slice(1)}, ${size}`],
    lacks: (subject) => size !== "small" && isInCookie(subject),
    warmUp: (running, requests) => visit(running, asked, (sent) => sent < requests * share),
    slice: async (subject, running, ms) => [await measure(subject, running, asked, ms)],
  };
}

/** The client by hand is there for the first five columns. */
const isByHand = ({ library }: Subject): boolean => library === "the client by hand";

/** All visitors have the cookie of the first, and each changes a key of its own. */
const hot: Scenario = {
  columns: ["change, one session"],
  lacks: (subject) => isInCookie(subject) || isByHand(subject),
  warmUp: (running, requests) => withOneCookie(running, () => visit(running, hotAsked, (sent) => sent < requests)),
  slice: (subject, running, ms) => withOneCookie(running, async () => [await measure(subject, running, hotAsked, ms)]),
};
const hotAsked = { path: (visitor: number) => `/change/k${visitor}`, size: "small" } as const;

async function withOneCookie<Result>({ visitors }: Running, act: () => Promise<Result>): Promise<Result> {
  const cookies = visitors.small.map(({ cookie }) => cookie);
  for (const visitor of visitors.small) visitor.cookie = cookies[0]!;
  const result = await act();
  for (const [at, visitor] of visitors.small.entries()) visitor.cookie = cookies[at]!;
  return result;
}

/** Sessions that each visitor makes, signs in and ends in a slice. */
const sessionsEach = 20;

/** New sessions are made, all of them get another key, and then all are ended. */
const lives: Scenario = {
  columns: ["create", "sign in", "sign out"],
  lacks: isByHand,
  async warmUp(running, requests) {
    const perTurn = running.visitors.small.length * sessionsEach;
    for (let sent = 0; sent < requests; sent += perTurn) await liveOnce(running);
  },
  slice: (_, running) => liveOnce(running),
};

/** Microseconds of CPU time per request for each of the three. */
async function liveOnce(running: Running): Promise<readonly number[]> {
  const visitors = running.visitors.small;
  const kept = visitors.map(({ cookie }) => cookie);
  const cookies = visitors.map(() => Array.from({ length: sessionsEach }, () => ""));
  const costs: number[] = [];
  for (const path of ["/seed/small", "/sign-in", "/sign-out"]) {
    const before = await cpuOf(running);
    const visits = visitors.map(async (visitor, at) => {
      for (const [session, cookie] of cookies[at]!.entries()) {
        visitor.cookie = cookie;
        await visitor.ask(path);
        cookies[at]![session] = visitor.cookie;
      }
    });
    await Promise.all(visits);
    costs.push(((await cpuOf(running)) - before) / (visitors.length * sessionsEach));
  }
  for (const [at, visitor] of visitors.entries()) visitor.cookie = kept[at]!;
  return costs;
}

export const scenarios: readonly Scenario[] = [
  requestsTo("/untouched", "small"),
  requestsTo("/read", "small"),
  requestsTo("/change", "small"),
  requestsTo("/read", "64 kB"),
  requestsTo("/change", "64 kB"),
  hot,
  lives,
];
