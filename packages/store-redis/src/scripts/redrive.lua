-- Runs a finished job again, with all its attempts.
--
-- ARGV[1]  id
-- ARGV[2]  the sequence number at which to do it; absent for any
--
-- Returns the job as reply.lua describes it, nil when there is none, its sequence number when that is
-- another one, the name of the status that forbids it, or 'HELD', the id of the job that holds its unique
-- key, and that key, with spaces between.

-- include: lib/place
-- include: lib/wake
-- include: lib/general
-- include: lib/reply

local id, if_sequence = ARGV[1], ARGV[2]
go_general_way()
local job, field = read_job(id)
if job then field = read_policy(job) end
if field then return corrupt(id, field) end
if not job then return false end
if if_sequence and job.sequence ~= if_sequence then return tonumber(job.sequence) end
if not MAY_REDRIVE[job.status] then return job.status end

local holder = job.unique and take_key_again(job)
if holder then return 'HELD ' .. holder .. ' ' .. job.unique end

job.attempt = 0
local deadline, start = 'runAt', NOW
if job.expires_in then deadline, start = restart_deadline(job, now) end
move_job(job, 'PENDING', pending_score(job.priority, next_back()), 'runAt', NOW, deadline, start)
call('HDEL', job_key(id), 'result', 'progress', 'progressMessage', 'cancelRequested',
  'cancelReason')
call('PERSIST', job_key(id))
if job.large then call('PERSIST', body_key(id)) end
if job.key then call('PERSIST', idempotency_key(job.type, job.key)) end
flush_index()
call('ZADD', P .. ':types', 0, job.type)
wake(job.type, 1)
return job_reply(id)
