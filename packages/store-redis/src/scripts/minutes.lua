-- What was counted of a type minute by minute.
--
-- ARGV[1]  type, or '' for all together
-- ARGV[2]  how many minutes back, this one included
--
-- Returns this minute since 1970, then for each hour that has any counts: its first minute since 1970, the
-- counts of its minutes as numbers of 32 bits.

-- include: lib/partition
-- include: lib/counted

local this_minute = math.floor(now / MINUTE_MS)
local first = this_minute - ARGV[2] + 1
local reply = { this_minute }
for minute = first - first % 60, this_minute, 60 do
  local counts = call('GET', hour_key(ARGV[1], minute))
  if counts then
    reply[#reply + 1] = minute
    reply[#reply + 1] = counts
  end
end
return reply
