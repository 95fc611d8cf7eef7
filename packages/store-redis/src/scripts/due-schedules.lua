-- Reads the schedules that are due, those first that have been due for longest.
--
-- ARGV[1]  how many at most
--
-- Returns { time in ms, when the first one is due that is not due yet, or '', then of each its name, when it was due,
-- version, record }.

-- include: lib/schedules

local _, next_at = unpack(call('ZRANGEBYSCORE', SCHEDULE_TIMES, '(' .. NOW, '+inf', 'WITHSCORES', 'LIMIT', '0', '1'))
local reply = { now, next_at or '' }
local due = call('ZRANGEBYSCORE', SCHEDULE_TIMES, '-inf', NOW, 'WITHSCORES', 'LIMIT', '0', ARGV[1])
for i = 1, #due, 2 do
  local name = due[i]
  local version, record = unpack(call('HMGET', schedule_key(name), 'version', 'record'))
  reply[#reply + 1] = name
  reply[#reply + 1] = due[i + 1]
  reply[#reply + 1] = version
  reply[#reply + 1] = record
end
return reply
