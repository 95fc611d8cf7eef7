-- Lists operations.
--
-- ARGV[1]  'open' for those that are, by their ids; else '' for all, the highest first
-- ARGV[2]  the id before which to begin, or ''
-- ARGV[3]  how many at most
--
-- Returns a list of what lib/operations.lua reads.

-- include: lib/operations

local is_open, after, limit = ARGV[1] == 'open', ARGV[2], tonumber(ARGV[3])
local ids = call('ZRANGEBYSCORE', OPERATIONS, is_open and 'inf' or '(' .. NOW, 'inf')
table.sort(ids, function(a, b)
  if is_open then return a < b end
  return b < a
end)
local reply = {}
for _, id in ipairs(ids) do
  if #reply == limit then break end
  if after == '' or id < after then reply[#reply + 1] = read_operation(id) end
end
return reply
