-- Pending jobs are ordered by priority, the highest first, then by a place that grows at the back of
-- the queue and falls at its front. It has 45 bits, so a score stays exact in a double. Jobs of one
-- place are ordered by their ids.

-- include: lib/partition

local MIDDLE = 17592186044416 -- 2^44

-- How many places behind the last one of the counter a script has given out besides.
local places_given = 0

local function next_back()
  if places_given == 0 then return MIDDLE + call('INCR', P .. ':back') end
  local place = MIDDLE + call('INCRBY', P .. ':back', whole(places_given + 1))
  places_given = 0
  return place
end
local function next_front() return MIDDLE - call('INCR', P .. ':front') end

local function pending_score(priority, place)
  return whole((100 - priority) * BAND + place)
end
