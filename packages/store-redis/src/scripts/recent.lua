-- What was counted of types lately.
--
-- ARGV  types
--
-- Returns the time in ms, then for each type: the counts of this minute, of the last one, the times of
-- this span, of the last one, each as numbers of 32 bits, as far as there are any.

-- include: lib/partition
-- include: lib/counted

local minute = math.floor(now / MINUTE_MS)

local BYTES = COUNTS * 4

-- The counts of this minute, and those of the last one.
local function counts_of(type)
  local first = minute % 60 * BYTES
  if first == 0 then
    local last = hour_key(type, minute - 1)
    return call('GETRANGE', hour_key(type, minute), '0', whole(BYTES - 1)), call('GETRANGE', last, whole(59 * BYTES), '-1')
  end
  local both = call('GETRANGE', hour_key(type, minute), whole(first - BYTES), whole(first + BYTES - 1))
  return string.sub(both, BYTES + 1), string.sub(both, 1, BYTES)
end

local reply = { now }
for _, type in ipairs(ARGV) do
  local n = #reply
  reply[n + 1], reply[n + 2] = counts_of(type)
  local times = call('MGET', times_key(type, 0), times_key(type, 1))
  reply[n + 3], reply[n + 4] = times[1] or '', times[2] or ''
end
return reply
