-- Reads an operation.
--
-- ARGV[1]  id
--
-- Returns what lib/operations.lua reads, nil for none.

-- include: lib/operations

return read_operation(ARGV[1]) or false
