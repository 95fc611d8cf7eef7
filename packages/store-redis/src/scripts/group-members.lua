-- Lists the jobs of a group.
--
-- ARGV[1]  id
-- ARGV[2]  the number of the last one that was listed, or 0
-- ARGV[3]  how many at most
--
-- Returns id, number, id, number, …; nil when there is no such group.

-- include: lib/group

local id, after, limit = unpack(ARGV, 1, 3)
if call('EXISTS', group_key(id)) == 0 then return false end
return call('ZRANGEBYSCORE', members_key(id), '(' .. after, '+inf', 'WITHSCORES', 'LIMIT', '0', limit)
