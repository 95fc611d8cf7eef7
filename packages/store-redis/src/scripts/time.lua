-- Tells the time.
--
-- Returns it in ms since 1970.

-- include: lib/partition

return now
