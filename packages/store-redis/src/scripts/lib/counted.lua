-- Where it is kept what happens to the jobs of a type, as numbers of 32 bits: how many were enqueued and so
-- on, minute by minute, an hour a key; and how long they have waited and run, a span a key. No name of a
-- type has a space in it.

-- include: lib/partition

-- How many counts a minute has.
local COUNTS = MINUTE_COUNTS

-- The key of the hour in which a minute since 1970 lies.
local function hour_key(type, minute)
  return P .. ':n:' .. type .. ' ' .. whole(math.floor(minute / 60))
end

-- The key of the span of times that was `back` spans ago.
local function times_key(type, back)
  return P .. ':t:' .. type .. ' ' .. whole(math.floor(now / TIME_SPAN_MS) - back)
end
