-- Whether a queue is paused, and the end of a pause that is over.

-- include: lib/settings
-- include: lib/wake

-- When the pause of a queue ends: nil when it is not paused. The first to find one that is over forgets it,
-- and wakes those who wait for its jobs.
local function pause_end(type)
  local key = settings_key(type)
  local hold = call('HGET', key, 'paused')
  local ends = hold_end(hold)
  if hold and not ends then
    call('HDEL', key, 'paused')
    if call('HLEN', key) == 1 then call('DEL', key) end
    local jobs = call('ZCARD', index_key(type, 'PENDING'))
    if jobs > 0 then wake(type, jobs) end
  end
  return ends
end
