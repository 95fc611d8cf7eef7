-- What the settings of a queue let be leased.

-- include: lib/settings
-- include: lib/wake

-- How many pending jobs a queue has, whether or not they may be leased.
local function pending_jobs(type)
  return call('ZCARD', index_key(type, 'PENDING')) + call('ZCARD', index_key(type, 'KEYED'))
end

-- When the pause of a queue ends: nil when it is not paused. The first to find one that is over forgets it,
-- and wakes those who wait for its jobs.
local function pause_end(type)
  local key = settings_key(type)
  local hold = call('HGET', key, 'paused')
  local ends = hold_end(hold)
  if hold and not ends then
    call('HDEL', key, 'paused')
    if call('HLEN', key) == 1 then call('DEL', key) end
    local jobs = pending_jobs(type)
    if jobs > 0 then wake(type, jobs) end
  end
  return ends
end

-- How many jobs of a queue with settings may be leased, at most `wanted`; `started` of those that the script
-- has begun are not in the index yet. Then when its pause ends, if it is paused.
local function room_in(type, wanted, started)
  local ends = pause_end(type)
  if ends then return 0, ends end
  local limit = tonumber(call('HGET', settings_key(type), 'maxRunning') or '')
  if not limit then return wanted end
  return math.max(0, math.min(wanted, limit - call('ZCARD', index_key(type, 'RUNNING')) - started))
end

-- Wakes those who wait for room in a queue with settings, of which `count` jobs have left some.
local function free_room(type, count)
  if call('HEXISTS', settings_key(type), 'maxRunning') == 0 then return end
  local jobs = pending_jobs(type)
  if jobs > 0 then wake(type, math.min(count, jobs)) end
end
