-- What operators do to jobs, one by one or many at a time: each function changes a job, unless it is at another
-- sequence number than `if_sequence`, which may be nil.
--
-- They return 'OK', false when there is no such job, its sequence number when that is another one, the name of
-- the status that forbids it, 'HELD', the id of the job that holds its unique key, and that key, with spaces
-- between, 'RUN ' and the field `run` of a job that only its run can do that to, or the error of a job that cannot be read. end_changes writes what they have collected.

-- include: lib/place
-- include: lib/wake
-- include: lib/due
-- include: lib/general

go_general_way()

-- How many jobs of a type have become pending.
local woken = {}

local function redrive_job(id, if_sequence)
  local job, field = read_job(id)
  if job then field = read_policy(job) end
  if field then return corrupt(id, field) end
  if not job then return false end
  if if_sequence and job.sequence ~= if_sequence then return tonumber(job.sequence) end
  if not MAY_REDRIVE[job.status] then return job.status end
  if job.run then return 'RUN ' .. job.run end

  local holder = job.unique and take_key_again(job)
  if holder then return 'HELD ' .. holder .. ' ' .. job.unique end

  job.attempt = 0
  local deadline, start = 'runAt', NOW
  if job.expires_in then deadline, start = restart_deadline(job, now) end
  move_job(job, 'PENDING', pending_score(job.priority, next_back()), 'runAt', NOW, deadline, start)
  call('HDEL', job_key(id), 'expires', 'result', 'progress', 'progressMessage', 'cancelRequested',
    'cancelReason')
  call('PERSIST', job_key(id))
  if job.large then call('PERSIST', body_key(id)) end
  if job.key then call('PERSIST', idempotency_key(job.type, job.key, job.ckey)) end
  if job.group then join_way().move_member(job, job.status, 'PENDING') end
  woken[job.type] = (woken[job.type] or 0) + 1
  return 'OK'
end

-- One that is cancelled already, or asked to stop, is left as it is. `reason` may be ''.
local function cancel_job(id, reason, if_sequence)
  local job, field = read_job(id)
  if field then return corrupt(id, field) end
  if not job then return false end
  if if_sequence and job.sequence ~= if_sequence then return tonumber(job.sequence) end
  if job.status == 'CANCELLED' then return 'OK' end
  if not MAY_CANCEL[job.status] then return job.status end

  -- The reason as a field to write.
  local function cancel_reason()
    if reason ~= '' then return 'cancelReason', reason end
  end

  if job.status ~= 'RUNNING' then
    finish(job, 'CANCELLED', cancel_reason())
    prune(job.type, 'CANCELLED')
  elseif call('HEXISTS', job.hash, 'cancelRequested') == 0 then
    write_job(job, 'RUNNING', 'cancelRequested', '1', cancel_reason())
    call('PUBLISH', P .. ':cancel', id)
  end
  return 'OK'
end

-- Forgets a job, its idempotency key and its hold on its unique key.
local function forget_job(job)
  local id = job.id
  leave_index(job)
  if job.ckey then key_way().end_keep(job) end
  if job.start_by then index_remove(job.type, 'START', id) end
  if job.status == 'BLOCKED' then join_way().leave(job) end
  -- Before what waits for the job is told, which may be its successor.
  if job.unique and not (job.awaited and pass_key_on(job)) then give_key_up(job) end
  if job.awaited then join_way().note_end(id, 'GONE') end
  if job.group and not FINAL[job.status] then join_way().move_member(job, job.status, 'GONE') end
  -- It may have been the last job of its type, which is then to be forgotten.
  note_due(job.type, NOW)
  call('DEL', job_key(id), body_key(id))
  if job.key then call('DEL', idempotency_key(job.type, job.key, job.ckey)) end
  changed(id)
end

local function delete_job(id, if_sequence)
  local job, field = read_job(id)
  if field then return corrupt(id, field) end
  if not job then return false end
  if if_sequence and job.sequence ~= if_sequence then return tonumber(job.sequence) end
  if not MAY_DELETE[job.status] then return job.status end
  if job.run then return 'RUN ' .. job.run end
  forget_job(job)
  return 'OK'
end

local function end_changes()
  flush_index()
  for type, count in pairs(woken) do
    call('ZADD', P .. ':types', 0, type)
    wake(type, count)
  end
end
