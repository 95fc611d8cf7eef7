-- Has keys of a type that are at their limit, or wait for their rate, be looked at again, because that has changed.
--
-- ARGV[1]  type
-- ARGV[2]  how many of them to pass over, which calls before have left as they are
-- ARGV[3]  how many to look at, at most
-- ARGV[4]  'RATE' for those that wait for their rate
--
-- Returns how many have got room, and how many are left as they are.

-- include: lib/general

go_general_way()
local release = ARGV[4] == 'RATE' and key_way().release_rates or key_way().release
return { release(ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])) }
