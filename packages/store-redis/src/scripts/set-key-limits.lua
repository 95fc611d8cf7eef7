-- Sets what is set for one concurrency key of a queue.
--
-- ARGV[1]  type
-- ARGV[2]  key
-- ARGV[3]  how many of its jobs may run, or - for what the queue says
-- ARGV[4]  its weight, or -
-- ARGV[5]  how many of its attempts may start, as lib/rate.lua reads it, or '' for what the queue says
--
-- Returns the limit of all keys of the queue or '', and the key as lib/key-facts.lua tells it.

-- include: lib/general
-- include: lib/key-facts

go_general_way()
local type, key, most, weight, rate = unpack(ARGV)
if most == '-' and weight == '-' and rate == '' then
  call('HDEL', key_limits_key(type), key)
  call('ZREM', limited_keys_key(type), key)
else
  call('HSET', key_limits_key(type), key, most .. ' ' .. weight .. (rate ~= '' and ' ' .. rate or ''))
  call('ZADD', limited_keys_key(type), '0', key)
end
key_way().end_rate_waits(type, { key })
key_way().look_again(type, { key })
wake(type, '1')
return { limit_of_all(type), key_facts(type, key) }
