-- Forgets a job, its idempotency key and its hold on its unique key.
--
-- ARGV[1]  id
-- ARGV[2]  the sequence number at which to do it; absent for any
--
-- Returns what operator.lua does, nil when there is no such job.

-- include: lib/operator

local answer = delete_job(ARGV[1], ARGV[2])
if answer == 'OK' then end_changes() end
return answer
