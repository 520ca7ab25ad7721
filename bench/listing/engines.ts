/** The databases whose lists are measured, and their drivers alone: the same rows by a query written by hand. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { createClient } from "redis";
import { startService } from "../../scripts/services/services.ts";
import { busyUser } from "./many-sessions.ts";

export const pageSize = 50;

/** A first page that the panel can ask for: parameters of `store.list`. */
export interface Question {
  readonly name: string;
  readonly sort?: { readonly by: "modified" | "expires"; readonly descending: boolean };
  readonly filter?: { readonly user: string };
}

export interface Bare {
  /** The rows of the first page as the driver answers them. Nothing in them is parsed. */
  page(question: Question): Promise<readonly object[]>;
  /** Those rows as JSON text that says what the panel's list does: of the data how many keys and bytes, and all else. */
  shown(rows: readonly object[]): string;
  end(): Promise<unknown>;
}

export interface Engine {
  readonly name: string;
  readonly questions: readonly Question[];
  open(): Promise<{ readonly url: string; end(): Promise<unknown> }>;
  bare(url: string): Promise<Bare>;
}

const byUser = { filter: { user: busyUser } };
const inTables: readonly Question[] = [
  { name: "last changed first", sort: { by: "modified", descending: true } },
  { name: "next to expire first", sort: { by: "expires", descending: false } },
  { name: "in no order asked for" },
  { name: "one user's, last changed first", ...byUser, sort: { by: "modified", descending: true } },
];
const inRedis: readonly Question[] = [{ name: "in the order of SCAN" }, { name: "one user's", ...byUser }];

const orders = { modified: "modified_at", expires: "expires_at", none: "id" };

/** `user`: how the driver writes the place of the user. */
function sqlOf({ sort, filter }: Question, user: string): string {
  return `select id, created_at, modified_at, expires_at, expiry, revision, user_id, data from sessionscope_sessions
    ${filter ? `where user_id = ${user}` : ""} order by ${orders[sort?.by ?? "none"]} ${sort?.descending ? "desc" : ""}
    limit ${pageSize}`;
}
const valuesOf = ({ filter }: Question): string[] => (filter ? [filter.user] : []);

/** The keys are in the first line of the data, each with the length of its value behind it. */
function shownRows(rows: readonly object[]): string {
  return JSON.stringify(
    (rows as readonly { data: string }[]).map(({ data, ...row }) => {
      const head: unknown[] = JSON.parse(data.slice(0, data.indexOf("\n")));
      return { ...row, keys: head.length / 2, size: Buffer.byteLength(data) };
    }),
  );
}

function shownHashes(hashes: readonly object[]): string {
  return JSON.stringify(
    (hashes as readonly Record<string, string>[]).map(({ session, user, expiry, ...entries }) => {
      let [keys, size] = [0, 0];
      for (const [key, text] of Object.entries(entries)) {
        keys++;
        size += Buffer.byteLength(key) + Buffer.byteLength(text);
      }
      const [created_at, modified_at, expires_at, revision] = session!.split(" ").map(Number);
      return { created_at, modified_at, expires_at, revision, user, expiry, keys, size };
    }),
  );
}

export const engines: readonly Engine[] = [
  {
    name: "SQLite",
    questions: inTables,
    async open() {
      const folder = mkdtempSync(join(tmpdir(), "sessionscope-listing-"));
      return { url: `sqlite:${folder}/sessions.db`, end: async () => rmSync(folder, { recursive: true }) };
    },
    async bare(url) {
      const database = new DatabaseSync(url.slice("sqlite:".length));
      database.exec("pragma cache_size = -16384");
      const prepared = new Map(inTables.map((question) => [question, database.prepare(sqlOf(question, "?"))]));
      return {
        page: async (question) => prepared.get(question)!.all(...valuesOf(question)),
        shown: shownRows,
        end: async () => database.close(),
      };
    },
  },
  {
    name: "PostgreSQL",
    questions: inTables,
    async open() {
      const service = await startService("postgres");
      return { url: service.url, end: () => service[Symbol.asyncDispose]() };
    },
    async bare(url) {
      const client = new pg.Client(url);
      await client.connect();
      return {
        page: async (question) => (await client.query(sqlOf(question, "$1"), valuesOf(question))).rows,
        shown: shownRows,
        end: () => client.end(),
      };
    },
  },
  {
    name: "Redis",
    questions: inRedis,
    async open() {
      const service = await startService("redis");
      // A rewrite of the file would copy the whole process in the middle of a measurement.
      const client = await createClient({ url: service.url }).connect();
      await client.configSet("appendonly", "no");
      await client.close();
      return { url: service.url, end: () => service[Symbol.asyncDispose]() };
    },
    async bare(url) {
      const client = await createClient({ url }).connect();
      const found = async ({ filter }: Question): Promise<string[]> => {
        if (filter) {
          const ids = await client.zRange(`sessionscope:user:=${filter.user}`, 0, -1);
          return ids.map((id) => `sessionscope:session:${id}`);
        }
        const found: string[] = [];
        let cursor = "0";
        do {
          const step = await client.scan(cursor, { MATCH: "sessionscope:session:*", COUNT: pageSize });
          found.push(...step.keys);
          cursor = step.cursor;
        } while (found.length < pageSize && cursor !== "0");
        return found;
      };
      return {
        async page(question) {
          const keys = (await found(question)).slice(0, pageSize);
          return Promise.all(keys.map((key) => client.hGetAll(key)));
        },
        shown: shownHashes,
        end: () => client.close(),
      };
    },
  },
];
