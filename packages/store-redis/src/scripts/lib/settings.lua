-- What is set for the queue of a type: a hash that is there only while something is. `revision` grows with
-- each change; `paused`, `draining` and `throttled` are holds, "at until told": times in ms, - for no end, and JSON;
-- `maxRunning` is how many jobs may run, `keyMaxRunning` how many of each concurrency key; `rate` how many may
-- start, see lib/rate.lua, `keyRate` how many of each key; `order` in which order keys are served, see
-- lib/key-scores.lua; `keyOnFailure` is HOLD or HALT, see lib/key-keepers.lua; `agingMs` what a step of priority is
-- worth; `parted` tells that there are several partitions, so that `maxRunning` and `rate` are kept by grants, see
-- lib/grants.lua; and `agingEnds` that another one was before, see lib/aging.lua.

-- include: lib/partition

local function settings_key(type) return P .. ':c:' .. type end

-- What the rate of the queue has counted, see lib/starts.lua.
local function starts_key(type) return P .. ':s:' .. type end

-- When a hold ends: nil when there is none or it is over, math.huge when somebody has to end it.
local function hold_end(hold)
  if not hold then return nil end
  local ends = tonumber(string.match(hold, '^%d+ (%S+)')) or math.huge
  if ends > now then return ends end
end

-- Until when no job of a queue is leased, by the fields `paused` and `throttled`: nil when jobs may be.
local function leases_hold_end(paused, throttled)
  local pause, throttle = hold_end(paused), hold_end(throttled)
  if pause or throttle then return math.max(pause or 0, throttle or 0) end
end

-- Why the queue takes no new jobs; nil when it does.
local function draining_hold(type)
  local hold = call('HGET', settings_key(type), 'draining')
  if hold_end(hold) then return hold end
end
