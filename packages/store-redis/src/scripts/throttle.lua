-- Throttles the queue of a type, because an attempt was in another partition.
--
-- ARGV[1]  type
-- ARGV[2]  until when, in ms
-- ARGV[3]  id of the job
-- ARGV[4]  when that was, in ms

-- include: lib/throttle

throttle_queue(ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4])
return 1
