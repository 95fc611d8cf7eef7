-- Ends the waits of the concurrency keys of a type, also of those whose time has not come, at most so many.
--
-- ARGV[1]  type
-- ARGV[2]  how many
--
-- Returns how many there were.

-- include: lib/general

go_general_way()
local ended = key_way().end_waits(ARGV[1], '(+inf', tonumber(ARGV[2]))
-- Those that are left are kept, be they throttled or not.
if ended < tonumber(ARGV[2]) then call('DEL', P .. ':wb:' .. ARGV[1]) end
return ended
