-- Changes a job that waits.
--
-- ARGV[1]  id
-- ARGV[2]  the sequence number at which to do it, or '' for any
-- ARGV[3]  when it is due: '' for as before, '+ms' after a delay, 'ms' at a time
-- ARGV[4]  priority, or '' for as before
-- and for another body, which only a job at its sequence number as it was read can be given, because that
-- holds what does not change as well:
-- ARGV[5]  kind of a job that is not plain, see job-hash.ts
-- ARGV[6]  body kept in a key of its own, or ''
-- ARGV[7…] pieces of the body
--
-- Returns the job as reply.lua describes it, nil when there is none, its sequence number when that is
-- another one, or the name of the status that forbids it.

-- include: lib/partition

local id, if_sequence, when, priority, kind, large = unpack(ARGV, 1, 6)

-- A full Redis refuses this write, which changes nothing, and with it another body, as it refuses a new job.
if kind and call('TYPE', JOB .. id).ok == 'hash' then call('HSETNX', JOB .. id, 'job', '') end

-- include: lib/place
-- include: lib/wake
-- include: lib/general
-- include: lib/reply

go_general_way()
local job, field = read_job(id)
if job then field = read_policy(job) end
if field then return corrupt(id, field) end
if not job then return false end
if if_sequence ~= '' and job.sequence ~= if_sequence then return tonumber(job.sequence) end
if not MAY_UPDATE[job.status] then return job.status end

-- Gives the job the body of the arguments.
local function write_body()
  local created = string.match(call('HGET', job.hash, 'job'), '^%d+')
  local fields, surplus = { 'job', created .. ' ' .. kind .. ' ' .. job.type .. ' ' .. ARGV[7] }, {}
  for piece = 1, MAX_PIECES do
    local value = ARGV[7 + piece]
    if value then
      fields[#fields + 1] = piece
      fields[#fields + 1] = value
    else
      surplus[#surplus + 1] = piece
    end
  end
  if #surplus > 0 then call('HDEL', job.hash, unpack(surplus)) end
  call('HSET', job.hash, unpack(fields))
  if large ~= '' then call('SET', body_key(id), large)
  elseif job.large then call('DEL', body_key(id)) end
  if large ~= '' or job.large then
    call('HSET', job.hash, 'keep', (job.retention or DEFAULT_RETENTION_MS) .. ' '
      .. (large == '' and 0 or 1) .. ' ' .. (job.key or ''))
  end
end

local status, changes, priority_before = job.status, {}, job.priority
local run_at
if when ~= '' then
  local at = string.sub(when, 1, 1) == '+' and now + when or tonumber(when)
  if status == 'BLOCKED' then
    -- The time is in place of a delay from the end of the wait.
    changes = { 'join', string.match(call('HGET', job.hash, 'join') or '', '^%u*') }
  elseif at <= now then status = 'PENDING'
  elseif status ~= 'RETRYING' then status = 'SCHEDULED' end
  run_at = whole(math.max(now, at))
  changes[#changes + 1] = 'runAt'
  changes[#changes + 1] = run_at
  if job.start_by then
    local deadline, start = restart_deadline(job, run_at)
    changes[#changes + 1] = deadline
    changes[#changes + 1] = start
  end
end
if priority ~= '' then
  job.priority = tonumber(priority)
  changes[#changes + 1] = 'priority'
  changes[#changes + 1] = priority
end

-- One that stays where it is keeps its place.
local moves = status ~= job.status
if not moves and status == 'PENDING' then moves = job.priority ~= priority_before
elseif not moves and string.find(TIMED, status, 1, true) then moves = run_at ~= nil end
if moves then
  local score = run_at
  if status == 'PENDING' then score = pending_score(job.priority, next_back()) end
  move_job(job, status, score, unpack(changes))
  flush_index()
  -- Whatever it is, a waiting worker may have to look earlier than it planned.
  wake(job.type, 1)
else
  write_job(job, status, unpack(changes))
  if job.start_by and status == 'PENDING' then
    index_add(job.type, 'START', job.start_by, id)
    flush_index()
  end
end
if kind then write_body() end
return job_reply(id)
