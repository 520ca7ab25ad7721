/**
 * `node slices.ts <name of a trio> <uses>`, a child process of the check: measures the three apps in turn and prints as JSON
 * what our sessions cost divided by what the peer's do, for each use the median of the turns.
 */

import { dataOf } from "../data.ts";
import { median } from "../report.ts";
import { type App, ask, cookieFrom, type Handler, newNowhere } from "../without-socket.ts";
import { type CheckedServices, trios } from "./apps.ts";
import type { Use } from "./limits.ts";

const [name, ...uses] = process.argv.slice(2) as [string, ...Use[]];
const sockets = Array.from({ length: 16 }, newNowhere);
/** Microseconds of CPU time that a slice is to take. */
const sliceCpu = 3000;
const turns = 60;
/** Turns that do not count, because code is still being compiled. */
const warmUp = 60;

const handlers: Readonly<Record<Use, Handler>> = {
  untouched: () => {},
  read: (session) => void session.n,
  change: (session) => {
    session.n = Number(session.n) + 1;
  },
  create: (session) => void Object.assign(session, dataOf("small")),
};

interface Measured {
  readonly app: App;
  /** One for each visitor. */
  readonly cookies: readonly string[];
  /** Requests in a slice. */
  requests: number;
}

async function prepare(make: (use: Handler) => Promise<App>, use: Use): Promise<Measured> {
  const seed = await make(handlers.create);
  const cookies = await Promise.all(sockets.map(() => cookieFrom(seed)));
  if (cookies.includes("")) throw new Error(`${name}: no session was made.`);
  const app = await make(handlers[use]);
  return { app, cookies: use === "create" ? cookies.map(() => "") : cookies, requests: sockets.length };
}

/** Microseconds of CPU time per request, all visitors at once. */
async function costOf({ app, cookies, requests }: Measured): Promise<number> {
  let left = requests;
  const before = process.cpuUsage();
  await Promise.all(
    cookies.map(async (cookie, at) => {
      while (left-- > 0) await ask(app, cookie, sockets[at]);
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

/** What the session adds to the framework in ours, divided by what it adds in theirs. */
async function ratioOf(bare: Measured, ours: Measured, theirs: Measured): Promise<number> {
  const ratios: number[] = [];
  for (let turn = -warmUp; turn < turns; turn++) {
    const costs: number[] = [];
    for (const one of [bare, ours, theirs]) {
      const cost = await costOf(one);
      costs.push(cost);
      if (turn < 0) one.requests = Math.max(sockets.length, Math.round(sliceCpu / cost));
    }
    const [floor, own, peer] = costs as [number, number, number];
    if (turn >= 0) ratios.push((own - floor) / (peer - floor));
  }
  return median(ratios);
}

const trio = await trios[name]!(JSON.parse(process.env.BENCH_SERVICES!) as CheckedServices);
const found: Partial<Record<Use, number>> = {};
for (const use of uses) {
  const [ours, theirs] = [await prepare(trio.ours, use), await prepare(trio.theirs, use)];
  const bare = { app: trio.bare, cookies: ours.cookies, requests: sockets.length };
  found[use] = await ratioOf(bare, ours, theirs);
}
console.log(JSON.stringify(found));
process.exit();
