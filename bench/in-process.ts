/**
 * `npm run bench:session [-- --requests 50000 --rounds 9]`: a session alone, without a server around it: what opening,
 * using and committing one costs on the stores that answer in the process.
 */

import { parseArgs } from "node:util";
import { createSessions, type Exchange, type Session } from "sessionscope";
import { dataOf, type Size } from "./data.ts";
import { median, table } from "./report.ts";

const { values } = parseArgs({
  options: { requests: { type: "string", default: "50000" }, rounds: { type: "string", default: "9" } },
});
const requests = Number(values.requests);
const rounds = Number(values.rounds);

type Data = Record<string, unknown>;
type Handler = (session: Session<Data>) => void;

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

/** Microseconds of CPU time per request, median of the rounds. */
async function cost(store: string, size: Size, handler: Handler): Promise<number> {
  const sessions = await createSessions<Data>({ store, secret: "a secret of at least thirty-two characters" });
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
  const costs: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const before = process.cpuUsage();
    for (let count = 0; count < requests; count++) await visit(cookie, handler);
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) costs.push((user + system) / requests);
  }
  await sessions.close();
  return median(costs);
}

const cells: readonly (readonly [store: string, url: string, size: Size])[] = [
  ["memory", "memory:", "small"],
  ["memory", "memory:", "64 kB"],
  ["SQLite", "sqlite::memory:", "small"],
  ["SQLite", "sqlite::memory:", "64 kB"],
  ["signed cookie", "signed-cookie:", "small"],
  ["encrypted cookie", "signed-cookie:?encrypt", "small"],
];

const rows: string[][] = [];
for (const [store, url, size] of cells) {
  const row: string[] = [];
  for (const handler of Object.values(handlers)) row.push((await cost(url, size, handler)).toFixed(2));
  rows.push([store, size, ...row]);
}
console.log(
  `Node ${process.version}, ${rounds} rounds of ${requests} requests. Microseconds of CPU time per request (median):\n`,
);
console.log(table(["store", "session", ...Object.keys(handlers)], rows, 2));
