-- The first workers that lease jobs of a type.
--
-- ARGV[1]  type
-- ARGV[2]  how many at most
--
-- Returns the time in ms, how many were found, with one more than that for more, and what each told of itself,
-- "when JSON", or false when it lives no more.

-- include: lib/partition
-- include: lib/workers

local most = tonumber(ARGV[2])
local names = call('ZRANGEBYSCORE', of_type_key(ARGV[1]), '(' .. NOW, '+inf', 'LIMIT', '0', whole(most + 1))
local reply = { now, #names }
if #names == 0 then return reply end
local keys = {}
for i = 1, math.min(most, #names) do keys[i] = worker_key(names[i]) end
for i, told in ipairs(call('MGET', unpack(keys))) do reply[i + 2] = told end
return reply
