-- Tells who has which role now.
--
-- ARGV  the roles
--
-- Returns the time in ms, and for each role that somebody has its name, the holder, the fence, and when the lease ends.

-- include: lib/partition

local answer = { now }
for i = 1, #ARGV do
  local held = call('HMGET', P .. ':role:' .. ARGV[i], 'holder', 'fence', 'held_at', 'expires_at')
  -- A lease that begins in the future is none: the clock was set back.
  if held[4] and tonumber(held[3]) <= now and now < tonumber(held[4]) then
    answer[#answer + 1] = { ARGV[i], held[1], tonumber(held[2]), tonumber(held[4]) }
  end
end
return answer
