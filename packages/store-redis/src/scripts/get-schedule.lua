-- Reads a schedule.
--
-- ARGV[1]  its name
--
-- Returns { time in ms, version, record }, without the last two when there is none.

-- include: lib/schedules

local version, record = unpack(call('HMGET', schedule_key(ARGV[1]), 'version', 'record'))
return { now, version, record }
