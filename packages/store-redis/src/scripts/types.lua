-- Lists the types that may have jobs, by name.
--
-- ARGV[1]  the type to begin with, or ''
-- ARGV[2]  how many at most
-- ARGV[3…] statuses
--
-- Returns for each { its name, the places from 0 of the statuses in which it may have jobs }.

-- include: lib/partition

local from = ARGV[1] == '' and '-' or '[' .. ARGV[1]
local reply = {}
for i, type in ipairs(call('ZRANGEBYLEX', P .. ':types', from, '+', 'LIMIT', 0, ARGV[2])) do
  local found = { type }
  for at = 3, #ARGV do
    local status = ARGV[at]
    local index = index_key(type, status)
    -- The pending ones that have a concurrency key stand apart.
    local others = status == 'PENDING' and index_key(type, 'KEYED') or index
    if call('EXISTS', index, others) > 0 then found[#found + 1] = at - 3 end
  end
  reply[i] = found
end
return reply
