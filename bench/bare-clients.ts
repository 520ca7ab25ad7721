/**
 * A session by hand: the same round trips as ours, a read and a write on a condition, by the driver alone. No dictionary,
 * no expiry policies, no errors told apart: the floor under any library on this driver.
 */

import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { createClient } from "redis";

export interface BareClient {
  create(data: Record<string, unknown>): Promise<string>;
  read(id: string): Promise<number>;
  /** Counts `n` up. */
  change(id: string): Promise<void>;
}

const weeks = 1_209_600_000;

/** Sets a field of a session that is there. */
const setField = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

/** A hash, one field per key. */
export async function bareRedis(url: string): Promise<BareClient> {
  const client = await createClient({ url }).connect();
  const sha = createHash("sha1").update(setField).digest("hex");
  await client.scriptLoad(setField);
  const fields = async (id: string) => {
    const all = await client.hGetAll(id);
    if (all.n === undefined) throw new Error("There is no such session.");
    return all as { n: string };
  };
  return {
    async create(data) {
      const id = randomUUID();
      await client.hSet(
        id,
        Object.fromEntries(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)])),
      );
      return id;
    },
    async read(id) {
      return JSON.parse((await fields(id)).n) as number;
    },
    async change(id) {
      const n = (JSON.parse((await fields(id)).n) as number) + 1;
      await client.evalSha(sha, { keys: [id], arguments: ["n", JSON.stringify(n), `${weeks}`] });
    },
  };
}

/** A row, all of its data one JSON text, changed while its revision stands. */
export async function barePostgres(url: string): Promise<BareClient> {
  const pool = new pg.Pool({ connectionString: url });
  await pool.query(
    "create table if not exists bare (id text primary key, expires_at bigint not null, revision bigint not null, data text not null)",
  );
  const row = async (id: string) => {
    const text = "select revision, data from bare where id = $1 and expires_at > $2";
    const { rows } = await pool.query({ name: "read", text, values: [id, Date.now()] });
    return { revision: Number(rows[0].revision), data: JSON.parse(rows[0].data) as { n: number } };
  };
  return {
    async create(data) {
      const id = randomUUID();
      await pool.query("insert into bare values ($1, $2, 1, $3)", [id, Date.now() + weeks, JSON.stringify(data)]);
      return id;
    },
    async read(id) {
      return (await row(id)).data.n;
    },
    async change(id) {
      const { revision, data } = await row(id);
      data.n++;
      const text =
        "update bare set revision = revision + 1, data = $1, expires_at = $2 where id = $3 and revision = $4";
      const values = [JSON.stringify(data), Date.now() + weeks, id, revision];
      await pool.query({ name: "change", text, values });
    },
  };
}
