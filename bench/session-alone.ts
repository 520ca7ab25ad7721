/**
 * `npm run bench:session [-- --requests 50000 --rounds 9]`: a session without the network: what opening, using and
 * committing one costs on the stores that answer in the process, and what the adapter around it adds to its framework.
 */

import { parseArgs } from "node:util";
import { createSessions, type Exchange } from "sessionscope";
import { dataOf, type Size } from "./data.ts";
import { median, table } from "./report.ts";
import { ask, type Handler, type Pair, pairs, signIn } from "./without-socket.ts";

const { values } = parseArgs({
  options: { requests: { type: "string", default: "50000" }, rounds: { type: "string", default: "9" } },
});
const requests = Number(values.requests);
const rounds = Number(values.rounds);

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

/** Microseconds of CPU time for each of the works, round by round in turn. */
async function costs(works: readonly (() => Promise<unknown>)[]): Promise<readonly (readonly number[])[]> {
  const costs = works.map(() => [] as number[]);
  for (let round = -1; round < rounds; round++) {
    for (const [index, work] of works.entries()) {
      const before = process.cpuUsage();
      for (let count = 0; count < requests; count++) await work();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) costs[index]!.push((user + system) / requests); // Round -1 warms up.
    }
  }
  return costs;
}

async function ofStore(store: string, size: Size): Promise<readonly string[]> {
  const sessions = await createSessions<Record<string, unknown>>({
    store,
    secret: "a secret of thirty-two characters",
  });
  const visit = async (cookie: string | undefined, handle: Handler): Promise<Request> => {
    const request = new Request(cookie);
    // As an adapter does: nothing is waited for that need not be.
    const opening = sessions.open(request);
    const session = opening instanceof Promise ? await opening : opening;
    handle(session);
    const saving = sessions.commit(session);
    if (saving) await saving;
    return request;
  };
  const { cookie } = await visit(undefined, (session) => session.update(dataOf(size)));
  const measured = await costs(Object.values(handlers).map((handler) => () => visit(cookie, handler)));
  await sessions.close();
  return measured.map((figures) => median(figures).toFixed(2));
}

/** What is added to the framework's own cost. */
async function ofAdapter({ bare, ours }: Pair): Promise<readonly string[]> {
  const cookie = await signIn(ours);
  const apps = [bare, ...Object.values(handlers).map(ours)];
  const [floor, ...measured] = await costs(apps.map((app) => () => ask(app, cookie)));
  return [
    median(floor!).toFixed(2),
    ...measured.map((all) => `+${median(all.map((cost, at) => cost - floor![at]!)).toFixed(2)}`),
  ];
}

const stores: readonly (readonly [name: string, url: string, size: Size])[] = [
  ["memory", "memory:", "small"],
  ["memory", "memory:", "64 kB"],
  ["SQLite", "sqlite::memory:", "small"],
  ["SQLite", "sqlite::memory:", "64 kB"],
  ["signed cookie", "signed-cookie:", "small"],
  ["encrypted cookie", "signed-cookie:?encrypt", "small"],
];

console.log(`Node ${process.version}, ${rounds} rounds of ${requests} requests.\n`);
console.log("Microseconds of CPU time for a session alone (median):\n");
const rows: (readonly string[])[] = [];
for (const [name, url, size] of stores) rows.push([name, size, ...(await ofStore(url, size))]);
console.log(table(["store", "session", ...Object.keys(handlers)], rows, 2));

console.log("\nThe same on top of a framework, in memory, without a socket (median):\n");
const added: (readonly string[])[] = [];
for (const pair of await pairs()) added.push([pair.framework, ...(await ofAdapter(pair))]);
console.log(table(["framework", "by itself", ...Object.keys(handlers)], added, 1));
