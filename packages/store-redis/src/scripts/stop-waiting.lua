-- Ends the wait of a lease that is given up.
--
-- ARGV[1]  waiter
--
-- Returns 1, or 0 when a job was handed over to it, or its time has passed.

return wait_no_longer(ARGV[1]) and 1 or 0
