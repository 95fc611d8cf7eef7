-- One bounded round of maintenance for one type.
--
-- ARGV[1]  type
-- ARGV[2]  random number in [0, 1), for the backoff of rescued jobs
--
-- Returns how many jobs were promoted, rescued, pruned, and 1 when a bound was reached.

local name, random = ARGV[1], tonumber(ARGV[2])
go_general_way()
local rescued = rescue(name, random)
local scheduled, retrying = promote_scheduled(name), promote_retrying(name)
local promoted, pruned = scheduled + retrying, 0
local more = rescued >= STEP or scheduled >= STEP or retrying >= STEP
for _, status in ipairs({ 'COMPLETED', 'FAILED', 'CANCELLED' }) do
  local count = prune(name, status)
  pruned = pruned + count
  more = more or count >= STEP
end
if promoted > 0 then wake(name) end

-- A type without jobs is forgotten; the next enqueue brings it back.
local empty = true
for status in pairs(STATUSES) do
  empty = empty and call('EXISTS', index_key(name, status)) == 0
end
if empty then call('ZREM', P .. ':types', name) end
call('ZREMRANGEBYSCORE', P .. ':watched', '-inf', now)
return { promoted, rescued, pruned, more and 1 or 0 }
