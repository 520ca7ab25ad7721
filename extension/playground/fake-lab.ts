/** The cookie lab of the fake server: runs, and the loads that a page of the fake browser makes. */

import {
  cookiePairOf,
  type Hello,
  type LabReading,
  labLimits,
  labMark,
  labNameOf,
  labProblem,
  type Params,
  type Result,
} from "sessionscope/protocol";
import { refuse } from "./command-error.ts";

type Made = LabReading["loads"][number];
type LabCommand = "lab.begin" | "lab.read" | "lab.end";

interface Run {
  readonly until: number;
  /** The load's place behind the endpoint's path → the load. */
  readonly loads: ReadonlyMap<string, { readonly index: number; readonly lines: string[]; readonly expect: string[] }>;
  readonly pairs: ReadonlySet<string>;
  readonly made: Made[];
}

/** What a browser sends for a load. */
export interface LoadRequest {
  /** What follows the endpoint's path: `/lab/x?lab=…`. */
  readonly place: string;
  readonly cookie: string;
  readonly site: Made["site"];
  readonly dest: string | null;
}

export interface LoadAnswer {
  readonly lines: readonly string[];
  readonly came: Made["came"];
}

/** No header can carry control characters, or bytes that are none. */
const sendable = /^[!-~\x80-\xff]([\t -~\x80-\xff]*[!-~\x80-\xff])?$/;

export class FakeLab {
  readonly #hello: Hello;
  readonly #runs = new Map<string, Run>();

  constructor(hello: Hello) {
    this.#hello = hello;
  }

  readonly commands: { readonly [C in LabCommand]: (params: Params<C>) => Result<C> } = {
    "lab.begin": ({ loads }) => {
      const problem = labProblem(loads, this.#hello.cookie.name);
      if (problem !== null) refuse("invalid-params", problem);
      const [oldest] = this.#runs.keys();
      if (this.#runs.size === labLimits.runs) this.#runs.delete(oldest!);
      const [run, until] = [crypto.randomUUID(), Date.now() + labLimits.life];
      const begun = loads.map(({ lines, expect, path = "" }, index) => {
        const query = crypto.randomUUID();
        const kept = lines.filter((line) => sendable.test(line));
        const unsendable = [...lines.keys()].filter((at) => !sendable.test(lines[at]!));
        return { query, unsendable, place: `${path}?lab=${query}`, load: { index, lines: kept, expect } };
      });
      this.#runs.set(run, {
        until,
        loads: new Map(begun.map(({ place, load }) => [place, load])),
        pairs: new Set(begun.flatMap(({ load }) => load.lines.map(cookiePairOf))),
        made: [],
      });
      return { run, until, loads: begun.map(({ query, unsendable }) => ({ query, unsendable })) };
    },
    "lab.read": ({ run }) => {
      const found = this.#runs.get(run);
      if (!found || found.until <= Date.now()) return refuse("run-gone", "This run of the lab is over.");
      return { until: found.until, loads: found.made };
    },
    "lab.end": ({ run }) => {
      this.#runs.delete(run);
      return {};
    },
  };

  /** The answer to a load; `null`: there is no such load, or it was made before. */
  answer({ place, cookie, site, dest }: LoadRequest): LoadAnswer | null {
    const run = [...this.#runs.values()].find(({ loads, until }) => loads.has(place) && Date.now() < until);
    const load = run?.loads.get(place);
    if (!run || !load || run.made.some((made) => made.load === load.index)) return null;
    const came = cookie
      .split(";")
      .map(cookiePairOf)
      .filter((pair) => labNameOf(pair).includes(labMark) && labNameOf(pair) !== this.#hello.cookie.name)
      .map((pair) => ({
        name: pair.includes("=") ? pair.slice(0, pair.indexOf("=")) : "",
        matches: run.pairs.has(pair),
      }))
      .filter(({ name }) => load.expect.includes(name));
    run.made.push({ load: load.index, at: Date.now(), came, site, dest });
    return { lines: load.lines, came };
  }
}
