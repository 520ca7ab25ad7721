/** A subject's server in a process of its own, and the visitors that ask it. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Size, sizes } from "./data.ts";
import { served } from "./served.ts";
import { isInCookie, type Subject } from "./subjects/subject.ts";
import { Visitor } from "./visitor.ts";

export interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  /** One session per client, so that no two requests change the same session at once. */
  readonly visitors: Readonly<Record<Size, readonly Visitor[]>>;
}

/** What is asked, and by the visitors whose sessions have which size. */
export interface Asked {
  /** By the number of the visitor. */
  path(visitor: number): string;
  readonly size: Size;
}

/** `visitors`: for each size of session. `services`: the URLs of the databases. */
export async function start(subject: Subject, services: object, visitors: number): Promise<Running> {
  const child = fork(join(import.meta.dirname, "serve.ts"), [`${served.indexOf(subject)}`], {
    env: { ...process.env, NODE_ENV: "production", BENCH_SERVICES: JSON.stringify(services) },
  });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const signIn = async (size: Size): Promise<Visitor> => {
    const visitor = await Visitor.at(port);
    await visitor.ask(`/seed/${size}`);
    return visitor;
  };
  // A cookie holds 4 kB.
  const count = (size: Size) => (size !== "small" && isInCookie(subject) ? 0 : visitors);
  const [small, large] = sizes.map((size) => Promise.all(Array.from({ length: count(size) }, () => signIn(size))));
  return { child, port, visitors: { small: await small!, "64 kB": await large! } };
}

export function stop({ child, visitors }: Running): void {
  for (const visitor of [...visitors.small, ...visitors["64 kB"]]) visitor[Symbol.dispose]();
  child.kill();
}

/** Microseconds of CPU time that the server has used so far. */
export async function cpuOf({ child }: Running): Promise<number> {
  child.send("cpu");
  const [{ cpu }] = (await once(child, "message")) as [{ cpu: number }];
  return cpu;
}

/**
 * Busy-waits instead of sleeping: to wake this process would cost the server CPU time, and a slower server would pay more
 * of it. Used only where the server needs no second process, such as a database.
 */
function stayAwake(): Disposable {
  let turn = setImmediate(function again() {
    turn = setImmediate(again);
  });
  return { [Symbol.dispose]: () => clearImmediate(turn) };
}

/** All visitors at once send requests while `more` is true. @returns how many were sent. */
export async function visit(
  { visitors }: Running,
  { path, size }: Asked,
  more: (asked: number) => boolean,
): Promise<number> {
  let asked = 0;
  const visits = visitors[size].map(async (visitor, at) => {
    for (; more(asked); asked++) await visitor.ask(path(at));
  });
  await Promise.all(visits);
  return asked;
}

/** Microseconds of CPU time per request, measured for so many milliseconds. */
export async function measure(subject: Subject, running: Running, asked: Asked, slice: number): Promise<number> {
  using _awake = isAlone(subject) ? stayAwake() : null;
  const before = await cpuOf(running);
  const end = performance.now() + slice;
  const requests = await visit(running, asked, () => performance.now() < end);
  return ((await cpuOf(running)) - before) / requests;
}

const isAlone = ({ store }: Subject): boolean => !["Redis", "PostgreSQL", "MariaDB"].includes(store);
