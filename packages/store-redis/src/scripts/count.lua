-- Adds to what is counted of types; all of it is in the first partition.
--
-- ARGV  for each type, '' for all together:
--   type
--   number of the counts of the minute that follow
--   number of the counts of times that follow
--   for each count: its place from 0, how many jobs
--
-- Returns 'OK'. A type for which there is no room is left out.

-- include: lib/partition
-- include: lib/counted

local counted = P .. ':counted'
local DAY_MS = STATS_MINUTES * MINUTE_MS

-- Whether the type is counted; a new one is if there is room for it.
local function has_room(type)
  if type == '' or call('ZSCORE', counted, type) then return true end
  if call('ZCARD', counted) < MAX_COUNTED_TYPES then return true end
  call('ZREMRANGEBYSCORE', counted, '-inf', whole(now - DAY_MS))
  return call('ZCARD', counted) < MAX_COUNTED_TYPES
end

-- Adds the counts that stand in ARGV from `at` on, behind `base` others.
local function add(key, base, at, count, keep_ms)
  if count == 0 then return end
  local steps = { 'OVERFLOW', 'SAT' }
  for i = at, at + 2 * count - 1, 2 do
    local n = #steps
    steps[n + 1], steps[n + 2] = 'INCRBY', 'u32'
    steps[n + 3], steps[n + 4] = '#' .. whole(base + ARGV[i]), ARGV[i + 1]
  end
  call('BITFIELD', key, unpack(steps))
  call('PEXPIRE', key, whole(keep_ms))
end

local minute = math.floor(now / MINUTE_MS)
local at = 1
while at <= #ARGV do
  local type, minutes, times = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  at = at + 3
  if has_room(type) then
    if type ~= '' then call('ZADD', counted, NOW, type) end
    add(hour_key(type, minute), (minute % 60) * COUNTS, at, minutes, DAY_MS + 60 * MINUTE_MS)
    add(times_key(type, 0), 0, at + 2 * minutes, times, 2 * TIME_SPAN_MS)
  end
  at = at + 2 * (minutes + times)
end
call('PEXPIRE', counted, whole(DAY_MS))
return 'OK'
