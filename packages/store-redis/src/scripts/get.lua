-- Reads a job.
--
-- ARGV[1]  id
-- ARGV[2]  view, BASIC or FULL
--
-- Returns the job as reply.lua or basic-reply.lua describes it, or nil when there is none.

-- include: lib/basic-reply

return reply_by(ARGV[2])(ARGV[1])
