import { statSync } from "node:fs";
import { createClient } from "redis";
import { startService } from "../../../scripts/services/services.ts";
import { byUser, type Copier, type Engine, pageSize, type Question } from "../engine.ts";
import { age, busyEvery, busyUser, idOf, lifetime, patterns, step } from "../many-sessions.ts";

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

async function found(client: Awaited<ReturnType<typeof connected>>, { filter }: Question): Promise<string[]> {
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
}

const connected = (url: string) => createClient({ url }).connect();

export const redis: Engine = {
  name: "Redis",
  questions: [{ name: "in the order of SCAN" }, { name: "one user's", ...byUser }],
  async open() {
    const service = await startService("redis");
    // A rewrite of the file would copy the whole process in the middle of a measurement.
    const client = await connected(service.url);
    await client.configSet("appendonly", "no");
    await client.close();
    return { url: service.url, end: () => service[Symbol.asyncDispose]() };
  },
  async copier(url, start): Promise<Copier> {
    const client = await connected(url);
    const keys = Array.from({ length: patterns }, (_, n) => `sessionscope:session:${idOf(n)}`);
    return {
      copy(from, to) {
        const ids = Array.from({ length: to - from }, (_, at) => idOf(from + at));
        return client.eval(copyScript, { keys, arguments: [`${from}`, `${start}`, `${Date.now()}`, ...ids] });
      },
      finish: () => client.close(),
    };
  },
  async bare(url) {
    const client = await connected(url);
    return {
      async page(question) {
        const keys = (await found(client, question)).slice(0, pageSize);
        return Promise.all(keys.map((key) => client.hGetAll(key)));
      },
      shown: shownHashes,
      end: () => client.close(),
    };
  },
  /** On disk: the snapshot that SAVE writes. */
  async bytes(url) {
    const client = await connected(url);
    const used = Number(/used_memory:(\d+)/.exec(await client.info("memory"))![1]);
    await client.sendCommand(["SAVE"]);
    const { dir, dbfilename } = { ...(await client.configGet("dir")), ...(await client.configGet("dbfilename")) };
    await client.close();
    return { memory: used, disk: statSync(`${dir}/${dbfilename}`).size };
  },
};
