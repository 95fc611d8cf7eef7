-- What becomes of a group as its jobs end. Part of the functions that have to do with jobs which wait.

-- include: lib/group

-- Where a group counts a job that has ended; any other one is open.
local PLACES = { COMPLETED = 'completed', FAILED = 'failed', CANCELLED = 'cancelled', GONE = 'cancelled' }

-- Ends a group that is sealed and has nothing open, the first time, and says how long it is kept from now on.
function joins.settle_group(id)
  local key = group_key(id)
  local sealed, open, finished, retention, failed, cancelled =
    unpack(call('HMGET', key, 'sealed', 'open', 'finished', 'retention', 'failed', 'cancelled'))
  if not sealed or open ~= '0' then return end
  local expiry = whole(now + retention)
  call('HSET', key, 'expires', expiry)
  call('PEXPIREAT', key, expiry)
  call('PEXPIREAT', members_key(id), expiry)
  if finished then return end
  call('HSET', key, 'finished', NOW)
  local how = 'ALL_COMPLETED'
  if failed ~= '0' then how = 'ONE_FAILED' elseif cancelled ~= '0' then how = 'ONE_CANCELLED' end
  joins.note_end(id, how)
end

-- Tells those who wait for a group that one of its jobs has failed, if they wait for that.
local function tell_failure(id)
  for _, waiter in ipairs(call('ZRANGE', waiters_key(id), '0', '-1')) do
    local join = call('HGET', job_key(waiter), 'join')
    if join and string.find(join, '^FAILED') then
      call('ZREM', waiters_key(id), waiter)
      local type = tell_waiter(waiter, id, 'ONE_FAILED')
      if type then wake(type, 1) end
    end
  end
end

-- Counts that a job has come from one status to another. Its group may be forgotten, and it not.
function joins.move_member(job, before, status)
  local key = group_key(job.group)
  if call('EXISTS', key) == 0 then return end
  call('HINCRBY', key, PLACES[before] or 'open', -1)
  call('HINCRBY', key, PLACES[status] or 'open', 1)
  if status == 'FAILED' then tell_failure(job.group) end
  if PLACES[status] then return joins.settle_group(job.group) end
  call('HDEL', key, 'expires')
  call('PERSIST', key)
  call('PERSIST', members_key(job.group))
end
