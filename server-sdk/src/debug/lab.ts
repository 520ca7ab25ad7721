/**
 * The cookie lab on the server. A run is begun by a call with the token. Each of its loads is a GET that the page makes,
 * without a token, at an address that nobody can guess: it sets the run's cookies and tells which of them came, once.
 */

import { randomBytes } from "node:crypto";
import type { DebugCall } from "../core/exchange.ts";
import {
  cookiePairOf,
  type LabBegun,
  type LabLoad,
  type LabReading,
  labLimits,
  labMark,
  labNameOf,
  labProblem,
} from "../protocol.ts";
import { CommandError } from "./command-error.ts";
import { hostOf, RawHeaders } from "./raw-headers.ts";

type Made = LabReading["loads"][number];

interface Load {
  readonly index: number;
  readonly target: string;
  readonly lines: readonly string[];
  readonly expect: ReadonlySet<string>;
}

interface Run {
  readonly until: number;
  readonly loads: readonly Load[];
  /** What the browser sends back of the cookies that the run sets. */
  readonly pairs: ReadonlySet<string>;
  readonly made: Made[];
  readonly timer: NodeJS.Timeout;
}

/** What a load is answered with, and nothing else. */
export interface LoadAnswer {
  readonly lines: readonly string[];
  readonly came: Made["came"];
}

/** What a header can carry: bytes without control characters, and no blanks at the ends. */
const sendable = /^[!-~\x80-\xff]([\t -~\x80-\xff]*[!-~\x80-\xff])?$/;
const sites = ["same-origin", "same-site", "cross-site", "none"] as const;

export class Lab {
  readonly #path: string;
  readonly #cookieName: string;
  readonly #runs = new Map<string, Run>();
  /** By the target of the load, for as long as the run lasts. */
  readonly #targets = new Map<string, { readonly run: Run; readonly load: Load }>();

  /** `cookieName`: of the session, which no load sets or tells of. `signal` ends all runs. */
  constructor(path: string, cookieName: string, signal: AbortSignal) {
    this.#path = path;
    this.#cookieName = cookieName;
    signal.addEventListener("abort", () => this.#endAll(), { once: true });
  }

  /** @throws CommandError for cookies that are not the lab's. */
  begin(asked: readonly LabLoad[]): LabBegun {
    const problem = labProblem(asked, this.#cookieName);
    if (problem !== null) throw new CommandError("invalid-params", problem);
    if (this.#runs.size === labLimits.runs) this.end(this.#runs.keys().next().value!);
    const [name, until] = [newSecret(), Date.now() + labLimits.life];
    const begun = asked.map(({ lines, expect, path = "" }, index) => {
      const query = newSecret();
      const kept = lines.filter((line) => sendable.test(line));
      const load = { index, target: `${this.#path}${path}?lab=${query}`, lines: kept, expect: new Set(expect) };
      return { load, query, unsendable: [...lines.keys()].filter((at) => !sendable.test(lines[at]!)) };
    });
    const loads = begun.map(({ load }) => load);
    const pairs = new Set(loads.flatMap(({ lines }) => lines.map(cookiePairOf)));
    const timer = setTimeout(() => this.end(name), labLimits.life).unref();
    const run: Run = { until, loads, pairs, made: [], timer };
    this.#runs.set(name, run);
    for (const load of loads) this.#targets.set(load.target, { run, load });
    return { run: name, until, loads: begun.map(({ query, unsendable }) => ({ query, unsendable })) };
  }

  /** @throws CommandError when the run is over. */
  read(name: string): LabReading {
    const run = this.#runs.get(name);
    if (!run || isOver(run)) throw new CommandError("run-gone", "This run of the lab is over.");
    return { until: run.until, loads: run.made };
  }

  end(name: string): void {
    const run = this.#runs.get(name);
    if (!run) return;
    clearTimeout(run.timer);
    this.#runs.delete(name);
    for (const { target } of run.loads) this.#targets.delete(target);
  }

  /** Whether this target below the endpoint's path is a load of a run, made or not. */
  ownsBelow(target: string): boolean {
    return target.startsWith(`${this.#path}/`) && this.#targets.has(target);
  }

  /** The answer to a load; `null`: this is none, or it was made before. */
  answer(call: DebugCall): LoadAnswer | null {
    const found = this.#targets.get(call.target);
    if (!found || isOver(found.run)) return null;
    const { run, load } = found;
    const headers = new RawHeaders(call.rawHeaders);
    if (!isLoad(call, headers) || run.made.some((made) => made.load === load.index)) return null;
    const came = this.#cameOf(headers.all("cookie"), load, run);
    const [site, dest] = [headers.only("sec-fetch-site"), headers.only("sec-fetch-dest")];
    run.made.push({
      load: load.index,
      at: Date.now(),
      came,
      site: sites.find((known) => known === site) ?? null,
      dest: dest !== null && /^[a-z]{1,32}$/.test(dest) ? dest : null,
    });
    return { lines: load.lines, came };
  }

  /** Of all cookies those of the lab, and of those only the ones that the run asked about. */
  #cameOf(headers: readonly string[], { expect }: Load, { pairs }: Run): LoadAnswer["came"] {
    return headers
      .flatMap((header) => header.split(";"))
      .map(cookiePairOf)
      .filter((pair) => labNameOf(pair).includes(labMark) && labNameOf(pair) !== this.#cookieName)
      .map((pair) => ({ name: pair.includes("=") ? pair.slice(0, pair.indexOf("=")) : "", matches: pairs.has(pair) }))
      .filter(({ name }) => expect.has(name))
      .slice(0, labLimits.came);
  }

  #endAll(): void {
    for (const name of [...this.#runs.keys()]) this.end(name);
  }
}

/**
 * A page loads it by GET, without an `Origin`: a script that names one asks across origins to read the answer. A service
 * worker's own script is no load either.
 */
function isLoad(call: DebugCall, headers: RawHeaders): boolean {
  return (
    call.method === "GET" && hostOf(call, headers) !== null && headers.all("origin", "service-worker").length === 0
  );
}

/** The timer may be late, for instance after the machine has slept. */
const isOver = ({ until }: Run) => Date.now() >= until;

/** 144 random bits. */
const newSecret = () => randomBytes(18).toString("base64url");
