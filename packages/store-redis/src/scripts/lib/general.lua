-- The general way: reading a job of any kind, and the moves that more than one script makes.
-- job-hash.ts describes the hash.
--
-- These functions are made when a script first needs one, because making them takes longer than all
-- else that an idle lease does.

local read_job, read_policy, write_job, finish, fail, bury, misplaced
local promote_scheduled, promote_retrying, rescue, corrupt

-- Makes the functions above.
local function go_general_way()
  if read_job then return end

  -- The retention in ms, whether the payload has a key of its own, and the idempotency key or nil.
  local function parse_keep(keep)
    local retention, large, key = string.match(keep, '^(%d+) ([01]) (.*)$')
    return retention, large == '1', key ~= '' and key or nil
  end

  -- The parts of a state, numbers as strings: status, kind, sequence, token, attempt, type.
  local function parse_state(state)
    return string.match(state, '^(%u+) ([-+]) (%d+) (%d+) (%d+) (%S+) %d+$')
  end

  -- The same of a job that was never moved, from its field `job`.
  local function new_state(field)
    local kind, type = string.match(field, '^%d+ ([+%w]) (%S+) ')
    if kind then return 'PENDING', kind == '+' and '+' or '-', '1', '0', '0', type end
  end

  -- Reads what every move needs. Returns nil when there is no such job, or nil and the field that
  -- cannot be read.
  function read_job(id)
    local hash = job_key(id)
    local values = try('HMGET', hash, 'state', 'job', 'keep')
    if values.err then return nil, 'key' end
    local state, field, keep = values[1], values[2], values[3]
    if not field then
      if call('EXISTS', hash) == 0 then return nil end
      return nil, 'job'
    end
    local status, kind, sequence, token, attempt, type
    if state then status, kind, sequence, token, attempt, type = parse_state(state)
    else status, kind, sequence, token, attempt, type = new_state(field) end
    if not STATUSES[status] then return nil, state and 'state' or 'job' end
    local retention, large, key
    if keep then
      retention, large, key = parse_keep(keep)
      if not retention then return nil, 'keep' end
    end
    return {
      id = id, hash = hash, type = type, status = status, kind = kind, sequence = sequence,
      token = token, attempt = attempt, retention = retention, large = large, key = key,
    }
  end

  -- The answer to a call on a job that cannot be read.
  function corrupt(id, field) return redis.error_reply('CORRUPT ' .. id .. ' ' .. field) end

  -- Adds what deciding about a retry needs: priority, maxAttempts, delivery, backoff, cancelRequested,
  -- worker, errors. Returns the field that cannot be read, if any.
  function read_policy(job)
    local values = call('HMGET', job.hash, 'priority', 'maxAttempts', 'delivery', 'backoff',
      'cancelRequested', 'worker', 'errors')
    job.priority = tonumber(values[1] or DEFAULT_PRIORITY)
    job.maxAttempts = tonumber(values[2] or DEFAULT_MAX_ATTEMPTS)
    job.delivery, job.cancelRequested, job.errors = values[3], values[5], values[7]
    job.worker = string.match(values[6] or '', '^%d+ (.*)$')
    local initial, multiplier, max, jitter =
      string.match(values[4] or DEFAULT_BACKOFF, '^(%S+) (%S+) (%S+) (%S+)$')
    job.backoff = {
      initial = tonumber(initial),
      multiplier = tonumber(multiplier),
      max = tonumber(max),
      jitter = tonumber(jitter),
    }
    local backoff = job.backoff
    if not job.priority then return 'priority' end
    if not job.maxAttempts then return 'maxAttempts' end
    if not (backoff.initial and backoff.multiplier and backoff.max and backoff.jitter) then
      return 'backoff'
    end
  end

  -- Marks a plain job's field `job`, so that the short way passes the job by from now on.
  local function end_short_way(job)
    if job.kind == '+' then return end
    job.kind = '+'
    local field = call('HGET', job.hash, 'job')
    call('HSET', job.hash, 'job', (string.gsub(field, '^(%d+) %w ', '%1 + ', 1)))
  end

  -- Writes the job's new status, and further fields and values.
  function write_job(job, status, ...)
    end_short_way(job)
    job.sequence = job.sequence + 1
    call('HSET', job.hash, 'state', status .. ' + ' .. job.sequence .. ' ' .. job.token .. ' '
      .. job.attempt .. ' ' .. job.type .. ' ' .. NOW, ...)
    changed(job.id)
  end

  -- Moves a job to a final status, to be forgotten after its retention.
  function finish(job, status, ...)
    write_job(job, status, ...)
    local expiry = whole(now + (job.retention or DEFAULT_RETENTION_MS))
    call('PEXPIREAT', job.hash, expiry)
    if job.large then call('PEXPIREAT', payload_key(job.id), expiry) end
    if job.key then call('PEXPIREAT', idempotency_key(job.type, job.key), expiry) end
    index_remove(job.type, job.status, job.id)
    index_add(job.type, status, expiry, job.id)
    return status
  end

  -- The job's errors with one more, in JSON, cut to the last ones. `failure` has a message and maybe
  -- details.
  local function with_error(job, failure)
    local ok, errors = pcall(cjson.decode, job.errors or '[]')
    if not ok or type(errors) ~= 'table' then errors = {} end
    failure.attempt = tonumber(job.attempt)
    failure.at = now
    failure.workerId = job.worker or ''
    errors[#errors + 1] = failure
    while #errors > MAX_ERRORS do table.remove(errors, 1) end
    return cjson.encode(errors)
  end

  -- min(max, initial * multiplier ^ (attempt - 1)) * (1 + jitter * random), in whole milliseconds.
  local function backoff_ms(job, random)
    local backoff = job.backoff
    -- Kept finite, because 0 times infinity is no number.
    local growth = math.min(backoff.multiplier ^ (job.attempt - 1), 1e308)
    local wait = math.min(backoff.max, backoff.initial * growth)
    return math.floor(wait * (1 + backoff.jitter * random))
  end

  -- Ends a running job's attempt without success. `retry_after` is nil for the job's own backoff.
  -- Returns the status it leads to.
  function fail(job, failure, permanent, retry_after, random)
    local errors = with_error(job, failure)
    if job.cancelRequested then return finish(job, 'CANCELLED', 'errors', errors) end
    if permanent or job.delivery == 'AT_MOST_ONCE' or tonumber(job.attempt) >= job.maxAttempts then
      return finish(job, 'FAILED', 'errors', errors)
    end
    local run_at = whole(now + (retry_after or backoff_ms(job, random)))
    write_job(job, 'RETRYING', 'runAt', run_at, 'errors', errors)
    index_remove(job.type, 'RUNNING', job.id)
    index_add(job.type, 'RETRYING', run_at, job.id)
    return 'RETRYING'
  end

  -- Buries a job that cannot be read: it fails with the reason, and the queue moves on. `status` is the
  -- index in which it was found.
  function bury(id, type, status, field)
    local hash = job_key(id)
    local job, unreadable = nil, field
    -- One field after the other can turn out to be unreadable.
    while unreadable do
      if unreadable == 'key' then call('DEL', hash) else call('HDEL', hash, unreadable) end
      call('HSETNX', hash, 'job', NOW .. ' + ' .. type .. ' ')
      job, unreadable = read_job(id)
    end
    -- The index is what counts, whatever status and type the job has there.
    job.status, job.type = status, type
    -- A worker that still holds a lease on what the job was must not settle it.
    job.token = job.token + 1
    local message = 'the stored job is corrupt: its ' .. field .. ' cannot be read'
    return finish(job, 'FAILED', 'errors', with_error(job, { message = message }))
  end

  -- What to do with a job found in an index where it does not belong, as read_job has returned it:
  -- one that is gone or elsewhere is dropped from this index, one that cannot be read is buried.
  function misplaced(id, type, status, job, field)
    if job and job.type ~= type then field = 'type' end
    if field then return bury(id, type, status, field) end
    index_remove(type, status, id)
  end

  -- Moves every due job by `move(job)`.
  local function move_due(type, status, move)
    local ids = due(type, status)
    for _, id in ipairs(ids) do
      local job, field = read_job(id)
      local fits = job and job.status == status and job.type == type
      if fits then field = read_policy(job) end
      if fits and not field then move(job) else misplaced(id, type, status, job, field) end
    end
    if #ids > 0 then flush_index() end
    return #ids
  end

  local function promote_job(job)
    write_job(job, 'PENDING')
    index_remove(job.type, job.status, job.id)
    index_add(job.type, 'PENDING', pending_score(job.priority, next_back()), job.id)
  end

  -- Makes jobs pending whose time has come. Each returns how many.
  function promote_scheduled(type) return move_due(type, 'SCHEDULED', promote_job) end
  function promote_retrying(type) return move_due(type, 'RETRYING', promote_job) end

  -- Ends the attempts whose leases have expired. The token grows, so that the lost lease's own does
  -- not match any more. Returns how many.
  function rescue(type, random)
    return move_due(type, 'RUNNING', function(job)
      job.token = job.token + 1
      fail(job, { message = LEASE_EXPIRED_MESSAGE }, false, nil, random)
    end)
  end
end
