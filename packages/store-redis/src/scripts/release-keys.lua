-- Has keys of a type that are at their limit be looked at again, because that has changed.
--
-- ARGV[1]  type
-- ARGV[2]  how many of them to pass over, which calls before have left as they are
-- ARGV[3]  how many to look at, at most
--
-- Returns how many have got room, and how many are left as they are.

-- include: lib/general

go_general_way()
return { key_way().release(ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])) }
