import pg from "pg";
import { startService } from "../../../scripts/services/services.ts";
import type { Copier, Engine } from "../engine.ts";
import { insertion, questionsInTables, shownRows, sqlOf, valuesOf } from "./in-table.ts";

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  return client;
}

export const postgres: Engine = {
  name: "PostgreSQL",
  questions: questionsInTables,
  async open() {
    const service = await startService("postgres");
    return { url: service.url, end: () => service[Symbol.asyncDispose]() };
  },
  async copier(url, start): Promise<Copier> {
    const client = await connected(url);
    const idAt = (n: string) =>
      `rtrim(translate(encode(sha256(lpad((${n})::text, 32, '0')::bytea), 'base64'), '+/', '-_'), '=')`;
    const insert = insertion(idAt, "generate_series($1::bigint, $2::bigint - 1) as series(n)", "text", start);
    return {
      copy: (from, to) => client.query(insert, [from, to]),
      async finish() {
        await client.query("vacuum analyze sessionscope_sessions");
        await client.end();
      },
    };
  },
  async bare(url) {
    const client = await connected(url);
    return {
      page: async (question) => (await client.query(sqlOf(question, "$1"), valuesOf(question))).rows,
      shown: shownRows,
      end: () => client.end(),
    };
  },
  async bytes(url) {
    const client = await connected(url);
    const { rows } = await client.query("select pg_total_relation_size('sessionscope_sessions')::bigint as bytes");
    await client.end();
    return { memory: null, disk: Number(rows[0].bytes) };
  },
};
