-- Lists schedules by name.
--
-- ARGV[1]  the name behind which to begin, or ''
-- ARGV[2]  how many at most
--
-- Returns of each its name, version and record.

-- include: lib/schedules

local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local reply = {}
for _, name in ipairs(call('ZRANGEBYLEX', SCHEDULE_NAMES, from, '+', 'LIMIT', '0', ARGV[2])) do
  local version, record = unpack(call('HMGET', schedule_key(name), 'version', 'record'))
  reply[#reply + 1] = name
  reply[#reply + 1] = version
  reply[#reply + 1] = record
end
return reply
