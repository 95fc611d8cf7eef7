-- Sets what is set for one concurrency key of a queue.
--
-- ARGV[1]  type
-- ARGV[2]  key
-- ARGV[3]  how many of its jobs may run, or - for what the queue says
-- ARGV[4]  its weight, or -
--
-- Returns the limit of all keys of the queue or '', and the key as lib/key-facts.lua tells it.

-- include: lib/general
-- include: lib/key-facts

go_general_way()
local type, key, most, weight = unpack(ARGV)
if most == '-' and weight == '-' then
  call('HDEL', key_limits_key(type), key)
  call('ZREM', limited_keys_key(type), key)
else
  call('HSET', key_limits_key(type), key, most .. ' ' .. weight)
  call('ZADD', limited_keys_key(type), '0', key)
end
key_way().look_again(type, { key })
wake(type, '1')
return { limit_of_all(type), key_facts(type, key) }
