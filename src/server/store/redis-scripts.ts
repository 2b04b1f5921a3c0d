/**
 * What has to happen in Redis in one piece, in its own language. It is the memory store's order of things, word for word:
 * one contract of tests holds the two equal.
 *
 * Below the prefix: `claim:<key>`; `connection:<id>` a hash of `json` (missing: removed), `at`, `event` and `owner`;
 * `ids` all kept ids by `at`; `owner:<reference>` a set of ids; `listed`; `since`. Every script is given the prefix as its
 * first argument, and one key, by which a cluster finds the place.
 */
import { createHash } from "node:crypto";
import { CLOCK_TOLERANCE_MS, MAX_CONNECTIONS, REMOVAL_RETENTION_MS } from "./store.js";

export interface RedisScript {
  readonly text: string;
  readonly sha: string;
}

const script = (text: string): RedisScript => ({ text, sha: createHash("sha1").update(text).digest("hex") });

const shared = `
local prefix = ARGV[1]
local function keyOf(id) return prefix .. 'connection:' .. id end
local function number(text) return text and tonumber(text) or nil end
local function whole(value) return string.format('%.0f', value) end
local function slack(byEvent) return byEvent and ${CLOCK_TOLERANCE_MS} or 0 end

local function disown(id, owner)
  if owner and owner ~= '' then redis.call('SREM', prefix .. 'owner:' .. owner, id) end
end

local function drop(id)
  disown(id, redis.call('HGET', keyOf(id), 'owner'))
  redis.call('DEL', keyOf(id))
  redis.call('ZREM', prefix .. 'ids', id)
end

local function read(id)
  local kept = redis.call('HMGET', keyOf(id), 'json', 'at', 'event', 'owner')
  return kept[1], number(kept[2]), number(kept[3]), kept[4]
end

local function write(id, json, owner, at, event)
  redis.call('HSET', keyOf(id), 'at', whole(at), 'owner', owner)
  if json then redis.call('HSET', keyOf(id), 'json', json) else redis.call('HDEL', keyOf(id), 'json') end
  if event then redis.call('HSET', keyOf(id), 'event', whole(event)) end
end

local function put(id, owner, json, at, byEvent)
  local keptJson, keptAt, keptEvent, keptOwner = read(id)
  if not keptAt then
    local listed = number(redis.call('GET', prefix .. 'listed'))
    if listed and at < listed - slack(byEvent) then return 0 end
  else
    if not keptJson and at <= keptAt + slack(byEvent) then return 0 end
    if byEvent and keptEvent and at < keptEvent then return 0 end
    if at < keptAt - slack(byEvent) then
      if not byEvent then return 0 end
      json = keptJson
      owner = keptOwner
    end
  end
  local newest = math.max(at, keptAt or at)
  if keptOwner ~= owner then disown(id, keptOwner) end
  write(id, json, owner, newest, byEvent and at or nil)
  redis.call('PERSIST', keyOf(id))
  if owner ~= '' then redis.call('SADD', prefix .. 'owner:' .. owner, id) end
  redis.call('ZADD', prefix .. 'ids', whole(newest), id)
  local surplus = redis.call('ZCARD', prefix .. 'ids') - ${MAX_CONNECTIONS}
  if surplus > 0 then
    for _, oldest in ipairs(redis.call('ZRANGE', prefix .. 'ids', 0, surplus - 1)) do drop(oldest) end
  end
  return 1
end
`;

/** Arguments: prefix, id, owner (empty: nobody), JSON, at, `1` for an event's. */
export const putScript = script(`${shared}
return put(ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6] == '1')`);

/** Arguments: prefix, at, and id, owner, JSON of each. 0: a newer list is known. */
export const putListScript = script(`${shared}
local at = tonumber(ARGV[2])
local listed = number(redis.call('GET', prefix .. 'listed'))
if listed and at < listed then return 0 end
for index = 3, #ARGV, 3 do put(ARGV[index], ARGV[index + 1], ARGV[index + 2], at, false) end
return 1`);

/** Arguments: prefix, at. After all of the list was put: what is older was not in it. */
export const endListScript = script(`${shared}
local at = tonumber(ARGV[2])
local listed = number(redis.call('GET', prefix .. 'listed'))
if listed and at < listed then return 0 end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'ids', '-inf', '(' .. ARGV[2])) do drop(id) end
redis.call('SET', prefix .. 'listed', ARGV[2])
return 1`);

/** Arguments: prefix, id, at, `1` for an event's. */
export const removeScript = script(`${shared}
local id = ARGV[2]
local at = tonumber(ARGV[3])
local byEvent = ARGV[4] == '1'
local keptJson, keptAt, keptEvent = read(id)
if byEvent and keptEvent and at < keptEvent then return 0 end
local isOurs = byEvent and keptAt and not keptJson
if keptAt and not isOurs and at < keptAt - slack(byEvent) then return 0 end
drop(id)
write(id, nil, '', math.max(at, keptAt or at), byEvent and at or keptEvent)
redis.call('PEXPIRE', keyOf(id), ${REMOVAL_RETENTION_MS})
return 1`);

/** Arguments: prefix, owner. Answers JSON and at of each, one after the other. */
export const listScript = script(`${shared}
local found = {}
for _, id in ipairs(redis.call('SMEMBERS', prefix .. 'owner:' .. ARGV[2])) do
  local kept = redis.call('HMGET', keyOf(id), 'json', 'at')
  if kept[1] then
    table.insert(found, kept[1])
    table.insert(found, kept[2])
  end
end
return found`);

/** Arguments: prefix, now. Answers when the store began, which is now for one that is new. */
export const sinceScript = script(`
redis.call('SET', ARGV[1] .. 'since', ARGV[2], 'NX')
return redis.call('GET', ARGV[1] .. 'since')`);
