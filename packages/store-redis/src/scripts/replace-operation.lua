-- Replaces the record of an open operation that is at a revision.
--
-- ARGV[1]  id
-- ARGV[2]  the revision
-- ARGV[3]  record
-- ARGV[4]  '1' for one that is over by now, else ''
-- ARGV[5]  for how long it is kept then, in ms
--
-- Returns 1 when it was at that revision, else 0.

-- include: lib/operations

local id, revision = ARGV[1], ARGV[2]
local at, ended = unpack(call('HMGET', operation_key(id), 'revision', 'ended'))
if at ~= revision or ended then return 0 end
write_operation(id, revision + 1, ARGV[3], ARGV[4] ~= '', ARGV[5])
return 1
