/**
 * What happens inside Redis in one step. Each script touches one key, so it runs wherever that key lives in a cluster.
 *
 * A session is a hash. The field `session` holds its times and counts, one text (redis/fields.ts): created, modified,
 * expires, revision, and until when the user's index holds the session. `expiry` and `user` are there when they are not
 * null, packed; entries are fields that begin with `=` or `j`. An argument stands for null when it is empty. Times are
 * compared, never computed: they come and go as the texts they are.
 */

import { createHash } from "node:crypto";

export interface Script {
  readonly source: string;
  readonly sha: string;
}

/** A call may take a few thousand arguments at once, not more: Lua keeps them on its stack. */
const chunk = 2000;

function script(source: string): Script {
  return { source, sha: createHash("sha1").update(source).digest("hex") };
}

/** Reads all but the entries; ends with 'gone' for what is absent, dead at `now`, or no session. */
const readLive = `
local key = KEYS[1]
local now = tonumber(ARGV[1])
local found = redis.call('HMGET', key, 'session', 'expiry', 'user')
local created, modified, expires, revision, indexed = string.match(found[1] or '', '^(%S+) (%S+) (%S+) (%d+) (%S+)$')
local deadline = tonumber(expires or '')
if not deadline or deadline <= now then return {'gone'} end
local expiry, user = found[2] or '', found[3] or ''
`;

/** Writes what `readLive` read; a deadline in the past ends the session. `ttl`: milliseconds to live, when that changes. */
const writeSession = `
local function writeSession(ttl)
  if ttl and tonumber(ttl) <= 0 then redis.call('DEL', key) return end
  redis.call('HSET', key, 'session', table.concat({created, modified, expires, revision, indexed}, ' '))
  if ttl then redis.call('PEXPIRE', key, ttl) end
end
`;

/**
 * Writes nothing unless the index of `owner` holds the session up to `deadline`: either for as long as noted before, or
 * because the caller has just put it there until ARGV[3] for the user ARGV[2]. Answers until when it does.
 */
const checkIndex = `
local function indexedUntil(owner, deadline)
  if owner == '' then return indexed end
  if owner == ARGV[2] and tonumber(ARGV[3]) >= tonumber(deadline) then return ARGV[3] end
  if owner == user and tonumber(indexed) >= tonumber(deadline) then return indexed end
  return nil
end
`;

/** ARGV: milliseconds to live, `1` to replace what is there, then fields and values. 1: written, 0: the key is taken. */
export const putScript = script(`
local key = KEYS[1]
if ARGV[2] == '1' then redis.call('DEL', key)
elseif redis.call('EXISTS', key) == 1 then return 0 end
if tonumber(ARGV[1]) <= 0 then return 1 end
for at = 3, #ARGV, ${chunk} do
  redis.call('HSET', key, unpack(ARGV, at, math.min(at + ${chunk - 1}, #ARGV)))
end
redis.call('PEXPIRE', key, ARGV[1])
return 1
`);

/**
 * ARGV: 1 now, 2 and 3 user and time just indexed, 4 what has no blanks in one text (each argument costs the client):
 * modified, expires, milliseconds to live, `1` when an expiry is set, `1` when a user is set, `1` to clear, the revision
 * it must have or `-`, how many expected, how many deleted; 5 the expiry it was computed with, 6 the expiry that is set,
 * 7 the user that is set; then the expected as field, `1` or `0` for present, text; the deleted fields; the set fields
 * with their texts.
 * Answers {'stored', revision}, {'gone'}, {'conflict', places of the expected that differ …} or {'index', user, deadline}.
 */
export const commitScript = script(`${readLive}${writeSession}${checkIndex}
local modifiedAt, expiresAt, ttl, setsExpiry, setsUser, clears, wanted, expectations, deletions =
  string.match(ARGV[4], '^(%S+) (%S+) (%S+) (%d) (%d) (%d) (%S+) (%d+) (%d+)$')
local differing = {'conflict'}
local at = 8
for place = 1, tonumber(expectations) do
  local held = redis.call('HGET', key, ARGV[at])
  if (ARGV[at + 1] == '1') ~= (held ~= false) or (held and held ~= ARGV[at + 2]) then
    differing[#differing + 1] = place
  end
  at = at + 3
end
if #differing > 1 or (wanted ~= '-' and wanted ~= revision) then return differing end

local moves = setsExpiry == '1' or ARGV[5] == expiry
if moves then expires = expiresAt end
local owner = setsUser == '1' and ARGV[7] or user
local covered = indexedUntil(owner, expires)
if not covered then return {'index', owner, expires} end

if clears == '1' then
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local first = string.byte(field)
    if first == 61 or first == 106 then redis.call('HDEL', key, field) end
  end
end
local deleted = tonumber(deletions)
for first = at, at + deleted - 1, ${chunk} do
  redis.call('HDEL', key, unpack(ARGV, first, math.min(first + ${chunk - 1}, at + deleted - 1)))
end
for first = at + deleted, #ARGV, ${chunk} do
  redis.call('HSET', key, unpack(ARGV, first, math.min(first + ${chunk - 1}, #ARGV)))
end
local function put(field, text)
  if text == '' then redis.call('HDEL', key, field) else redis.call('HSET', key, field, text) end
end
if setsExpiry == '1' then put('expiry', ARGV[6]) end
if setsUser == '1' then put('user', owner) end
modified, indexed, revision = modifiedAt, covered, string.format('%.0f', revision + 1)
writeSession(moves and ttl)
return {'stored', revision}
`);

/** ARGV: 1 now, 2 and 3 user and time just indexed, 4 expires, 5 milliseconds to live, 6 the expiry it was computed with. */
export const touchScript = script(`${readLive}${writeSession}${checkIndex}
if ARGV[6] ~= expiry then return {'stored'} end
local covered = indexedUntil(user, ARGV[4])
if not covered then return {'index', user, ARGV[4]} end
expires, indexed = ARGV[4], covered
writeSession(ARGV[5])
return {'stored'}
`);

/** Answers {existed, user}. */
export const deleteScript = script(`
local user = redis.call('HGET', KEYS[1], 'user')
return {redis.call('DEL', KEYS[1]), user or ''}
`);

/** ARGV: 1 now, 2 revision, 3 expires. Deletes the session only as it was copied: 'stored', 'changed' or 'gone'. */
export const deleteCopiedScript = script(`${readLive}
if revision ~= ARGV[2] or expires ~= ARGV[3] then return {'changed'} end
redis.call('DEL', key)
return {'stored'}
`);

/** On the index of a user. ARGV: 1 now, 2 id, 3 until when it must be there. Drops what has run out. */
export const indexScript = script(`
local key = KEYS[1]
redis.call('ZADD', key, 'GT', ARGV[3], ARGV[2])
redis.call('ZREMRANGEBYSCORE', key, '-inf', ARGV[1])
local last = redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')
if last[2] then redis.call('PEXPIRE', key, math.ceil(math.max(1, last[2] - ARGV[1]))) end
return 1
`);

/** On the index of a user. ARGV: 1 now. The ids in it, after dropping what has run out. */
export const indexedScript = script(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)
`);

/** On the index of a user. ARGV: 1 id. Only for ids that never come back. */
export const unindexScript = script(`return redis.call('ZREM', KEYS[1], ARGV[1])`);
