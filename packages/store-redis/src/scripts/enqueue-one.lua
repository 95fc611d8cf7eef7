-- What enqueue.lua does with one plain job alone. It stands before all else, because a script spends
-- more time on making its functions than on one job.
--
-- When the queue is empty and a worker waits, the job is leased to it at once.

-- How many waiters are tried: those whose wait is over are still in the lists of their other types.
local TRIES = 5

if ARGV[3] == '1' and ARGV[5] ~= '+' and #ARGV == 6 + tonumber(ARGV[5], 36) then
  local type, priority, id, kind = ARGV[1], ARGV[2], ARGV[4], ARGV[5]
  local hash, queue = JOB .. id, index_key(type, 'PENDING')
  local head = NOW .. ' ' .. kind .. ' ' .. type .. ' '

  local fields = { 'job', head .. ARGV[6] }
  for piece = 1, #ARGV - 6 do
    fields[2 * piece + 1] = string.format('%d', piece)
    fields[2 * piece + 2] = ARGV[6 + piece]
  end
  if call('HSET', hash, unpack(fields)) == 0 then
    -- It exists: see enqueue.lua.
    call('HSET', hash, 'job', NOW .. ' + ' .. type .. ' ' .. ARGV[6])
    return { now }
  end

  if call('EXISTS', queue) == 0 then
    call('ZADD', P .. ':types', 0, type)
    for _ = 1, TRIES do
      local waiter = call('ZPOPMIN', P .. ':waiting:' .. type)[1]
      if not waiter then break end
      local terms = call('GETDEL', P .. ':waiter:' .. waiter)
      if terms then
        local call_number, lease_ms, worker = string.match(terms, '^(%d+) (%d+) (.*)$')
        -- "waiter call id time", a line end, the field `job` with all of the payload.
        local message = waiter .. ' ' .. call_number .. ' ' .. id .. ' ' .. NOW .. '\n' .. head
          .. table.concat(ARGV, '', 6)
        local channel = P .. ':to:' .. string.match(waiter, '^[^.]*')
        -- A process that is gone does not hear it.
        if call('PUBLISH', channel, message) > 0 then
          call('HSET', hash, 'state', 'RUNNING - 2 1 1 ' .. type .. ' ' .. NOW,
            'worker', NOW .. ' ' .. worker)
          local expiry = string.format('%d', now + lease_ms)
          call('ZADD', index_key(type, 'RUNNING'), expiry, id)
          return { now }
        end
      end
    end
    wake(type)
  end
  call('ZADD', queue, pending_score(priority, next_back()), id)
  return { now }
end
