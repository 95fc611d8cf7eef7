-- Reads a group.
--
-- ARGV[1]  id
--
-- Returns its fields and values, none when there is no such group.

-- include: lib/group

return call('HGETALL', group_key(ARGV[1]))
