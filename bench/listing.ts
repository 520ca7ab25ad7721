/**
 * `npm run bench:listing [-- --sessions 20000 --rounds 200 --store SQLite]`: what the panel's list costs at size. The first
 * page beside a bare query for the same rows, in turn; then every page to the end, while requests are served.
 */

import { hash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { createClient } from "redis";
import { createSessions, openStore, type Store } from "sessionscope";
import { startService } from "../scripts/services/services.ts";
import { median, table } from "./report.ts";

const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "20000" },
    rounds: { type: "string", default: "200" },
    store: { type: "string" },
  },
});
const count = Number(values.sessions);
const rounds = Number(values.rounds);
const pageSize = 50;
const filling = 64;
const token = "a-token-of-the-bench";

type Id = Parameters<Store["load"]>[0];

interface Subject {
  readonly name: string;
  open(): Promise<{ url: string; end(): Promise<void> }>;
  /** The rows of the first page, with the driver alone. Nothing in them is parsed. */
  bare(url: string): Promise<{ page(): Promise<number>; end(): Promise<void> | void }>;
}

const page = `select id, created_at, modified_at, expires_at, expiry, revision, user_id, data
  from sessionscope_sessions order by modified_at desc limit ${pageSize}`;

const subjects: readonly Subject[] = [
  {
    name: "SQLite",
    async open() {
      const folder = mkdtempSync(join(tmpdir(), "sessionscope-listing-"));
      return { url: `sqlite:${folder}/sessions.db`, end: async () => rmSync(folder, { recursive: true }) };
    },
    async bare(url) {
      const database = new DatabaseSync(url.slice("sqlite:".length));
      database.exec("pragma cache_size = -16384");
      const rows = database.prepare(page);
      return { page: async () => rows.all().length, end: () => database.close() };
    },
  },
  {
    name: "PostgreSQL",
    async open() {
      const service = await startService("postgres");
      return { url: service.url, end: () => service[Symbol.asyncDispose]() };
    },
    async bare(url) {
      const client = new pg.Client(url);
      await client.connect();
      return { page: async () => (await client.query(page)).rows.length, end: () => client.end() };
    },
  },
  {
    name: "Redis",
    async open() {
      const service = await startService("redis");
      return { url: service.url, end: () => service[Symbol.asyncDispose]() };
    },
    async bare(url) {
      const client = await createClient({ url }).connect();
      return {
        async page() {
          const { keys } = await client.scan("0", { MATCH: "sessionscope:session:*", COUNT: pageSize });
          const found = await Promise.all(keys.slice(0, pageSize).map((key) => client.hGetAll(key)));
          return found.length;
        },
        end: () => client.close(),
      };
    },
  },
];

const item = { name: "Enamel mug, 350 ml", price: 14.5 };

async function fill(store: Store): Promise<Id[]> {
  const ids: Id[] = [];
  const now = Date.now();
  let next = 0;
  const create = async () => {
    while (next < count) {
      const index = next++;
      const id = hash("sha256", randomUUID(), "base64url") as Id;
      const entries = new Map([
        ["visits", `${index}`],
        ["user_name", JSON.stringify(`Visitor ${index}`)],
        ["cart", JSON.stringify({ items: Array.from({ length: index % 5 }, () => item), coupon: null })],
        ["last_seen", JSON.stringify(new Date(now - index * 100).toISOString())],
      ]);
      const modifiedAt = now - index * 100;
      const times = { createdAt: modifiedAt - 1000, modifiedAt, expiresAt: now + 1_209_600_000 };
      await store.create(id, { ...times, entries, expiry: null, revision: 1, user: index % 3 ? `${index}` : null });
      if (ids.length < 1000) ids.push(id);
    }
  };
  await Promise.all(Array.from({ length: filling }, create));
  return ids;
}

/** The text of an answer. */
type List = (params: object) => Promise<string>;
type Page = { readonly sessions: readonly unknown[]; readonly next: string | null };

