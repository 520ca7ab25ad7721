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
local found = redis.call('HMGET', key, 'session', 'expiry', 'user')
local created, modified, expires, revision, indexed = string.match(found[1] or '', '^(%S+) (%S+) (%S+) (%d+) (%S+)$')
local deadline = tonumber(expires or '')
if not deadline or deadline <= tonumber(now) then return {'gone'} end
local expiry, user = found[2] or '', found[3] or ''
`;

/**
 * Writes what `readLive` read and the fields and texts from ARGV[first] on; a deadline in the past ends the session.
 * `ttl`: milliseconds to live, when that changes.
 */
const writeSession = `
local function writeSession(ttl, first)
  if ttl and tonumber(ttl) <= 0 then redis.call('DEL', key) return end
  local session = created .. ' ' .. modified .. ' ' .. expires .. ' ' .. revision .. ' ' .. indexed
  redis.call('HSET', key, 'session', session, unpack(ARGV, first, math.min(first + ${chunk - 1}, #ARGV)))
  for more = first + ${chunk}, #ARGV, ${chunk} do
    redis.call('HSET', key, unpack(ARGV, more, math.min(more + ${chunk - 1}, #ARGV)))
  end
  if ttl then redis.call('PEXPIRE', key, ttl) end
end
`;

/**
 * Takes the texts that were sent, one after the other: `nextText(sent)` is empty where one was not. The first is the user
 * whose index the caller has just let hold the session, when `hintedUntil` is not `-`. Writes nothing unless the index of
 * `owner` holds the session up to `deadline`, by that or as noted before, and answers until when it does.
 */
const checkIndex = `
local at = 1
local function nextText(sent)
  if not sent then return '' end
  at = at + 1
  return ARGV[at]
end
local hinted = nextText(hintedUntil ~= '-')
local function indexedUntil(owner, deadline)
  if owner == '' then return indexed end
  if owner == hinted and tonumber(hintedUntil) >= tonumber(deadline) then return hintedUntil end
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
 * ARGV[1]: now, until when the user's index holds the session or `-`, modified, expires, milliseconds to live, marks, the
 * revision it must have or `-`, how many expected, how many deleted. Then the user of that index; where marked, the expiry
 * it was computed with (`f`), the expiry that is set (`e`), the user that is set (`u`); the expected as field, `1` or `0` for
 * present, text; the deleted fields; the set fields with their texts. The mark `c` clears.
 * Answers {'stored', revision}, {'gone'}, {'conflict', places of the expected that differ …} or {'index', user, deadline}.
 */
export const commitScript = script(`
local now, hintedUntil, modifiedAt, expiresAt, ttl, marks, wanted, expectations, deletions =
  string.match(ARGV[1], '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%d+) (%d+)$')
${readLive}${writeSession}${checkIndex}
local function marked(mark) return marks ~= '-' and string.find(marks, mark, 1, true) ~= nil end
local from = nextText(marked('f'))
local nextExpiry = nextText(marked('e'))
local nextUser = nextText(marked('u'))
local differing = {'conflict'}
for place = 1, tonumber(expectations) do
  local held = redis.call('HGET', key, nextText(true))
  local present, text = nextText(true) == '1', nextText(true)
  if present ~= (held ~= false) or (held and held ~= text) then differing[#differing + 1] = place end
end
if #differing > 1 or (wanted ~= '-' and wanted ~= revision) then return differing end

local moves = marked('e') or from == expiry
if moves then expires = expiresAt end
local owner = marked('u') and nextUser or user
local covered = indexedUntil(owner, expires)
if not covered then return {'index', owner, expires} end

if marked('c') then
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local first = string.byte(field)
    if first == 61 or first == 106 then redis.call('HDEL', key, field) end
  end
end
local function put(field, text)
  if text == '' then redis.call('HDEL', key, field) else redis.call('HSET', key, field, text) end
end
local lastDeleted = at + tonumber(deletions)
for first = at + 1, lastDeleted, ${chunk} do
  redis.call('HDEL', key, unpack(ARGV, first, math.min(first + ${chunk - 1}, lastDeleted)))
end
if marked('e') then put('expiry', nextExpiry) end
if marked('u') then put('user', owner) end
modified, indexed, revision = modifiedAt, covered, string.format('%.0f', revision + 1)
writeSession(moves and ttl, lastDeleted + 1)
return {'stored', revision}
`);

/** ARGV[1]: now, until when the index holds it or `-`, expires, milliseconds to live. Then that index's user, and the expiry it was computed with. */
export const touchScript = script(`
local now, hintedUntil, expiresAt, ttl = string.match(ARGV[1], '^(%S+) (%S+) (%S+) (%S+)$')
${readLive}${writeSession}${checkIndex}
if nextText(true) ~= expiry then return {'stored'} end
local covered = indexedUntil(user, expiresAt)
if not covered then return {'index', user, expiresAt} end
expires, indexed = expiresAt, covered
writeSession(ttl, #ARGV + 1)
return {'stored'}
`);

/** Answers {existed, user}. */
export const deleteScript = script(`
local user = redis.call('HGET', KEYS[1], 'user')
return {redis.call('DEL', KEYS[1]), user or ''}
`);

/** ARGV[1]: now, revision, expires. Deletes the session only as it was copied: 'stored', 'changed' or 'gone'. */
export const deleteCopiedScript = script(`
local now, copied, deadlineThen = string.match(ARGV[1], '^(%S+) (%S+) (%S+)$')
${readLive}
if revision ~= copied or expires ~= deadlineThen then return {'changed'} end
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
