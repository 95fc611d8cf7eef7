-- Changes what is set for the queue of a type, or copies what is set for it in another partition.
--
-- ARGV[1]  type
-- ARGV[2]  revision of what is copied, which takes effect if that here is older; '' for a change
-- ARGV[3]  for how long in ms the revision is remembered when nothing more is set, so that no copy of what
--          was set before comes late; -1 for until further notice
-- then field, value, … of the hash that lib/settings.lua describes: of a copy all of them; of a change the
-- fields that it concerns, holds without their first part, or '' to end one
--
-- Returns the revision, then each field and value.

-- include: lib/admission
-- include: lib/throttle

local type, copied, memory_ms = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local key = settings_key(type)
local was_held = call('HEXISTS', key, 'paused') + call('HEXISTS', key, 'throttled') > 0
local revision = tonumber(call('HGET', key, 'revision') or 0)

local HOLDS = { 'paused', 'draining', 'throttled' }
local is_hold = { paused = true, draining = true, throttled = true }
local is_limit = {
  maxRunning = true, keyMaxRunning = true, rate = true, keyRate = true, order = true, keyOnFailure = true,
  agingMs = true,
}
local limits_changed = false
-- In which order keys are served: see keyOrder of core.
local function key_order()
  local order, aging = unpack(call('HMGET', key, 'order', 'agingMs'))
  return order or aging and 'STRICT' or 'PRIORITY', aging
end
local order_before, aging_before = key_order()
local ends_before, most_before = unpack(call('HMGET', key, 'agingEnds', 'maxRunning'))

local function set(field, value)
  if is_limit[field] then limits_changed = true end
  if value == '' then call('HDEL', key, field)
  elseif copied or not is_hold[field] then call('HSET', key, field, value)
  else call('HSET', key, field, NOW .. ' ' .. value) end
end

if not copied or copied > revision then
  revision = copied or math.max(revision + 1, now)
  if copied then
    -- What is set no more is not named.
    call('DEL', key)
    limits_changed = true
  end
  for at = 4, #ARGV, 2 do set(ARGV[at], ARGV[at + 1]) end
  for _, field in ipairs(HOLDS) do
    if not hold_end(call('HGET', key, field)) then call('HDEL', key, field) end
  end
  -- The keys that wait are to be put where they stand in it: see lib/key-places.lua.
  local order, aging = key_order()
  if order ~= order_before and call('EXISTS', P .. ':r:' .. type, P .. ':f:' .. type) > 0 then
    call('HSET', P .. ':v:' .. type, 'reorder', '1')
  end
  -- Jobs have scores by an age that does not count any more: see lib/aging.lua.
  if ends_before or aging_before and aging ~= aging_before then call('HSET', key, 'agingEnds', '1') end
  local most, rate = unpack(call('HMGET', key, 'maxRunning', 'rate'))
  if not rate then call('DEL', starts_key(type)) end
  if not (most or rate) then call('HDEL', key, 'parted') end
  -- Which jobs run is told anew once there is a limit again: see lib/grants.lua.
  if not most_before ~= not most then
    call('DEL', P .. ':grants:' .. type, P .. ':grants-of:' .. type, P .. ':grant-calls:' .. type)
  end
  call('HSET', key, 'revision', whole(revision))
  call('PERSIST', key)
end

local ends = leases_hold_end(unpack(call('HMGET', key, 'paused', 'throttled')))
if ends then
  if ends < math.huge then note_due(type, whole(ends)) end
elseif was_held or limits_changed then
  wake(type, pending_jobs(type))
end
if call('HLEN', key) > 1 then call('ZADD', P .. ':types', '0', type)
elseif memory_ms == 0 then call('DEL', key)
elseif memory_ms > 0 then call('PEXPIRE', key, whole(memory_ms)) end

-- What each partition has to put right by itself is no setting.
local reply, fields = { whole(revision) }, call('HGETALL', key)
for i = 1, #fields, 2 do
  if fields[i] ~= 'agingEnds' then reply[#reply + 1], reply[#reply + 2] = fields[i], fields[i + 1] end
end
return reply