/** The command as the endpoint answers it, without a socket. */
async function endpointOn(store: Store): Promise<List> {
  const sessions = await createSessions({ store, debug: { token } });
  return async (params) => {
    const body = JSON.stringify({ protocol: 1, command: "store.list", cookie: null, params });
    const answer = await sessions.endpoint!.handle({
      method: "POST",
      target: "/__sessionscope__",
      httpVersion: "1.1",
      rawHeaders: ["Host", "localhost", "Content-Type", "application/json", "Authorization", `Bearer ${token}`],
      remoteAddress: "127.0.0.1",
      body: (async function* () {
        yield Buffer.from(body);
      })(),
      signal: new AbortController().signal,
    });
    if (answer.status !== 200) throw new Error(answer.body as string);
    return answer.body as string;
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Every page to the end, while requests are served. Mebibytes and milliseconds. */
async function walk(list: List, sort: object, store: Store, ids: readonly Id[]) {
  const waits: number[] = [];
  let walking = true;
  const serving = (async () => {
    for (let turn = 0; walking; turn++) {
      waits.push(await timed(async () => [await nextTurn(), await store.load(ids[turn % ids.length]!)]));
    }
  })();
  const before = process.memoryUsage().rss;
  let [most, seen] = [before, 0];
  const start = performance.now();
  let next: string | null = null;
  do {
    const text = await list({ limit: 200, ...sort, ...(next !== null && { cursor: next }) });
    const { result: page }: { result: Page } = JSON.parse(text);
    seen += page.sessions.length;
    most = Math.max(most, process.memoryUsage().rss);
    next = page.next;
    // Each page is a call of its own: between two, requests get their turn as they do between two calls of a socket.
    await nextTurn();
  } while (next !== null);
  const seconds = (performance.now() - start) / 1000;
  walking = false;
  await serving;
  const slow = waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)]!;
  return {
    seen,
    seconds,
    grown: (most - before) / 1_048_576,
    served: waits.length,
    slow,
    slowest: waits.reduce((most, wait) => Math.max(most, wait), 0),
  };
}

const [pages, walks]: [string[][], string[][]] = [[], []];
for (const subject of subjects.filter(({ name }) => !values.store || name === values.store)) {
  const place = await subject.open();
  const store = await openStore(place.url);
  if (store.kind !== "server") throw new Error("The bench lists stores of a server.");
  await store.migrate?.();
  const ids = await fill(store);
  const bare = await subject.bare(place.url);
  const list = await endpointOn(store);
  const sort = store.lists?.sorts.includes("modified") ? { sort: { by: "modified", descending: true } as const } : {};
  const state = store.lists?.expired ? { state: "any" as const } : {};
  const ways = [
    bare.page,
    () => store.list!({ limit: pageSize, ...state, ...sort }),
    () => list({ limit: pageSize, ...sort }),
  ];
  const times: number[][] = ways.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, way] of ways.entries()) times[at]!.push(await timed(way));
  }
  const [query, own, command] = times as [number[], number[], number[]];
  const ratio = (ours: number[]) => median(ours.map((time, round) => time / query[round]!)).toFixed(2);
  const shown = times.map((one) => median(one).toFixed(2));
  pages.push([subject.name, count.toLocaleString("en-US"), ...shown, ratio(own), ratio(command)]);
  const walked = await walk(list, sort, store, ids);
  walks.push([
    subject.name,
    walked.seen.toLocaleString("en-US"),
    walked.seconds.toFixed(1),
    walked.grown.toFixed(0),
    walked.served.toLocaleString("en-US"),
    walked.slow.toFixed(1),
    walked.slowest.toFixed(0),
  ]);
  await bare.end();
  await store.close?.();
  await place.end();
}
console.log(table(["store", "sessions", "bare query", "store.list", "command", "store ratio", "command ratio"], pages));
console.log();
console.log(
  table(["store", "sessions", "s", "MiB grown", "requests meanwhile", "99 % within ms", "slowest ms"], walks),
);
