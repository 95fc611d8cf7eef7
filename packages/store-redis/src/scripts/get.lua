-- Reads a job.
--
-- ARGV[1]  id
--
-- Returns the job as reply.lua describes it, or nil when there is none.

-- include: lib/reply

return job_reply(ARGV[1])
