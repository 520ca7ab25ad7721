/**
 * Fills a store with many sessions in minutes: it writes a few itself, which the database then copies under other ids,
 * times and users.
 */

import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { createClient } from "redis";
import type { Store } from "sessionscope";
import { age, busyEvery, busyUser, idOf, lifetime, patterns, sessionOf, step } from "./many-sessions.ts";

/** Sessions that one statement, or one flight of commands, copies. */
const atOnce = 10_000;

/** `store`: an empty one at this URL. `start`: as `sessionOf` has it. */
export async function fill(store: Store, url: string, count: number, start: number): Promise<void> {
  for (let n = 0; n < Math.min(patterns, count); n++) await store.create(idOf(n), sessionOf(n, start));
  const copies = await copier(url, start);
  for (let from = patterns; from < count; from += atOnce) await copies.copy(from, Math.min(from + atOnce, count));
  await copies.finish();
}

interface Copier {
  /** Adds the sessions from one number up to another. */
  copy(from: number, to: number): Promise<unknown>;
  finish(): Promise<unknown>;
}

const copier = (url: string, start: number): Promise<Copier> | Copier =>
  url.startsWith("sqlite:")
    ? sqliteCopier(url, start)
    : url.startsWith("postgres:")
      ? postgresCopier(url, start)
      : redisCopier(url, start);

/** Copies into the table. `idAt`: the SQL that makes the id of a session's number; `series`: the numbers as a table `n`. */
const insertion = (idAt: (n: string) => string, series: string, text: string, start: number) => `
  insert into sessionscope_sessions (id, created_at, modified_at, expires_at, expiry, revision, user_id, data)
  select ${idAt("n")}, ${start} + n * ${step} - ${age}, ${start} + n * ${step}, ${start} + n * ${step} + ${lifetime},
    expiry, revision,
    case when user_id is null then null when n % ${busyEvery} = 1 then '${busyUser}' else cast(n as ${text}) end, data
  from ${series} join sessionscope_sessions pattern on pattern.id = ${idAt(`n % ${patterns}`)}`;

function sqliteCopier(url: string, start: number): Copier {
  const database = new DatabaseSync(url.slice("sqlite:".length));
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
}

async function postgresCopier(url: string, start: number): Promise<Copier> {
  const client = new pg.Client(url);
  await client.connect();
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
}

/** KEYS: the patterns. ARGV: the number of the first copy, when session 0 was last changed, now, then the ids of the copies. */
const copyScript = `
local patterns = {}
for at, key in ipairs(KEYS) do patterns[at - 1] = redis.call('HGETALL', key) end
local from, start, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local function whole(number) return string.format('%.0f', number) end
for at = 4, #ARGV do
  local n, id = from + at - 4, ARGV[at]
  local modified = start + n * ${step}
  local expires = modified + ${lifetime}
  local user = nil
  local fields = patterns[n % ${patterns}]
  for field = 1, #fields, 2 do
    if fields[field] == 'user' then
      user = n % ${busyEvery} == 1 and '=${busyUser}' or '=' .. n
      fields[field + 1] = user
    end
  end
  local indexed = 0
  if user then
    -- The user's index holds the session twice as long as it would live.
    indexed = expires + math.max(0, expires - now)
    redis.call('ZADD', 'sessionscope:user:' .. user, whole(indexed), id)
    redis.call('PEXPIREAT', 'sessionscope:user:' .. user, whole(indexed))
  end
  for field = 1, #fields, 2 do
    if fields[field] == 'session' then
      fields[field + 1] = table.concat({whole(modified - ${age}), whole(modified), whole(expires), '1', whole(indexed)}, ' ')
    end
  end
  redis.call('HSET', 'sessionscope:session:' .. id, unpack(fields))
  redis.call('PEXPIREAT', 'sessionscope:session:' .. id, whole(expires))
end`;

async function redisCopier(url: string, start: number): Promise<Copier> {
  const client = await createClient({ url }).connect();
  const keys = Array.from({ length: patterns }, (_, n) => `sessionscope:session:${idOf(n)}`);
  return {
    copy(from, to) {
      const ids = Array.from({ length: to - from }, (_, at) => idOf(from + at));
      return client.eval(copyScript, { keys, arguments: [`${from}`, `${start}`, `${Date.now()}`, ...ids] });
    },
    finish: () => client.close(),
  };
}
