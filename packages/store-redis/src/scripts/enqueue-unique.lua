-- Enqueues one unique job alone, if its hold and the fields of its hash are all that is asked besides. A job that
-- exists is left as it is: see enqueue.lua.
--
-- ARGV: type, priority, id
--       kind, see job-hash.ts
--       the first piece of the body
--       the field `unique`
--       field, value, … of the job's hash
--
-- Returns { time in ms }, with { 0, 'HELD' or 'DRAINING', … } behind it as enqueue.lua does.

-- include: lib/partition
-- include: lib/place
-- include: lib/wake
-- include: lib/claim

local type, priority, id, kind, body, unique = unpack(ARGV, 1, 6)
local general, ttl = string.match(kind, '^%d+(.)(%d*)$')
local queue, settings = index_key(type, 'PENDING'), P .. ':c:' .. type
local there = call('EXISTS', queue, settings, settings)

local draining
if there >= 2 then
  -- include: lib/settings
  draining = draining_hold(type)
end

local key = unique_key(type, sub(unique, 3))
local is_new, said, about = take_key(id, key, ttl, draining)
if said then return { now, { 0, said, about } } end
if not is_new then return { now } end

local head = NOW .. ' ' .. general .. ' ' .. type .. ' ' .. body
if write_unique(id, head, key, ARGV, 6, #ARGV - 6) then
  if there % 2 == 0 then
    call('ZADD', P .. ':types', '0', type)
    wake(type, 1)
  end
  call('ZADD', queue, pending_score(priority, next_back()), id)
end
return { now }
