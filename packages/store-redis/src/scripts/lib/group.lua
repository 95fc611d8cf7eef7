-- The keys of a group: a hash with what it is (see partition-groups.ts), and a sorted set with the ids of its jobs
-- by the numbers under which they have joined.

-- include: lib/partition

local function group_key(id) return P .. ':grp:' .. id end
local function members_key(id) return P .. ':grpm:' .. id end
