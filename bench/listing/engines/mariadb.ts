import { createConnection } from "mysql2/promise";
import { startService } from "../../../scripts/services/services.ts";
import type { Copier, Engine } from "../engine.ts";
import { insertion, questionsInTables, shownRows, sqlOf, valuesOf } from "./in-table.ts";

export const mariadb: Engine = {
  name: "MariaDB",
  questions: questionsInTables,
  async open() {
    const service = await startService("mariadb");
    return { url: service.url, end: () => service[Symbol.asyncDispose]() };
  },
  async copier(url, start): Promise<Copier> {
    const connection = await connected(url);
    await connection.query("set unique_checks = 0, max_recursive_iterations = 1000000");
    const base64 = (n: string) => `trim(trailing '=' from to_base64(unhex(sha2(lpad(${n}, 32, '0'), 256))))`;
    const idAt = (n: string) => `cast(replace(replace(${base64(n)}, '+', '-'), '/', '_') as binary)`;
    const series =
      "(with recursive numbers(n) as (select ? union all select n + 1 from numbers where n + 1 < ?) select n from numbers) numbers";
    const insert = insertion(idAt, series, "binary", start);
    return {
      copy: (from, to) => connection.query(insert, [from, to]),
      async finish() {
        await connection.query("analyze table sessionscope_sessions");
        await connection.end();
      },
    };
  },
  async bare(url) {
    const connection = await connected(url);
    return {
      page: async (question) => (await connection.execute(sqlOf(question, "?"), valuesOf(question)))[0] as object[],
      shown: shownRows,
      end: () => connection.end(),
    };
  },
  async bytes(url) {
    const connection = await connected(url);
    const [rows] = await connection.query(
      "select data_length + index_length as bytes from information_schema.tables where table_name = 'sessionscope_sessions'",
    );
    await connection.end();
    return { memory: null, disk: Number((rows as { bytes: number }[])[0]!.bytes) };
  },
};

const connected = (url: string) => createConnection(url);
