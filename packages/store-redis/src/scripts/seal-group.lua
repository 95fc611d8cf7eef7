-- Lets no more jobs join a group, which ends it if none is open.
--
-- ARGV[1]  id
--
-- Returns the fields and values of the group, none when there is no such group.

-- include: lib/group
-- include: lib/general

local id = ARGV[1]
local key = group_key(id)
if call('HEXISTS', key, 'created') == 1 and call('HSETNX', key, 'sealed', '1') == 1 then
  go_general_way()
  join_way().settle_group(id)
  flush_index()
end
return call('HGETALL', key)
