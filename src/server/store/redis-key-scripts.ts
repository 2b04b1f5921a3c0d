/** Scripts for locks, intents, walks and times. */
import { createScript } from "./redis-script.js";
import { MAX_INTENTS_PER_ATTEMPT, MAX_INTENTS_PER_USER, SEEN_RETENTION_MS } from "./store.js";

const lockFunctions = `
local key = ARGV[1] .. 'lock:' .. ARGV[2]
local owner = redis.call('GET', key)
`;

/** Locks a key. Arguments: prefix, key, owner, milliseconds. */
export const lockScript = createScript(`${lockFunctions}
if owner and owner ~= ARGV[3] then return 0 end
redis.call('SET', key, ARGV[3], 'PX', ARGV[4])
return 1`);

/** Prolongs a lock. Arguments: prefix, key, owner, milliseconds. */
export const renewScript = createScript(`${lockFunctions}
if owner ~= ARGV[3] then return 0 end
return redis.call('PEXPIRE', key, ARGV[4])`);

/** Releases a lock. Arguments: prefix, key, owner. */
export const unlockScript = createScript(`${lockFunctions}
if owner ~= ARGV[3] then return 0 end
return redis.call('DEL', key)`);

/** Records an intent. Arguments: prefix, clientReferenceId, nonce, connection id, JSON, expiresAt, now. */
export const addIntentScript = createScript(`
local key = ARGV[1] .. 'intents:' .. ARGV[2]
local nonce, connectionId, expiresAt, now = ARGV[3], ARGV[4], tonumber(ARGV[6]), tonumber(ARGV[7])
local fields = redis.call('HGETALL', key)
local total, ofAttempt = 0, 0
local oldest, oldestAt
for index = 1, #fields, 2 do
  local field, intent = fields[index], cjson.decode(fields[index + 1])
  if intent.expiresAt <= now then
    redis.call('HDEL', key, field)
  else
    if intent.nonce == nonce then
      if intent.connectionId == connectionId then return 1 end
      ofAttempt = ofAttempt + 1
    end
    total = total + 1
    if not oldestAt or intent.at < oldestAt then oldest, oldestAt = field, intent.at end
  end
end
if ofAttempt >= ${MAX_INTENTS_PER_ATTEMPT} then return 0 end
if total >= ${MAX_INTENTS_PER_USER} then redis.call('HDEL', key, oldest) end
local left = redis.call('PTTL', key)
redis.call('HSET', key, nonce .. ' ' .. connectionId, ARGV[5])
redis.call('PEXPIRE', key, string.format('%.0f', math.max(1, left, expiresAt - now)))
return 1`);

/** Removes an attempt's intents. Arguments: prefix, clientReferenceId, nonce. */
export const removeIntentsScript = createScript(`
local key = ARGV[1] .. 'intents:' .. ARGV[2]
local start = ARGV[3] .. ' '
for _, field in ipairs(redis.call('HKEYS', key)) do
  if string.sub(field, 1, #start) == start then redis.call('HDEL', key, field) end
end
return 1`);

/** Records what a walk has seen. Arguments: prefix, walk, ids. */
export const addSeenScript = createScript(`
local key = ARGV[1] .. 'seen:' .. ARGV[2]
if #ARGV > 2 then redis.call('SADD', key, unpack(ARGV, 3)) end
return redis.call('PEXPIRE', key, ${SEEN_RETENTION_MS})`);

/**
 * Looks for ids that a walk has not seen. Arguments: prefix, walk, first and last rank. Returns how many ids have these
 * ranks, and those that were not seen.
 */
export const unseenScript = createScript(`
local ids = redis.call('ZRANGE', ARGV[1] .. 'entries', ARGV[3], ARGV[4])
local answer = { #ids }
for _, id in ipairs(ids) do
  if redis.call('SISMEMBER', ARGV[1] .. 'seen:' .. ARGV[2], id) == 0 then table.insert(answer, id) end
end
return answer`);

/**
 * Publishes a message. Arguments: prefix, message. A script, because some clients send `PUBLISH` to any node of a
 * cluster, also to one that is down.
 */
export const publishScript = createScript(`return redis.call('PUBLISH', ARGV[1] .. 'changes', ARGV[2])`);

/** Returns when the store began, and sets it to now if the store is new. Arguments: prefix, now. */
export const sinceScript = createScript(`
redis.call('SET', ARGV[1] .. 'since', ARGV[2], 'NX')
return redis.call('GET', ARGV[1] .. 'since')`);
