-- Tells how a queue stands whose limits are kept by grants.
--
-- ARGV[1]  type
-- ARGV[2]  how many of the jobs that run are named
--
-- Returns how many run or are about to, '' without a limit, and the ids of the first ones; then for how many starts
-- the rate has room, and when it has next, '' without one.

-- include: lib/grants

local type, named = ARGV[1], tonumber(ARGV[2])
local grants = grants_of(type)
local ids = {}
if grants.most then
  for i, member in ipairs(call('ZRANGE', grants_key(type), '0', whole(named - 1))) do
    ids[i] = string.match(member, '^%S+')
  end
end
return { grants.most and grants.used or '', ids, grants.start_room or '', grants.next_at or '' }
