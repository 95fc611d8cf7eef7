-- Takes a role that nobody holds, or holds on to one's own. Roles are in the first partition.
--
-- ARGV[1]  role
-- ARGV[2]  holder
-- ARGV[3]  lease in ms
--
-- Returns who has the role now: the holder, the fence, and when the lease ends, in ms.

-- include: lib/partition

local key = P .. ':role:' .. ARGV[1]
local holder, fence, held_at, expires_at = unpack(call('HMGET', key, 'holder', 'fence', 'held_at', 'expires_at'))
-- A lease that begins in the future is none: the clock was set back.
local is_held = expires_at and tonumber(held_at) <= now and now < tonumber(expires_at)
if is_held and holder ~= ARGV[2] then return { holder, tonumber(fence), tonumber(expires_at) } end

fence = tonumber(fence or 0)
if not is_held then fence = fence + 1 end
expires_at = now + ARGV[3]
call('HSET', key, 'holder', ARGV[2], 'fence', whole(fence), 'held_at', NOW, 'expires_at', whole(expires_at))
return { ARGV[2], fence, expires_at }
