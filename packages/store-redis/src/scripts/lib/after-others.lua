-- What a new job needs that comes after others, or takes the place of one: look_at_awaited, enqueue_blocked,
-- last_in_line and replace of enqueue.lua. It comes behind go_general_way().

-- What a job would wait for: { open = those that have not ended, vain = one by whose end it waits in vain,
-- how = that end, join = what its field says }, or nil and the id of one that does not exist.
function look_at_awaited(after)
  local rule, delay, ids = string.match(after, '^(%u+) (%d*) (.*)$')
  local wait = { open = {}, join = delay == '' and rule or rule .. ' ' .. delay }
  for id in string.gmatch(ids, '%S+') do
    local job = read_job(id)
    if not job then return nil, id end
    if not FINAL[job.status] then
      wait.open[#wait.open + 1] = job
    elseif not wait.vain and not join_way().runs_after(rule, job.status) then
      wait.vain, wait.how = id, job.status
    end
  end
  return wait
end

function enqueue_blocked(id, type, run_at, job, wait, ...)
  call('HSET', job_key(id), 'job', job, 'state', 'BLOCKED + 1 0 0 ' .. type .. ' ' .. NOW,
    'runAt', whole(math.max(now, run_at)), 'join', wait.join, ...)
  blocked[type] = true
  if wait.vain then return join_way().end_in_vain(read_job(id), wait.vain, wait.how) end
  index_add(type, 'BLOCKED', whole(place), id)
  join_way().begin(id, wait.open, whole(place))
end

-- The job with an id, which holds a unique key, and the id of its successor, if that waits for it, or its own.
function last_in_line(id)
  local next_one = call('HGET', job_key(id), 'successor')
  local successor = next_one and read_job(next_one)
  return read_job(id), successor and successor.status == 'BLOCKED' and next_one or id
end

-- The names of what a request may give a job, and what it has of its attempts.
local NAMES = { 'keep', 'priority', 'maxAttempts', 'delivery', 'backoff', 'progress', 'progressMessage',
  'start' }
for piece = 1, MAX_PIECES do NAMES[#NAMES + 1] = piece end

-- The fields and values that the job is to have, and its retention.
local function fields_of(job, head, run_at, list, first, last)
  local fields, retention = { 'job', head, 'runAt', run_at }, whole(DEFAULT_RETENTION_MS)
  for i = first, last, 2 do
    local name, value = list[i], list[i + 1]
    if name == 'keep' then retention = string.match(value, '^%d+')
    -- It holds its key as it did, and stays in its group, if it has one.
    elseif name ~= 'unique' and name ~= 'group' then
      fields[#fields + 1] = name
      fields[#fields + 1] = value
    end
  end
  return fields, retention
end

-- Has the job that holds a unique key become what is asked for, if it waits; its fields and values lie from
-- list[first] to list[last]. It is due at `run_at`, but no later than `latest` ms after it was created.
-- Returns whether it has.
function replace(id, kind, priority, body, run_at, latest, large, expires_in, list, first, last)
  local job, unreadable = read_job(id)
  if job then unreadable = read_policy(job) end
  if not job or unreadable or not MAY_UPDATE[job.status] then return false end
  -- It may be of this very batch, and what comes behind it stands behind it.
  write_indexes()
  queues, pending, scheduled, blocked, keyed = {}, {}, {}, {}, nil
  local created = string.match(call('HGET', job.hash, 'job'), '^%d+')
  run_at = math.max(now, math.min(run_at, created + latest))
  local head = created .. ' ' .. kind .. ' ' .. job.type .. ' ' .. body
  local fields, retention = fields_of(job, head, whole(run_at), list, first, last)
  if large ~= '' then call('SET', body_key(id), large)
  elseif job.large then call('DEL', body_key(id)) end
  fields[#fields + 1] = 'keep'
  fields[#fields + 1] = retention .. ' ' .. (large == '' and 0 or 1) .. ' ' .. (job.key or '')
  call('HDEL', job.hash, unpack(NAMES))
  if job.start_by then index_remove(job.type, 'START', id) end
  job.start_by = nil
  if expires_in ~= '' then
    job.expires_in = expires_in
    local deadline, start = restart_deadline(job, run_at)
    fields[#fields + 1] = deadline
    fields[#fields + 1] = start
  end
  job.attempt = 0
  local status = 'PENDING'
  if run_at > now then status = 'SCHEDULED' end
  if job.status == 'BLOCKED' then
    -- The time is in place of a delay from the end of the wait.
    fields[#fields + 1] = 'join'
    fields[#fields + 1] = string.match(call('HGET', job.hash, 'join') or '', '^%u*')
    write_job(job, 'BLOCKED', unpack(fields))
  elseif status == 'PENDING' and job.status == status and job.priority == tonumber(priority) then
    write_job(job, status, unpack(fields))
    if job.start_by then index_add(job.type, 'START', job.start_by, id) end
  else
    local score = status == 'PENDING' and pending_score(priority, next_back()) or whole(run_at)
    move_job(job, status, score, unpack(fields))
    flush_index()
    wake(job.type, 1)
  end
  place, scores, is_given, is_taken = next_back(), {}, false, false
  return true
end
