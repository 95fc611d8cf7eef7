-- Wakes those who wait for jobs of a queue, because its limits have changed.
--
-- ARGV[1]  type
-- ARGV[2]  how many of each process, at most
--
-- Returns nothing.

-- include: lib/wake

wake_all_parts(ARGV[1], ARGV[2])
return false
