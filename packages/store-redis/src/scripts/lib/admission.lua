-- What the settings of a queue let be leased.

-- include: lib/settings
-- include: lib/wake
-- include: lib/rate-rules

-- How many pending jobs a queue has, whether or not they may be leased.
local function pending_jobs(type)
  return call('ZCARD', index_key(type, 'PENDING')) + call('ZCARD', index_key(type, 'KEYED'))
end

-- Until when no job of a queue is leased, because it is paused or throttled: nil when jobs may be. The first to
-- find that this is over forgets it, and wakes those who wait for its jobs.
local function held_until(type)
  local key = settings_key(type)
  local paused, throttled = unpack(call('HMGET', key, 'paused', 'throttled'))
  local ends = leases_hold_end(paused, throttled)
  if (paused or throttled) and not ends then
    call('HDEL', key, 'paused', 'throttled')
    if call('HLEN', key) == 1 then call('DEL', key) end
    local jobs = pending_jobs(type)
    if jobs > 0 then wake(type, jobs) end
  end
  return ends
end

-- How many jobs of a queue with settings may be leased, at most `wanted`; `started` of those that the script
-- has begun are not in the index yet, and `grants` are left to it of a queue whose limits are kept by grants, see
-- lib/grants.lua. Then when more may, if that is a matter of time; and whether the queue has
-- limits; and a function that is to be told how many are leased, if that counts; and what its ageing asks for, if it
-- has any: { ms, whether an earlier one ends }; and whether more grants are wanted.
local function room_in(type, wanted, started, grants)
  local ends = held_until(type)
  if ends then return 0, ends end
  local limits = call('HMGET', settings_key(type), 'maxRunning', 'rate', 'keyMaxRunning', 'keyRate', 'keyOnFailure',
    'agingMs', 'agingEnds', 'parted')
  local aging = (limits[6] or limits[7]) and { limits[6], limits[7] }
  local most, rate_text = tonumber(limits[1] or nil), limits[2]
  if limits[8] and (most or rate_text) then
    if not grants or grants <= 0 then return 0, nil, true, nil, nil, not grants end
    return math.min(wanted, grants), nil, true, nil, aging
  end
  if most then wanted = math.min(wanted, most - call('ZCARD', index_key(type, 'RUNNING')) - started) end
  if wanted <= 0 then return 0, nil, true end
  if not rate_text then
    return wanted, nil, (most or limits[3] or limits[4] or limits[5]) and true, nil, aging
  end
  local rates = rate_rules()
  local key, rate = starts_key(type), rates.parse(rate_text)
  local state = rates.read(key)
  local room, next_at = rates.room(state, rate, now)
  if room == 0 then return 0, next_at, true end
  return math.min(wanted, room), nil, true, function(count)
    if count > 0 then rates.write(key, rates.count(state, rate, now, count), rate) end
  end, aging
end

-- Jobs were given back before they have started, whose attempts had begun at these times.
local function uncount_starts(type, rate_text, times)
  local rates = rate_rules()
  local key, rate = starts_key(type), rates.parse(rate_text)
  local state = rates.read(key)
  for _, at in ipairs(times) do state = rates.uncount(state, rate, at, now) end
  rates.write(key, state, rate)
  wake(type, #times)
end

-- Tells those who wait for room in a queue with settings that `count` jobs have left some, of which those had not
-- started that began at `times`, if any. Where its limits are kept by grants, whoever calls the script is to tell that
-- instead: returns the type then, and how long ago in ms those began.
local function leave_room(type, count, times)
  local most, rate_text, parted = unpack(call('HMGET', settings_key(type), 'maxRunning', 'rate', 'parted'))
  rate_text = times and rate_text
  if parted then
    if not (most or rate_text) then return nil end
    for _, at in ipairs(times or {}) do type = type .. ' ' .. whole(now - at) end
    return type
  end
  if most then
    local jobs = pending_jobs(type)
    if jobs > 0 then wake(type, math.min(count, jobs)) end
  end
  if rate_text then uncount_starts(type, rate_text, times) end
end
