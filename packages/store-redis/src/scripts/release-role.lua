-- Gives a role up, unless another has it, and tells so. Its fence stays, so that the next one is greater.
--
-- ARGV[1]  role
-- ARGV[2]  holder
-- ARGV[3]  the name by which it is told
--
-- Returns nil.

-- include: lib/partition

local key = P .. ':role:' .. ARGV[1]
if call('HGET', key, 'holder') == ARGV[2] then
  call('HSET', key, 'expires_at', '0')
  call('PUBLISH', P .. ':wake', ARGV[3] .. ' 1')
end
return false
