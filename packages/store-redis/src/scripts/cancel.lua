-- Cancels a job: at once, or by a request to its worker when it is running.
--
-- ARGV[1]  id
-- ARGV[2]  reason, or ''
--
-- Returns the job as reply.lua describes it, nil when there is none, or the name of the status that
-- forbids it.

local id, reason = ARGV[1], ARGV[2]
local job, field = read_job(id)
if field then return redis.error_reply('CORRUPT ' .. field) end
if not job then return false end
if job.status == 'COMPLETED' or job.status == 'FAILED' then return job.status end

local requested = redis.call('HEXISTS', job_key(id), 'cancelRequested') == 1
if job.status == 'RUNNING' and not requested then
  write_job(job, 'RUNNING', 'cancelRequested', '1')
  redis.call('PUBLISH', P .. ':cancel', id)
elseif job.status ~= 'RUNNING' and job.status ~= 'CANCELLED' then
  finish(job, 'CANCELLED')
  prune(job.type, 'CANCELLED')
  flush_index()
else
  return job_reply(id)
end
if reason ~= '' then redis.call('HSET', job_key(id), 'cancelReason', reason) end
return job_reply(id)
