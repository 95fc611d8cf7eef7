-- Asks for a notice of every change of a job, for a time.
--
-- ARGV[1]  id
-- ARGV[2]  for how long, in ms
--
-- Returns nothing.

-- include: lib/partition
-- include: lib/drain

call('ZADD', P .. ':watched', 'GT', now + ARGV[2], ARGV[1])
