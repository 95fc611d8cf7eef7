-- Notes that a worker lives. Workers are in the first partition.
--
-- ARGV[1]  its name
-- ARGV[2]  what it tells of itself, as JSON
-- ARGV[3…] its types
--
-- Returns 'OK'. A new one for which there is no room is left out.

-- include: lib/partition
-- include: lib/workers

forget_dead()
local name = ARGV[1]
if not call('ZSCORE', ENDS, name) and call('ZCARD', ENDS) >= MAX_WORKERS then return 'OK' end
call('SET', worker_key(name), NOW .. ' ' .. ARGV[2], 'PX', whole(WORKER_LIFE_MS))
call('ZADD', ENDS, whole(now + WORKER_LIFE_MS), name)
call('ZADD', NAMES, '0', name)
for i = 3, #ARGV do
  local key = of_type_key(ARGV[i])
  call('ZREMRANGEBYSCORE', key, '-inf', NOW)
  call('ZADD', key, whole(now + WORKER_LIFE_MS), name)
  call('PEXPIRE', key, whole(WORKER_LIFE_MS))
end
return 'OK'
