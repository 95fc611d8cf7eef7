-- Where schedules lie.

-- include: lib/partition

local SCHEDULE_NAMES, SCHEDULE_TIMES = P .. ':schedules', P .. ':schedule-times'
local function schedule_key(name) return P .. ':schedule:' .. name end
local function firings_key(name) return P .. ':firings:' .. name end
