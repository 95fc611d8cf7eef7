-- Ends the wait of a lease that is given up.
--
-- ARGV[1]  waiter
--
-- Returns nothing: that a wait lasted until now does not tell that no job was handed over to the same
-- waiter before it.

-- include: lib/partition
-- include: lib/drain
-- include: lib/waiting

wait_no_longer(ARGV[1])
