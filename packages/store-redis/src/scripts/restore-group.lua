-- Adds a group as it was in another store, with its counts.
--
-- ARGV[1]  id
-- ARGV[2]  when it is forgotten, in ms, or ''
-- then     field, value, … of its hash, see partition-groups.ts
--
-- Returns RESTORED, EXISTS or EXPIRED.

-- include: lib/group

-- As a new job is, a group is refused while Redis is full: see complete-parent.lua.
call('SETRANGE', P, '0', '')

local id, expires = ARGV[1], ARGV[2]
if expires ~= '' and tonumber(expires) <= now then return 'EXPIRED' end
if call('EXISTS', group_key(id)) == 1 then return 'EXISTS' end
call('HSET', group_key(id), unpack(ARGV, 3))
if expires ~= '' then call('PEXPIREAT', group_key(id), expires) end
return 'RESTORED'
