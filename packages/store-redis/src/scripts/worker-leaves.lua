-- Forgets a worker that has ended.
--
-- ARGV[1]  its name
--
-- Returns 'OK'.

-- include: lib/partition
-- include: lib/workers

local name = ARGV[1]
local told = call('GET', worker_key(name))
call('DEL', worker_key(name))
call('ZREM', ENDS, name)
call('ZREM', NAMES, name)
local beat = told and cjson.decode(string.match(told, '^%d+ (.*)$'))
for _, type in ipairs(beat and beat.types or {}) do call('ZREM', of_type_key(type), name) end
return 'OK'
