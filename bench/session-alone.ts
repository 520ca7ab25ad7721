/**
 * `npm run bench:session [-- --requests 2000 --rounds 200]`: a session without the network: what opening, using and
 * committing one costs on the stores that answer in the process, and what the adapter around it adds to its framework.
 *
 * Other load on the machine can double every time for seconds. So the work is measured in short slices. Before and after
 * each slice the framework is measured without sessions, and only the slices next to its fastest times count.
 * Each line of the tables is measured in a process of its own: an app, too, has one store and one framework.
 */

import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { createSessions, type Exchange } from "sessionscope";
import { dataOf, type Size } from "./data.ts";
import { median, table } from "./report.ts";
import { ask, type Handler, type Pair, pairs, signIn } from "./without-socket.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "2000" },
    rounds: { type: "string", default: "200" },
    only: { type: "string" },
  },
});
const requests = Number(values.requests);
const rounds = Number(values.rounds);
/** The number of slices at the beginning that do not count, because code is still being compiled. */
const warmUp = 20;
/** The share of the slices that counts. */
const quietest = 1 / 5;

class Request implements Exchange {
  readonly method = "GET";
  readonly path = "/";
  readonly secure = true;
  readonly status = 200;
  readonly sent = false;
  readonly cookieHeader: string | undefined;
  cookie = "";

  constructor(cookieHeader: string | undefined) {
    this.cookieHeader = cookieHeader;
  }
  addHeader(name: string, value: string): void {
    if (name === "Set-Cookie") this.cookie = value.slice(0, value.indexOf(";"));
  }
}

const handlers: Readonly<Record<string, Handler>> = {
  untouched: () => {},
  read: (session) => void session.n,
  change: (session) => {
    session.n = Number(session.n) + 1;
  },
};

interface Slice {
  /** Microseconds of CPU time per request. */
  readonly cost: number;
  /** The same for the framework without sessions, before and after. */
  readonly floors: readonly [number, number];
}

async function costOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let count = 0; count < requests; count++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

/** Measures the works in turn. @returns the slices of each that were taken while the machine was quiet. */
async function quietSlices(
  bare: () => Promise<unknown>,
  works: readonly (() => Promise<unknown>)[],
): Promise<readonly (readonly Slice[])[]> {
  const slices = works.map(() => [] as Slice[]);
  let floor = await costOf(bare);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [index, work] of works.entries()) {
      const cost = await costOf(work);
      const next = await costOf(bare);
      if (round >= 0) slices[index]!.push({ cost, floors: [floor, next] });
      floor = next;
    }
  }
  const slowest = ({ floors }: Slice) => Math.max(...floors);
  return slices.map((all) => all.toSorted((one, other) => slowest(one) - slowest(other)).slice(0, rounds * quietest));
}

/** What the framework without sessions took next to these slices. */
const floorOf = (measured: readonly (readonly Slice[])[]): string =>
  median(measured.flat().flatMap(({ floors }) => floors)).toFixed(2);

async function ofStore({ bare }: Pair, { store, size, debug }: Line): Promise<readonly string[]> {
  const sessions = await createSessions<Record<string, unknown>>({
    store,
    secret: "a secret of thirty-two characters",
    debug: debug ? { token: "a-token-of-the-benchmark" } : false,
  });
  const visit = async (cookie: string | undefined, handle: Handler): Promise<Request> => {
    const request = new Request(cookie);
    // As in an adapter: no promise is awaited unless there is one.
    const opening = sessions.open(request);
    const session = opening instanceof Promise ? await opening : opening;
    handle(session);
    const saving = sessions.commit(session);
    if (saving) await saving;
    return request;
  };
  const { cookie } = await visit(undefined, (session) => session.update(dataOf(size)));
  const works = Object.values(handlers).map((handler) => () => visit(cookie, handler));
  const measured = await quietSlices(() => ask(bare, ""), works);
  await sessions.close();
  return [...measured.map((slices) => median(slices.map(({ cost }) => cost)).toFixed(2)), floorOf(measured)];
}

/** What the session adds to the framework's own cost. */
async function ofAdapter({ bare, ours }: Pair): Promise<readonly string[]> {
  const cookie = await signIn(ours);
  const apps = Object.values(handlers).map(ours);
  const measured = await quietSlices(
    () => ask(bare, cookie),
    apps.map((app) => () => ask(app, cookie)),
  );
  const added = measured.map((slices) =>
    median(slices.map(({ cost, floors: [one, other] }) => cost - (one + other) / 2)),
  );
  return [floorOf(measured), ...added.map((cost) => `+${cost.toFixed(2)}`)];
}

interface Line {
  readonly name: string;
  readonly store: string;
  readonly size: Size;
  /** The debug endpoint is on: what requests do is recorded. */
  readonly debug?: boolean;
}

const lines: readonly Line[] = [
  { name: "memory", store: "memory:", size: "small" },
  { name: "memory", store: "memory:", size: "64 kB" },
  { name: "memory, debug on", store: "memory:", size: "small", debug: true },
  { name: "memory, debug on", store: "memory:", size: "64 kB", debug: true },
  { name: "SQLite", store: "sqlite::memory:", size: "small" },
  { name: "SQLite", store: "sqlite::memory:", size: "64 kB" },
  { name: "signed cookie", store: "signed-cookie:", size: "small" },
  { name: "encrypted cookie", store: "signed-cookie:?encrypt", size: "small" },
];

/** A line of a table, measured in this process. */
async function measure(only: string): Promise<readonly string[]> {
  const frameworks = await pairs();
  const [bare] = frameworks;
  const pair = frameworks.find(({ framework }) => framework === only);
  if (pair) return ofAdapter(pair);
  return ofStore(bare, lines[Number(only)]!);
}

/** The same, measured in a process of its own. */
function measured(only: string): readonly string[] {
  const args = [...process.execArgv, import.meta.filename, ...process.argv.slice(2), "--only", only];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as string[];
}

if (values.only !== undefined) console.log(JSON.stringify(await measure(values.only)));
else {
  const columns = Object.keys(handlers);
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model}, the quietest of ${rounds} slices of ${requests} requests.\n`,
  );
  console.log("Microseconds of CPU time for a session alone (median):\n");
  const alone = lines.map(({ name, size }, at) => [name, size, ...measured(`${at}`)]);
  console.log(table(["store", "session", ...columns, "node:http beside it"], alone, 2));
  console.log("\nThe same on top of a framework, in memory, without a socket (median):\n");
  const added = ["node:http", "Express"].map((framework) => [framework, ...measured(framework)]);
  console.log(table(["framework", "by itself", ...columns], added, 1));
}
