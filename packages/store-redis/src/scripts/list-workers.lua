-- Lists workers that live, by name.
--
-- ARGV[1]  the name behind which to begin, or ''
-- ARGV[2]  how many at most
--
-- Returns the time in ms, then of each its name, and what it told of itself, "when JSON", or false when it
-- lives no more.

-- include: lib/partition
-- include: lib/workers

forget_dead()
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local reply = { now }
for _, name in ipairs(call('ZRANGEBYLEX', NAMES, from, '+', 'LIMIT', '0', ARGV[2])) do
  reply[#reply + 1] = name
  reply[#reply + 1] = call('GET', worker_key(name))
end
return reply
