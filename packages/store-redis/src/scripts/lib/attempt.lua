-- Where the attempt of a job of any kind begins, and where it ends; plain.lua does both for plain jobs,
-- of which nothing but their place in the index depends on it. Part of the general way.

-- Begins an attempt of a pending job, which the caller takes out of that index unless it has a concurrency key.
function begin_attempt(job, worker, expiry)
  job.token, job.attempt = job.token + 1, job.attempt + 1
  write_job(job, 'RUNNING', 'worker', worker)
  if job.token > 1 then call('HDEL', job.hash, 'progress', 'progressMessage') end
  if job.ckey then leave_index(job) end
  enter_index(job, 'RUNNING', expiry)
  if job.hold == 'S' then give_key_up(job) end
  if job.start_by then index_remove(job.type, 'START', job.id) end
end

-- Has a job be forgotten at a time, with what is its own.
local function expire_with(job, expiry)
  -- One of a run is deleted with that.
  if not job.run then
    call('PEXPIREAT', job.hash, expiry)
    if job.large then call('PEXPIREAT', body_key(job.id), expiry) end
  end
  if job.key then call('PEXPIREAT', idempotency_key(job.type, job.key, job.ckey), expiry) end
end

-- Has a job that has failed, and was to last, be forgotten after its retention from now on.
function forget_later(id)
  local job = read_job(id)
  if not job or job.status ~= 'FAILED' then return end
  local expiry = whole(now + (job.retention or DEFAULT_RETENTION_MS))
  index_add(job.type, 'FAILED', expiry, id)
  call('HSET', job.hash, 'expires', expiry)
  expire_with(job, expiry)
  if job.unique then end_hold(job, 'FAILED', expiry) end
end

-- Ends the attempt of a running job, which moves to `status` and has its place there by `score`.
-- Further fields and values are written. Returns the status.
function end_attempt(job, status, score, ...)
  -- The deadline ends with the attempt, unless that was given back before its handler started.
  if job.start_by and not (job.unstarted and status == 'PENDING') then
    call('HSET', job.hash, 'start', job.expires_in)
    job.start_by = nil
  end
  return move_job(job, status, score, ...)
end

-- Moves a job to a final status, to be forgotten after its retention. Returns the status.
function finish(job, status, ...)
  local expiry = whole(now + (job.retention or DEFAULT_RETENTION_MS))
  local is_lasting = job.ckey and key_way().keep_turn(job, status)
  if is_lasting then
    expiry = NEVER
    call('HSET', job.hash, 'expires', '-')
  end
  local move = job.status == 'RUNNING' and end_attempt or move_job
  if job.status == 'BLOCKED' then join_way().leave(job) end
  local awaited = job.awaited
  job.awaited = false
  move(job, status, expiry, ...)
  if not is_lasting then expire_with(job, expiry) end
  if job.unique and not (awaited and pass_key_on(job)) then end_hold(job, status, expiry) end
  if awaited then join_way().note_end(job.id, status) end
  if job.group then join_way().move_member(job, job.status, status) end
  if job.run then run_way().note_end(job, status, ...) end
  return status
end

-- The job's errors with one more, in JSON, cut to the last ones. `failure` has a message and maybe
-- details.
local function with_error(job, failure)
  local ok, errors = pcall(cjson.decode, job.errors or '[]')
  if not ok or type(errors) ~= 'table' then errors = {} end
  job.failure = failure.message
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
  if job.ckey then key_way().keep_turn(job, 'RETRYING') end
  local run_at = whole(now + (retry_after or backoff_ms(job, random)))
  return end_attempt(job, 'RETRYING', run_at, 'runAt', run_at, 'errors', errors)
end

-- Cancels a pending job that nobody has leased by its start deadline.
function expire_job(job)
  local ms = tonumber(job.expires_in)
  local length = ms % 1000 == 0 and whole(ms / 1000) .. ' s' or whole(ms) .. ' ms'
  finish(job, 'CANCELLED', 'cancelReason', 'not started within ' .. length)
end

-- Buries a job that cannot be read: it fails with the reason, and the queue moves on. `status` is the
-- index in which it was found, `ckey` the concurrency key by which a pending one was.
function bury(id, type, status, field, ckey)
  local hash = job_key(id)
  local job, unreadable = nil, field
  -- One field after the other can turn out to be unreadable.
  while unreadable do
    if unreadable == 'key' then call('DEL', hash) else call('HDEL', hash, unreadable) end
    call('HSETNX', hash, 'job', NOW .. ' + ' .. type .. ' ')
    job, unreadable = read_job(id)
  end
  -- Whether others wait for it stood in what could not be read.
  job.awaited = true
  -- The index is what counts, whatever status and type the job has there.
  job.status, job.type = status, type
  if status == 'PENDING' then job.ckey = ckey end
  -- A worker that still holds a lease on what the job was must not settle it.
  job.token = job.token + 1
  local message = 'the stored job is corrupt: its ' .. field .. ' cannot be read'
  return finish(job, 'FAILED', 'errors', with_error(job, { message = message }))
end
