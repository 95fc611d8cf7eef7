-- One bounded round of maintenance, for the types of which something is due.
--
-- ARGV[1]  random number in [0, 1), for the backoff of rescued jobs
--
-- Returns how many jobs were promoted, rescued, cancelled by their start deadline, pruned, 1 when there is more to do, the time in ms, and which
-- attempts have ended, as settle.lua tells it.

-- include: lib/due
-- include: lib/admission
-- include: lib/general

local random = tonumber(ARGV[1])
local due_types, all_types = P .. ':due', P .. ':types'

-- How many types one round looks at.
local TYPES = 100

-- This entry, which is never due, says that every type has been looked at since it came.
local ALL_NOTED = ''
if not call('ZSCORE', due_types, ALL_NOTED) and call('EXISTS', all_types) == 1 then
  for _, type in ipairs(call('ZRANGE', all_types, 0, -1)) do note_due(type, '0') end
  call('ZADD', due_types, '+inf', ALL_NOTED)
end

-- Notes when something is due next; a type without jobs is forgotten, and the next enqueue brings it
-- back.
local function note_next(type)
  local next_time = math.huge
  for _, status in ipairs(TIMED_STATUSES) do next_time = math.min(next_time, head_time(type, status)) end
  local waits = call('ZRANGE', P .. ':w:' .. type, '0', '0', 'WITHSCORES')
  next_time = math.min(next_time, tonumber(waits[2] or nil) or math.huge, head_time(type, 'START'), held_until(type) or math.huge)
  if next_time < math.huge then
    call('ZADD', due_types, whole(next_time), type)
  else
    call('ZREM', due_types, type)
    local has_jobs = call('EXISTS', settings_key(type), index_key(type, 'KEYED')) > 0
    for _, status in ipairs(TIMELESS_STATUSES) do
      has_jobs = has_jobs or call('EXISTS', index_key(type, status)) == 1
    end
    if not has_jobs then call('ZREM', all_types, type) end
  end
end

local rescued, promoted, expired, pruned = 0, 0, 0, 0
local types = call('ZRANGEBYSCORE', due_types, '-inf', NOW, 'LIMIT', 0, TYPES)
if #types > 0 then go_general_way() end
for _, type in ipairs(types) do
  if rescued + promoted + expired + pruned >= STEP then break end
  -- A rescued job retries, so retries come after.
  local rescued_now = rescue(type, random)
  if rescued_now > 0 and has_settings(type) then leave_room(type, rescued_now) end
  rescued = rescued + rescued_now
  local due_now = 0
  for _, status in ipairs(PROMOTED_STATUSES) do due_now = due_now + promote(type, status) end
  if due_now > 0 then wake(type, due_now) end
  promoted = promoted + due_now
  expired = expired + expire(type)
  if call('EXISTS', P .. ':w:' .. type) == 1 then key_way().end_waits(type, NOW, STEP) end
  for _, status in ipairs(FINAL_STATUSES) do pruned = pruned + prune(type, status) end
  note_next(type)
  if call('EXISTS', P .. ':la:' .. type) == 1 and key_way().ask_for_slots(type) then note_due(type, NOW) end
end
if #types > 0 and call('EXISTS', all_types) == 0 then call('ZREM', due_types, ALL_NOTED) end
call('ZREMRANGEBYSCORE', P .. ':watched', '-inf', now)

-- Those that wait for something that has ended, and were too many for the script that ended it.
local ends = P .. ':ends'
if call('EXISTS', ends) == 1 then
  go_general_way()
  join_way().tell()
  flush_index()
end

local more = call('ZCOUNT', due_types, '-inf', NOW) > 0 or call('EXISTS', ends) == 1
return { promoted, rescued, expired, pruned, more and 1 or 0, now, ended }
