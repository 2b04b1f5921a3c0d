/**
 * Lua scripts that read and write connections atomically in Redis. They implement the same rules as `memory-store.ts`;
 * one contract of tests covers both.
 *
 * Keys, below the prefix:
 * - `claim:<key>`: a claimed key (written by `redis-store.ts`).
 * - `connection:<id>`: a hash of `json` (missing if removed), `at`, `event` (time of the last event) and `owner`.
 * - `ids`: a sorted set of all kept ids, by `at`.
 * - `owner:<clientReferenceId>`: a set of the owner's ids.
 * - `listed`: when the last whole list was requested.
 * - `since`: when the store began.
 *
 * Every script takes the prefix as its first argument, and one key, by which a Redis Cluster chooses the node. The
 * other keys are on the same node only if the prefix has a hash tag
 * (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags).
 */
import { createHash } from "node:crypto";
import { CLOCK_TOLERANCE_MS, MAX_CONNECTIONS, REMOVAL_RETENTION_MS } from "./store.js";

/** A Lua script with the hash by which Redis caches it. */
export interface RedisScript {
  readonly text: string;
  /** SHA-1 of `text`, for `EVALSHA`. */
  readonly sha: string;
}

const createScript = (text: string): RedisScript => ({ text, sha: createHash("sha1").update(text).digest("hex") });

const sharedFunctions = `
local prefix = ARGV[1]
local function connectionKey(id) return prefix .. 'connection:' .. id end
local function toNumber(text) return text and tonumber(text) or nil end
-- Whole milliseconds, without an exponent.
local function formatTime(time) return string.format('%.0f', time) end
local function tolerance(byEvent) return byEvent and ${CLOCK_TOLERANCE_MS} or 0 end

local function removeFromOwner(id, owner)
  if owner and owner ~= '' then redis.call('SREM', prefix .. 'owner:' .. owner, id) end
end

local function delete(id)
  removeFromOwner(id, redis.call('HGET', connectionKey(id), 'owner'))
  redis.call('DEL', connectionKey(id))
  redis.call('ZREM', prefix .. 'ids', id)
end

local function read(id)
  local fields = redis.call('HMGET', connectionKey(id), 'json', 'at', 'event', 'owner')
  return fields[1], toNumber(fields[2]), toNumber(fields[3]), fields[4]
end

local function write(id, json, owner, at, eventAt)
  redis.call('HSET', connectionKey(id), 'at', formatTime(at), 'owner', owner)
  if json then redis.call('HSET', connectionKey(id), 'json', json) else redis.call('HDEL', connectionKey(id), 'json') end
  if eventAt then redis.call('HSET', connectionKey(id), 'event', formatTime(eventAt)) end
end

local function put(id, owner, json, at, byEvent)
  local storedJson, storedAt, storedEventAt, storedOwner = read(id)
  if not storedAt then
    -- A newer list did not contain it.
    local listedAt = toNumber(redis.call('GET', prefix .. 'listed'))
    if listedAt and at < listedAt - tolerance(byEvent) then return 0 end
  else
    -- It was removed, and OFAuth never reuses an id.
    if not storedJson and at <= storedAt + tolerance(byEvent) then return 0 end
    -- A newer event was applied.
    if byEvent and storedEventAt and at < storedEventAt then return 0 end
    -- The stored connection was read later. An event is new nevertheless, but the stored connection is kept.
    if at < storedAt - tolerance(byEvent) then
      if not byEvent then return 0 end
      json = storedJson
      owner = storedOwner
    end
  end
  local newest = math.max(at, storedAt or at)
  if storedOwner ~= owner then removeFromOwner(id, storedOwner) end
  write(id, json, owner, newest, byEvent and at or nil)
  -- A removal has an expiry (see removeScript).
  redis.call('PERSIST', connectionKey(id))
  if owner ~= '' then redis.call('SADD', prefix .. 'owner:' .. owner, id) end
  redis.call('ZADD', prefix .. 'ids', formatTime(newest), id)
  local surplus = redis.call('ZCARD', prefix .. 'ids') - ${MAX_CONNECTIONS}
  if surplus > 0 then
    for _, oldest in ipairs(redis.call('ZRANGE', prefix .. 'ids', 0, surplus - 1)) do delete(oldest) end
  end
  return 1
end
`;

/** Stores a connection. Arguments: prefix, id, owner (empty without one), JSON, at, `1` if it comes from an event. */
export const putScript = createScript(`${sharedFunctions}
return put(ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6] == '1')`);

/**
 * Stores a part of a whole list. Arguments: prefix, at, and id, owner and JSON of each connection. Returns 0 if a newer
 * list has been stored.
 */
export const putListScript = createScript(`${sharedFunctions}
local at = tonumber(ARGV[2])
local listedAt = toNumber(redis.call('GET', prefix .. 'listed'))
if listedAt and at < listedAt then return 0 end
for index = 3, #ARGV, 3 do put(ARGV[index], ARGV[index + 1], ARGV[index + 2], at, false) end
return 1`);

/**
 * Completes a whole list after all its parts: deletes the connections that are older than the list, which did not
 * contain them. Arguments: prefix, at.
 */
export const endListScript = createScript(`${sharedFunctions}
local at = tonumber(ARGV[2])
local listedAt = toNumber(redis.call('GET', prefix .. 'listed'))
if listedAt and at < listedAt then return 0 end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'ids', '-inf', '(' .. ARGV[2])) do delete(id) end
redis.call('SET', prefix .. 'listed', ARGV[2])
return 1`);

/** Removes a connection. Arguments: prefix, id, at, `1` if an event says so. Returns 1 if the removal is new. */
export const removeScript = createScript(`${sharedFunctions}
local id = ARGV[2]
local at = tonumber(ARGV[3])
local byEvent = ARGV[4] == '1'
local storedJson, storedAt, storedEventAt = read(id)
-- A newer event was applied.
if byEvent and storedEventAt and at < storedEventAt then return 0 end
-- OFAuth's event counts as new even if the host itself has removed the connection.
local isRemovedBefore = byEvent and storedAt and not storedJson
if storedAt and not isRemovedBefore and at < storedAt - tolerance(byEvent) then return 0 end
delete(id)
write(id, nil, '', math.max(at, storedAt or at), byEvent and at or storedEventAt)
redis.call('PEXPIRE', connectionKey(id), ${REMOVAL_RETENTION_MS})
return 1`);

/** Lists an owner's connections. Arguments: prefix, owner. Returns JSON and at of each, alternating. */
export const listScript = createScript(`${sharedFunctions}
local found = {}
for _, id in ipairs(redis.call('SMEMBERS', prefix .. 'owner:' .. ARGV[2])) do
  local fields = redis.call('HMGET', connectionKey(id), 'json', 'at')
  if fields[1] then
    table.insert(found, fields[1])
    table.insert(found, fields[2])
  end
end
return found`);

/** Returns when the store began, and sets it to now if the store is new. Arguments: prefix, now. */
export const sinceScript = createScript(`
redis.call('SET', ARGV[1] .. 'since', ARGV[2], 'NX')
return redis.call('GET', ARGV[1] .. 'since')`);
