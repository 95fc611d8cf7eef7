-- Operations, in the first partition: a hash for each, which expires with it, and their ids by when they are
-- forgotten, those that are open at the end.

-- include: lib/partition

local OPERATIONS = P .. ':operations'

local function operation_key(id) return P .. ':operation:' .. id end

-- Writes a record. One that is over is kept for `keep` ms.
local function write_operation(id, revision, record, is_over, keep)
  local key = operation_key(id)
  call('HSET', key, 'revision', whole(revision), 'record', record)
  if not is_over then return call('ZADD', OPERATIONS, 'inf', id) end
  call('HSET', key, 'ended', NOW)
  call('PEXPIRE', key, keep)
  call('ZADD', OPERATIONS, whole(now + keep), id)
end

-- An operation as id, revision, record and when it ended or ''; nothing when it is not there.
local function read_operation(id)
  local revision, record, ended = unpack(call('HMGET', operation_key(id), 'revision', 'record', 'ended'))
  if revision then return { id, tonumber(revision), record, ended or '' } end
end
