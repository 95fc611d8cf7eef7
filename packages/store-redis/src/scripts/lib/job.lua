-- Reading a job and the moves that more than one script makes.

-- What the moves need to know about a job, as `job` in the functions below.
local FIELDS = {
  'type', 'status', 'token', 'sequence', 'attempt', 'maxAttempts', 'priority', 'delivery',
  'backoff', 'retention', 'key', 'large', 'cancelRequested', 'worker', 'errors',
}
local NUMBERS = { 'token', 'sequence', 'attempt', 'maxAttempts', 'priority', 'retention' }

-- Fills in the defaults. Returns nil and the name of the field at fault when a field is unreadable.
local function complete_job(job)
  if not job.type then return nil, 'type' end
  for _, name in ipairs(NUMBERS) do
    if job[name] then
      job[name] = tonumber(job[name])
      if not job[name] then return nil, name end
    end
  end
  job.status = job.status or 'PENDING'
  job.token = job.token or 0
  job.sequence = job.sequence or 1
  job.attempt = job.attempt or 0
  job.maxAttempts = job.maxAttempts or DEFAULT_MAX_ATTEMPTS
  job.priority = job.priority or DEFAULT_PRIORITY
  job.retention = job.retention or DEFAULT_RETENTION_MS
  return job
end

-- Reads a job. Returns nil when there is none, or nil and the field at fault.
local function read_job(id)
  local values = redis.pcall('HMGET', job_key(id), unpack(FIELDS))
  if values.err then return nil, 'key' end
  local job, any = {}, false
  for i, name in ipairs(FIELDS) do
    job[name] = values[i]
    any = any or values[i]
  end
  if not any and redis.call('EXISTS', job_key(id)) == 0 then return nil end
  return complete_job(job)
end

-- Writes fields of a job, whose sequence grows with that.
local function write_job(id, job, ...)
  job.sequence = job.sequence + 1
  redis.call('HSET', job_key(id), 'sequence', job.sequence, ...)
  changed(id)
end

-- Moves a job to a final status, to be forgotten after its retention.
local function finish(id, job, status, ...)
  write_job(id, job, 'status', status, 'finished', now, ...)
  redis.call('PEXPIRE', job_key(id), job.retention)
  if job.large then redis.call('PEXPIRE', payload_key(id), job.retention) end
  if job.key then redis.call('PEXPIRE', idempotency_key(job.type, job.key), job.retention) end
  index_remove(job.type, job.status, id)
  index_add(job.type, status, now + job.retention, id)
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
  local initial, multiplier, max, jitter =
    string.match(job.backoff or DEFAULT_BACKOFF, '^(%S+) (%S+) (%S+) (%S+)$')
  local wait = math.min(tonumber(max), tonumber(initial) * tonumber(multiplier) ^ (job.attempt - 1))
  return math.floor(wait * (1 + tonumber(jitter) * random))
end

-- Ends a running job's attempt without success. `retry_after` is nil for the job's own backoff.
-- Returns the status it leads to.
local function fail(id, job, failure, permanent, retry_after, random)
  local errors = with_error(job, failure)
  if job.cancelRequested then return finish(id, job, 'CANCELLED', 'errors', errors) end
  if permanent or job.delivery == 'AT_MOST_ONCE' or job.attempt >= job.maxAttempts then
    return finish(id, job, 'FAILED', 'errors', errors)
  end
  local run_at = now + (retry_after or backoff_ms(job, random))
  write_job(id, job, 'status', 'RETRYING', 'runAt', run_at, 'updated', now, 'errors', errors)
  index_remove(job.type, 'RUNNING', id)
  index_add(job.type, 'RETRYING', run_at, id)
  return 'RETRYING'
end

-- Buries a job that cannot be read: it fails with the reason, and the queue moves on. `status` is the
-- index in which it was found.
local function bury(id, type, status, field)
  local key = job_key(id)
  if field == 'key' then redis.call('DEL', key) else redis.call('HDEL', key, field) end
  local token, sequence, created, large, idempotency =
    unpack(redis.call('HMGET', key, 'token', 'sequence', 'created', 'large', 'key'))
  if not tonumber(created or nil) then redis.call('HSET', key, 'created', now) end
  local job = {
    type = type,
    status = status,
    attempt = 0,
    retention = DEFAULT_RETENTION_MS,
    sequence = tonumber(sequence or nil) or 1,
    large = large,
    key = idempotency,
  }
  -- A worker that still holds a lease on what the job was must not settle it.
  local next_token = (tonumber(token or nil) or 0) + 1
  local message = 'the stored job is corrupt: its ' .. field .. ' cannot be read'
  return finish(id, job, 'FAILED', 'type', type, 'token', next_token,
    'errors', with_error(job, { message = message }))
end

-- What to do with a job found in an index where it does not belong, as read_job has returned it:
-- one that is gone or elsewhere is dropped from this index, one that cannot be read is buried.
local function misplaced(id, type, status, job, field)
  if job and job.type ~= type then field = 'type' end
  if job and not STATUSES[job.status] then field = 'status' end
  if field then return bury(id, type, status, field) end
  index_remove(type, status, id)
end
