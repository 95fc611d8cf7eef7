-- How many workers lease jobs of each type.
--
-- ARGV  types
--
-- Returns a number for each.

-- include: lib/partition
-- include: lib/workers

local reply = {}
for i, type in ipairs(ARGV) do
  reply[i] = call('ZCOUNT', of_type_key(type), '(' .. NOW, '+inf')
end
return reply
