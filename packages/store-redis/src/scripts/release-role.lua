-- Gives a role up, unless another has it. Its fence stays, so that the next one is greater.
--
-- ARGV[1]  role
-- ARGV[2]  holder
--
-- Returns nil.

-- include: lib/partition

local key = P .. ':role:' .. ARGV[1]
if call('HGET', key, 'holder') == ARGV[2] then call('HSET', key, 'expires_at', '0') end
return false
