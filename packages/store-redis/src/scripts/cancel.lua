-- Cancels a job: at once, or by a request to its worker when it is running.
--
-- ARGV[1]  id
-- ARGV[2]  reason, or ''
-- ARGV[3]  the sequence number at which to do it; absent for any
--
-- Returns the job as reply.lua describes it, nil when there is none, its sequence number when that is
-- another one, or the name of the status that forbids it.

-- include: lib/due
-- include: lib/general
-- include: lib/reply

local id, reason, if_sequence = ARGV[1], ARGV[2], ARGV[3]
go_general_way()
local job, field = read_job(id)
if field then return corrupt(id, field) end
if not job then return false end
if if_sequence and job.sequence ~= if_sequence then return tonumber(job.sequence) end
-- One that is cancelled already is returned as it is.
if job.status ~= 'CANCELLED' and not MAY_CANCEL[job.status] then return job.status end

-- The reason as a field to write.
local function cancel_reason()
  if reason ~= '' then return 'cancelReason', reason end
end

if job.status == 'RUNNING' then
  if call('HEXISTS', job.hash, 'cancelRequested') == 0 then
    write_job(job, 'RUNNING', 'cancelRequested', '1', cancel_reason())
    call('PUBLISH', P .. ':cancel', id)
  end
elseif job.status ~= 'CANCELLED' then
  finish(job, 'CANCELLED', cancel_reason())
  prune(job.type, 'CANCELLED')
  flush_index()
end
return job_reply(id)
