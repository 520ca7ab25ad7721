import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Copier, Engine } from "../engine.ts";
import { idOf } from "../many-sessions.ts";
import { insertion, questionsInTables, shownRows, sqlOf, valuesOf } from "./in-table.ts";

const fileOf = (url: string): string => url.slice("sqlite:".length);

export const sqlite: Engine = {
  name: "SQLite",
  questions: questionsInTables,
  async open() {
    const folder = mkdtempSync(join(tmpdir(), "sessionscope-listing-"));
    return { url: `sqlite:${folder}/sessions.db`, end: async () => rmSync(folder, { recursive: true }) };
  },
  async copier(url, start): Promise<Copier> {
    const database = new DatabaseSync(fileOf(url));
    database.exec("pragma cache_size = -1000000; pragma synchronous = off; begin");
    database.function("id_of", { deterministic: true }, (n) => idOf(Number(n)));
    const series =
      "(with recursive numbers(n) as (select ? union all select n + 1 from numbers where n + 1 < ?) select n from numbers)";
    const insert = database.prepare(insertion((n) => `id_of(${n})`, series, "text", start));
    return {
      // As whole numbers: the driver binds others as fractions.
      copy: async (from, to) => insert.run(BigInt(from), BigInt(to)),
      async finish() {
        database.exec("commit; pragma wal_checkpoint(truncate); analyze");
        database.close();
      },
    };
  },
  async bare(url) {
    const database = new DatabaseSync(fileOf(url));
    database.exec("pragma cache_size = -16384");
    const prepared = new Map(questionsInTables.map((question) => [question, database.prepare(sqlOf(question, "?"))]));
    return {
      page: async (question) => prepared.get(question)!.all(...valuesOf(question)),
      shown: shownRows,
      end: async () => database.close(),
    };
  },
  bytes: async (url) => ({ memory: null, disk: statSync(fileOf(url)).size }),
};
