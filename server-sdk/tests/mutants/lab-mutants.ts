/** Code that lets a load of the cookie lab do more than it may; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutant.ts";

const lab = "server-sdk/src/debug/lab.ts";
const protocol = "server-sdk/src/protocol.ts";
const adapters = "server-sdk/src/adapters";
const tests = ["server-sdk/src/debug/lab.test.ts"];

export const labMutants: readonly Mutant[] = [
  {
    promise: "The lab: a load works once",
    file: lab,
    find: " || run.made.some((made) => made.load === load.index)",
    replace: "",
    tests,
  },
  {
    promise: "The lab: a run ends after a minute by the clock",
    file: lab,
    find: "if (!found || isOver(found.run)) return null;",
    replace: "if (!found) return null;",
    tests,
  },
  {
    promise: "The lab: a run ends after a minute by its timer",
    file: lab,
    find: "setTimeout(() => this.end(name), labLimits.life)",
    replace: "setTimeout(() => {}, labLimits.life)",
    tests,
  },
  {
    promise: "The lab: a run ends with the sessions",
    file: lab,
    find: 'signal.addEventListener("abort", () => this.#endAll(), { once: true });',
    replace: "",
    tests,
  },
  {
    promise: "The lab: nothing is left of a run that ended",
    file: lab,
    find: "for (const { target } of run.loads) this.#targets.delete(target);",
    replace: "",
    tests,
  },
  {
    promise: "The lab: one run more ends the oldest",
    file: lab,
    find: "if (this.#runs.size === labLimits.runs) this.end(this.#runs.keys().next().value!);",
    replace: "",
    tests,
  },
  {
    promise: "The lab: only cookies that were asked about are told",
    file: lab,
    find: "expect.has(name)",
    replace: "true",
    tests,
  },
  {
    promise: "The lab: only the lab's cookies are told, also of those without a name",
    file: lab,
    find: "labNameOf(pair).includes(labMark) && ",
    replace: "",
    tests,
  },
  {
    promise: "The lab: the session's own cookie is never told of",
    file: lab,
    find: " && labNameOf(pair) !== this.#cookieName",
    replace: "",
    tests,
  },
  {
    promise: "The lab: the session's own cookie is never set",
    file: protocol,
    find: " || name === cookieName",
    replace: "",
    tests,
  },
  {
    promise: "The lab: a value without a name is no way around the namespace",
    file: protocol,
    find: "/^=*([^=]*)/.exec(pair)![1]!",
    replace: "pair",
    tests,
  },
  {
    promise: "The lab: a value is told of only as the one that was set, or another",
    file: lab,
    find: "matches: pairs.has(pair)",
    replace: "matches: true",
    tests,
  },
  {
    promise: "The lab: a script of another origin makes no load",
    file: lab,
    find: 'headers.all("origin", "service-worker").length === 0',
    replace: "true",
    tests,
  },
  {
    promise: "The lab: a load is a GET",
    file: lab,
    find: 'call.method === "GET" && ',
    replace: "",
    tests,
  },
  {
    promise: "The lab: a line that no header can carry does not fail the load",
    file: lab,
    find: "lines.filter((line) => sendable.test(line))",
    replace: "[...lines]",
    tests,
  },
  {
    promise: "The lab: below the path only a run's own targets are the endpoint's",
    file: lab,
    find: " && this.#targets.has(target)",
    replace: "",
    tests,
  },
  {
    promise: "The lab: each of several cookies has a header of its own, through fetch",
    file: `${adapters}/fetch.ts`,
    find: "headers.append(name, one as string)",
    replace: "headers.set(name, one as string)",
    tests: [`${adapters}/fetch.test.ts`],
  },
  {
    promise: "The lab: the bytes of a cookie arrive as they are, over Node's response",
    file: `${adapters}/node-http/debug-call.ts`,
    find: "response.end(Buffer.from(answer.body))",
    replace: "response.end(answer.body)",
    tests: [`${adapters}/node-http.test.ts`],
  },
  {
    promise: "The lab: the bytes of a cookie arrive as they are, through Hono",
    file: `${adapters}/fetch.ts`,
    find: "Buffer.from(body)",
    replace: "body",
    tests: [`${adapters}/hono.test.ts`],
  },
];
