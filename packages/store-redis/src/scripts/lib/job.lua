-- Reading a job, and the moves that more than one script makes. job-hash.ts describes the hash.

-- The parts of a job's state, or nothing when it cannot be read.
local function parse_state(state)
  if not state then return 'PENDING', 1, 0, 0, nil, '0' end
  local status, sequence, token, attempt, updated, started =
    string.match(state, '^(%u+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
  if not STATUSES[status] then return nil end
  return status, tonumber(sequence), tonumber(token), tonumber(attempt), updated, started
end

-- The retention in ms, whether the payload has a key of its own, and the idempotency key or nil.
local function parse_keep(keep)
  local retention, large, key = string.match(keep, '^(%d+) ([01]) (.*)$')
  return tonumber(retention), large == '1', key ~= '' and key or nil
end

-- Reads what every move needs: type, status, sequence, token, attempt, started, retention, large, key.
-- Returns nil when there is no such job, or nil and the field that cannot be read.
local function read_job(id)
  local values = redis.pcall('HMGET', job_key(id), 'state', 'type', 'keep')
  if values.err then return nil, 'key' end
  local state, type, keep = values[1], values[2], values[3]
  if not type then
    if redis.call('EXISTS', job_key(id)) == 0 then return nil end
    return nil, 'type'
  end
  local job = { type = type, retention = DEFAULT_RETENTION_MS }
  job.status, job.sequence, job.token, job.attempt, job.updated, job.started = parse_state(state)
  if not job.status then return nil, 'state' end
  if keep then
    job.retention, job.large, job.key = parse_keep(keep)
    if not job.retention then return nil, 'keep' end
  end
  return job
end

-- Adds what deciding about a retry needs: priority, maxAttempts, delivery, backoff, cancelRequested,
-- worker, errors. Returns the field that cannot be read, if any.
local function read_policy(id, job)
  local values = redis.call('HMGET', job_key(id), 'priority', 'maxAttempts', 'delivery', 'backoff',
    'cancelRequested', 'worker', 'errors')
  job.priority = tonumber(values[1] or DEFAULT_PRIORITY)
  job.maxAttempts = tonumber(values[2] or DEFAULT_MAX_ATTEMPTS)
  job.delivery, job.cancelRequested, job.worker, job.errors = values[3], values[5], values[6], values[7]
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

-- Writes the job's new status, and further fields and values.
local function write_job(id, job, status, ...)
  job.sequence = job.sequence + 1
  local state = status .. ' ' .. job.sequence .. ' ' .. job.token .. ' ' .. job.attempt .. ' ' .. NOW
    .. ' ' .. job.started
  redis.call('HSET', job_key(id), 'state', state, ...)
  changed(id)
end

-- Moves a job to a final status, to be forgotten after its retention.
local function finish(id, job, status, ...)
  write_job(id, job, status, ...)
  local retention = string.format('%d', job.retention)
  redis.call('PEXPIRE', job_key(id), retention)
  if job.large then redis.call('PEXPIRE', payload_key(id), retention) end
  if job.key then redis.call('PEXPIRE', idempotency_key(job.type, job.key), retention) end
  index_remove(job.type, job.status, id)
  index_add(job.type, status, string.format('%d', now + job.retention), id)
  return status
end

-- The job's errors with one more, in JSON, cut to the last ones. `failure` has a message and maybe
-- details.
local function with_error(job, failure)
  local ok, errors = pcall(cjson.decode, job.errors or '[]')
  if not ok or type(errors) ~= 'table' then errors = {} end
  failure.attempt = job.attempt
  failure.at = now
  failure.workerId = job.worker or ''
  errors[#errors + 1] = failure
  while #errors > MAX_ERRORS do table.remove(errors, 1) end
  return cjson.encode(errors)
end

-- min(max, initial * multiplier ^ (attempt - 1)) * (1 + jitter * random), in whole milliseconds.
local function backoff_ms(job, random)
  local backoff = job.backoff
  local wait = math.min(backoff.max, backoff.initial * backoff.multiplier ^ (job.attempt - 1))
  return math.floor(wait * (1 + backoff.jitter * random))
end

-- Ends a running job's attempt without success. `retry_after` is nil for the job's own backoff.
-- Returns the status it leads to.
local function fail(id, job, failure, permanent, retry_after, random)
  local errors = with_error(job, failure)
  if job.cancelRequested then return finish(id, job, 'CANCELLED', 'errors', errors) end
  if permanent or job.delivery == 'AT_MOST_ONCE' or job.attempt >= job.maxAttempts then
    return finish(id, job, 'FAILED', 'errors', errors)
  end
  local run_at = string.format('%d', now + (retry_after or backoff_ms(job, random)))
  write_job(id, job, 'RETRYING', 'runAt', run_at, 'errors', errors)
  index_remove(job.type, 'RUNNING', id)
  index_add(job.type, 'RETRYING', run_at, id)
  return 'RETRYING'
end

-- Buries a job that cannot be read: it fails with the reason, and the queue moves on. `status` is the
-- index in which it was found.
local function bury(id, type, status, field)
  local key = job_key(id)
  if field == 'key' then redis.call('DEL', key) else redis.call('HDEL', key, field) end
  local job = read_job(id) or { sequence = 1, token = 0, attempt = 0, started = '0' }
  job.type, job.status, job.retention = type, status, job.retention or DEFAULT_RETENTION_MS
  -- A worker that still holds a lease on what the job was must not settle it.
  job.token = job.token + 1
  local message = 'the stored job is corrupt: its ' .. field .. ' cannot be read'
  redis.call('HSETNX', key, 'created', NOW)
  return finish(id, job, 'FAILED', 'type', type, 'errors', with_error(job, { message = message }))
end

-- What to do with a job found in an index where it does not belong, as read_job has returned it:
-- one that is gone or elsewhere is dropped from this index, one that cannot be read is buried.
local function misplaced(id, type, status, job, field)
  if job and job.type ~= type then field = 'type' end
  if field then return bury(id, type, status, field) end
  index_remove(type, status, id)
end
