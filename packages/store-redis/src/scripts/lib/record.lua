-- Reading and writing a job of any kind; job-hash.ts describes the hash. Part of the general way.

-- include: lib/general-kind

-- The retention in ms, whether the body has a key of its own, and the idempotency key or nil.
local function parse_keep(keep)
  local retention, large, key = string.match(keep, '^(%d+) ([01]) (.*)$')
  return retention, large == '1', key ~= '' and key or nil
end

-- What ends the hold of a job on its unique key, as a letter, and the key.
local function parse_unique(unique) return string.match(unique, '^([CFST]) (.+)$') end

-- The parts of a state, numbers as strings: status, kind, sequence, token, attempt, type.
local function parse_state(state)
  return string.match(state, '^(%u+) ([-=>+&]) (%d+) (%d+) (%d+) (%S+) %d+$')
end

-- The same of a job that was never moved, from its field `job`.
local function new_state(field)
  local kind, but_for, type = string.match(field, '^%d+ ([%a+*])([=>]?) (%S+) ')
  if not kind then return nil end
  local state_kind = not string.find(kind, '%a') and '+' or but_for == '' and '-' or but_for
  return 'PENDING', state_kind, '1', '0', '0', type
end

-- Reads what every move needs. Returns nil when there is no such job, or nil and the field that
-- cannot be read.
function read_job(id)
  local hash = job_key(id)
  local values = try('HMGET', hash, 'state', 'job', 'keep', 'worker', 'unique', 'start', 'ckey', 'group', 'run')
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
  local hold, unique
  if values[5] then
    hold, unique = parse_unique(values[5])
    if not hold then return nil, 'unique' end
  end
  if values[9] then
    if not string.find(values[9], '^%S+ %S+ %d+ %d*$') then return nil, 'run' end
    retention = retention or RUN_JOB_RETENTION_MS
  end
  local expires_in, start_by
  if values[6] then
    expires_in, start_by = string.match(values[6], '^(%d+) ?(%d*)$')
    if not expires_in then return nil, 'start' end
    if start_by == '' then start_by = nil end
  end
  return {
    id = id, hash = hash, type = type, status = status, kind = kind, sequence = sequence,
    token = token, attempt = attempt, retention = retention, large = large, key = key,
    ran = values[4], hold = hold, unique = unique, awaited = kind == '&',
    expires_in = expires_in, start_by = start_by, ckey = values[7] or nil, group = values[8], run = values[9],
  }
end

-- The answer to a call on a job that cannot be read.
function corrupt(id, field) return redis.error_reply('CORRUPT ' .. id .. ' ' .. field) end

-- Adds what deciding about a retry needs: priority, maxAttempts, delivery, backoff, cancelRequested,
-- worker, errors. Returns the field that cannot be read, if any.
function read_policy(job)
  local values = call('HMGET', job.hash, 'priority', 'maxAttempts', 'delivery', 'backoff',
    'cancelRequested', 'errors')
  job.priority = tonumber(values[1] or DEFAULT_PRIORITY)
  job.maxAttempts = tonumber(values[2] or DEFAULT_MAX_ATTEMPTS)
  job.delivery, job.cancelRequested, job.errors = values[3], values[5], values[6]
  job.worker = string.match(job.ran or '', '^%d+ (.*)$')
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

-- Marks the field `job` of a job that goes a short way, so that this passes the job by from now on.
local function end_short_way(job)
  if job.kind == '+' or job.kind == '&' then return end
  job.kind = '+'
  local field = call('HGET', job.hash, 'job')
  call('HSET', job.hash, 'job', (string.gsub(field, '^(%d+ )(%a)[=>]? ', function(time, kind)
    return time .. general_kind(kind) .. ' '
  end, 1)))
end

-- Takes a job out of the index of its status.
function leave_index(job)
  if job.ckey then return key_way().leave(job, job.status) end
  index_remove(job.type, job.status, job.id)
end

-- Puts a job into the index of a status, where its place is `score`.
local function enter_index(job, status, score)
  if job.ckey then return key_way().enter(job, status, score) end
  index_add(job.type, status, score, job.id)
end

-- Writes the job's new status, and further fields and values.
function write_job(job, status, ...)
  end_short_way(job)
  job.sequence = job.sequence + 1
  call('HSET', job.hash, 'state', status .. (job.awaited and ' & ' or ' + ') .. job.sequence .. ' ' .. job.token .. ' '
    .. job.attempt .. ' ' .. job.type .. ' ' .. NOW, ...)
  changed(job.id)
end

-- The same for a job that moves from one index to another, where its place is `score`. Returns the
-- status.
function move_job(job, status, score, ...)
  write_job(job, status, ...)
  leave_index(job)
  enter_index(job, status, score)
  if job.start_by then
    if status == 'PENDING' then index_add(job.type, 'START', job.start_by, job.id)
    else index_remove(job.type, 'START', job.id) end
  end
  return status
end

-- Has the start deadline of a job count from a time in ms. Returns the field and the value to write.
function restart_deadline(job, from)
  job.start_by = whole(from + job.expires_in)
  return 'start', job.expires_in .. ' ' .. job.start_by
end
