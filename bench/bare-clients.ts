/**
 * A session written with the driver alone: it makes the same round trips with the same data as our stores, a read and a
 * conditional write. It has no dictionary, no expiry policies, no deadlines and no error classes: no library on this
 * driver can cost less.
 */

import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { createClient } from "redis";

export interface BareClient {
  create(data: Record<string, unknown>): Promise<string>;
  read(id: string): Promise<number>;
  /** Adds one to `n`. */
  change(id: string): Promise<void>;
  close(): Promise<void>;
}

const weeks = 1_209_600_000;

/** Sets a field of a session that exists, and the session's metadata. */
const setField = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2], 'session', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`;

/** The metadata of a session: when it was made, when it was changed, when it ends, and its revision. */
const known = (revision: number): string => [Date.now(), Date.now(), Date.now() + weeks, revision].join(" ");

/** A Redis hash: one field per session key, and one for the metadata. */
export async function bareRedis(url: string): Promise<BareClient> {
  const client = await createClient({ url }).connect();
  const sha = createHash("sha1").update(setField).digest("hex");
  await client.scriptLoad(setField);
  const fields = async (id: string) => {
    const all = await client.hGetAll(id);
    if (all.n === undefined) throw new Error("There is no such session.");
    return all as { n: string; session: string };
  };
  return {
    async create(data) {
      const id = randomUUID();
      const texts = Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)] as const);
      await client.hSet(id, Object.fromEntries([...texts, ["session", known(1)] as const]));
      return id;
    },
    async read(id) {
      return JSON.parse((await fields(id)).n) as number;
    },
    async change(id) {
      const { n, session } = await fields(id);
      const next = known(Number(session.split(" ").at(-1)) + 1);
      const args = ["n", JSON.stringify((JSON.parse(n) as number) + 1), next, `${weeks}`];
      await client.evalSha(sha, { keys: [id], arguments: args });
    },
    close: () => client.close(),
  };
}

/** A row whose data is one JSON text. An update succeeds only if the revision has not changed. */
export async function barePostgres(url: string): Promise<BareClient> {
  const pool = new pg.Pool({ connectionString: url });
  await pool.query(`create table if not exists bare (
    id text primary key, created_at bigint not null, modified_at bigint not null, expires_at bigint not null,
    expiry text, revision bigint not null, user_id text, data text not null)`);
  const row = async (id: string) => {
    const text = "select * from bare where id = $1 and expires_at > $2";
    const { rows } = await pool.query({ name: "read", text, values: [id, Date.now()] });
    return { revision: Number(rows[0].revision), data: JSON.parse(rows[0].data) as { n: number } };
  };
  return {
    async create(data) {
      const id = randomUUID();
      const values = [id, Date.now(), Date.now() + weeks, JSON.stringify(data)];
      await pool.query("insert into bare values ($1, $2, $2, $3, null, 1, null, $4)", values);
      return id;
    },
    async read(id) {
      return (await row(id)).data.n;
    },
    async change(id) {
      const { revision, data } = await row(id);
      data.n++;
      const text = `update bare set modified_at = $1, expires_at = $2, revision = $3, data = $4
        where id = $5 and revision = $6 and expires_at > $7`;
      const now = Date.now();
      const values = [now, now + weeks, revision + 1, JSON.stringify(data), id, revision, now];
      await pool.query({ name: "change", text, values });
    },
    close: () => pool.end(),
  };
}
