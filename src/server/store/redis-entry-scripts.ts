/** Scripts for connections, their confirmations and their indexes. */
import { createScript } from "./redis-script.js";
import { CLOCK_TOLERANCE_MS, REMOVAL_RETENTION_MS } from "./store.js";

const entryFunctions = `
local prefix = ARGV[1]
local function entryKey(id) return prefix .. 'entry:' .. id end
local function ownerKey(owner) return prefix .. 'entriesOf:' .. owner end
local function markKey(key) return prefix .. 'claim:' .. key end
-- Whole milliseconds, without an exponent.
local function formatTime(time) return string.format('%.0f', time) end
local function tolerance(byEvent) return byEvent and ${CLOCK_TOLERANCE_MS} or 0 end
local function toJson(value) return (value and value ~= '') and cjson.encode(value) or 'null' end
-- Null from a head is an empty text in a script.
local function toText(value) return value ~= cjson.null and value or '' end

local texts = {}
-- Loads the entries that the script reads, with one command.
local function load(ids)
  local keys = {}
  for index, id in ipairs(ids) do keys[index] = entryKey(id) end
  local found = redis.call('MGET', unpack(keys))
  for index, id in ipairs(ids) do texts[id] = found[index] end
end

-- Returns the head, the JSON (nil if the connection was removed) and the stored text; nothing if there is no entry.
local function read(id)
  local text = texts[id]
  if not text then return nil end
  local head, json = string.match(text, '^([^\\n]*)\\n(.*)$')
  return cjson.decode(head or text), json, text
end

-- Writes the entry unless it is the text that is stored.
local function write(id, head, json, storedText)
  local text = '{"at":' .. formatTime(head.at)
  if head.event then text = text .. ',"event":' .. formatTime(head.event) end
  if json then
    text = text .. ',"owner":' .. toJson(head.owner) .. ',"userId":' .. toJson(head.userId)
    if head.isAnnounced then text = text .. ',"isAnnounced":true' end
    if head.confirmation then
      text = text .. ',"confirmation":{"clientReferenceId":' .. cjson.encode(head.confirmation.clientReferenceId)
        .. ',"userId":' .. toJson(head.confirmation.userId) .. '}'
    end
    text = text .. '}\\n' .. json
  else
    text = text .. '}'
  end
  if text == storedText then return end
  texts[id] = text
  if json then redis.call('SET', entryKey(id), text)
  else redis.call('SET', entryKey(id), text, 'PX', ${REMOVAL_RETENTION_MS}) end
end

local function addToIndex(id, owner, score)
  redis.call('ZADD', prefix .. 'entries', score, id)
  if owner ~= '' then redis.call('ZADD', ownerKey(owner), score, id) end
end
`;

/**
 * Stores connections. Arguments: prefix, `1` if they come from events, and for each id, owner (or empty), JSON, at, score
 * in the indexes, account (or empty), and `1` if it was announced. Returns the outcomes.
 */
export const putScript = createScript(`${entryFunctions}
local function put(id, owner, json, at, score, userId, isAnnounced, byEvent)
  local head, storedJson, storedText = read(id)
  -- It was removed, and OFAuth never reuses an id.
  if head and not storedJson and at <= head.at + tolerance(byEvent) then return 'stale' end
  if storedJson and isAnnounced and not head.confirmation then head.isAnnounced = true end
  -- A newer event was applied.
  if byEvent and head and head.event and at < head.event then
    if storedJson then write(id, head, storedJson, storedText) end
    return 'stale'
  end
  if not storedJson then
    local event = byEvent and at or (head and head.event)
    local new = { at = at, event = event, owner = owner, userId = userId, isAnnounced = isAnnounced }
    -- Marks of earlier versions.
    if owner ~= '' and redis.call('EXISTS', markKey('claimed:' .. id)) == 1 then
      new.confirmation = { clientReferenceId = owner, userId = userId }
      new.isAnnounced = false
    elseif redis.call('EXISTS', markKey('announced:' .. id)) == 1 then
      new.isAnnounced = true
    end
    write(id, new, json)
    addToIndex(id, owner, score)
    return 'new'
  end
  local isOlder = at < head.at - tolerance(byEvent)
  local outcome = 'unchanged'
  if isOlder and not byEvent then
    outcome = 'stale'
  else
    if byEvent then
      head.event = at
      head.at = math.max(at, head.at)
    end
    -- The stored connection was read later. An event is new nevertheless, but the stored connection is kept.
    if not isOlder and json ~= storedJson then
      outcome = 'changed'
      local storedOwner, storedUserId = toText(head.owner), toText(head.userId)
      if storedOwner ~= owner and storedOwner ~= '' then redis.call('ZREM', ownerKey(storedOwner), id) end
      addToIndex(id, owner, score)
      -- A confirmation that names no account yet is bound to the one that was known first.
      if head.confirmation and toText(head.confirmation.userId) == '' then
        head.confirmation.userId = storedUserId ~= '' and storedUserId or userId
      end
      head.at, head.owner, head.userId = math.max(at, head.at), owner, userId
    end
  end
  write(id, head, outcome == 'changed' and json or storedJson, storedText)
  return outcome
end

local outcomes = {}
local byEvent = ARGV[2] == '1'
local ids = {}
for index = 3, #ARGV, 7 do table.insert(ids, ARGV[index]) end
load(ids)
for index = 3, #ARGV, 7 do
  local id, owner, json, at, score, userId, isAnnounced = unpack(ARGV, index, index + 6)
  table.insert(outcomes, put(id, owner, json, tonumber(at), score, userId, isAnnounced == '1', byEvent))
end
return outcomes`);

/** Confirms a connection. Arguments: prefix, id, clientReferenceId, account (or empty). */
export const confirmScript = createScript(`${entryFunctions}
local id, clientReferenceId, userId = ARGV[2], ARGV[3], ARGV[4]
load({ id })
local head, json, text = read(id)
if not json then return 0 end
local before = head.confirmation
if before and before.clientReferenceId == clientReferenceId and toText(before.userId) == userId then return 0 end
head.confirmation = { clientReferenceId = clientReferenceId, userId = userId }
head.isAnnounced = false
write(id, head, json, text)
return 1`);

/** Removes connections. Arguments: prefix, at, `1` if an event says so, ids. Returns 1 for each removal that is new. */
export const removeScript = createScript(`${entryFunctions}
local at = tonumber(ARGV[2])
local byEvent = ARGV[3] == '1'
local function remove(id)
  local head, json, text = read(id)
  -- A newer event was applied.
  if byEvent and head and head.event and at < head.event then return 0 end
  -- OFAuth's event counts as new even if the host itself has removed the connection.
  local isRemovedBefore = byEvent and head and not json
  if head and not isRemovedBefore and at < head.at - tolerance(byEvent) then return 0 end
  if json then
    redis.call('ZREM', prefix .. 'entries', id)
    if toText(head.owner) ~= '' then redis.call('ZREM', ownerKey(head.owner), id) end
  end
  redis.call('DEL', markKey('claimed:' .. id), markKey('announced:' .. id))
  write(id, { at = math.max(at, head and head.at or at), event = byEvent and at or (head and head.event) })
  return 1
end
local answers = {}
load({ unpack(ARGV, 4) })
for index = 4, #ARGV do table.insert(answers, remove(ARGV[index])) end
return answers`);
