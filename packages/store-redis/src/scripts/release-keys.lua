-- Has keys of a type be looked at again that are at their limit, or wait for their rate, or stand in another order,
-- because that has changed.
--
-- ARGV[1]  type
-- ARGV[2]  how many of them to pass over, which calls before have left as they are
-- ARGV[3]  how many to look at, at most
-- ARGV[4]  FULL, RATE, or ORDER for those that stand in another order
--
-- Returns how many have got room or another place, and how many are left as they are.

-- include: lib/general

go_general_way()
local type, skip, count, why = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
if why == 'ORDER' then return { key_way().reorder(type, count), 0 } end
local release = why == 'RATE' and key_way().release_rates or key_way().release
return { release(type, skip, count) }
