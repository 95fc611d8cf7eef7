-- Lists what became of the latest times of a schedule, the latest first.
--
-- ARGV[1]  its name

-- include: lib/schedules

return call('LRANGE', firings_key(ARGV[1]), '0', '-1')
