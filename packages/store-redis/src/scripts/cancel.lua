-- Cancels a job: at once, or by a request to its worker when it is running.
--
-- ARGV[1]  id
-- ARGV[2]  reason, or ''
-- ARGV[3]  the sequence number at which to do it; absent for any
--
-- Returns the job as reply.lua describes it, or what operator.lua returns for one that was not changed, nil
-- for none.

-- include: lib/operator
-- include: lib/reply

local answer = cancel_job(ARGV[1], ARGV[2], ARGV[3])
if answer ~= 'OK' then return answer end
end_changes()
return job_reply(ARGV[1])
