-- Ends the waits of the concurrency keys of a type, also of those whose time has not come, at most so many.
--
-- ARGV[1]  type
-- ARGV[2]  how many
--
-- Returns how many there were.

-- include: lib/general

go_general_way()
return key_way().end_waits(ARGV[1], '+inf', tonumber(ARGV[2]))
