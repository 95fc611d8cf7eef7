-- What was counted of types lately.
--
-- ARGV  types
--
-- Returns the time in ms, then for each type: the counts of this minute, of the last one, the times of
-- this span, of the last one, each as numbers of 32 bits, as far as there are any.

-- include: lib/partition
-- include: lib/counted

local minute = math.floor(now / MINUTE_MS)

local function counts_of(type, at)
  local first = (at % 60) * COUNTS * 4
  return call('GETRANGE', hour_key(type, at), whole(first), whole(first + COUNTS * 4 - 1))
end

local reply = { now }
for _, type in ipairs(ARGV) do
  local n = #reply
  reply[n + 1], reply[n + 2] = counts_of(type, minute), counts_of(type, minute - 1)
  local times = call('MGET', times_key(type, 0), times_key(type, 1))
  reply[n + 3], reply[n + 4] = times[1] or '', times[2] or ''
end
return reply
