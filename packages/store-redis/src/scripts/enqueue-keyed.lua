-- Enqueues one job alone that is plain but for its concurrency key. A job that exists is left as it is: see
-- enqueue.lua.
--
-- ARGV: type, priority, id
--       kind, see job-hash.ts
--       the first piece of the body
--       the concurrency key
--       the further pieces
--
-- Returns { time in ms }; when the queue takes no new jobs, { time, { 0, 'DRAINING', the hold that says so } }.

-- include: lib/partition
-- include: lib/place

local type, priority, id, kind, body, key = unpack(ARGV, 1, 6)
local hash, settings, ring = JOB .. id, P .. ':c:' .. type, P .. ':r:' .. type
-- Settings count twice.
local there = call('EXISTS', ring, settings, settings)

if there >= 2 then
  -- include: lib/settings
  local draining = draining_hold(type)
  if draining and call('EXISTS', hash) == 0 then return { now, { 0, 'DRAINING', draining } } end
end

local fields = { 'job', NOW .. ' ' .. kind .. ' ' .. type .. ' ' .. body, 'ckey', key }
for piece = 1, #ARGV - 6 do
  fields[2 * piece + 3] = whole(piece)
  fields[2 * piece + 4] = ARGV[6 + piece]
end
if call('HSET', hash, unpack(fields)) == 0 then
  -- include: lib/general-kind
  call('HSET', hash, 'job', NOW .. ' ' .. general_kind(kind) .. ' ' .. type .. ' ' .. body)
  return { now }
end

-- include: lib/wake
if there % 2 == 0 then
  call('ZADD', P .. ':types', '0', type)
  wake(type, 1)
end

local score = pending_score(priority, next_back())
call('ZADD', index_key(type, 'KEYED'), score, id)
call('ZADD', P .. ':g:' .. type .. ' ' .. key, score, id)

local keys = {}
-- include: lib/key-scores
-- include: lib/key-clock
local best = tonumber(score)
local ready = there % 2 == 1 and call('ZSCORE', ring, key)
local number = tonumber(ready or nil)
if not number or number >= end_of_scores(band_of(best)) or comes_earlier(number, best) then
  -- Without settings keys are served by priority.
  if there < 2 then keys.turns_of(type).order = 'PRIORITY' end
  if not ready and call('EXISTS', full_key(type), drained_key(type), waits_key(type)) == 0 then
    -- It joins, as it does by the functions of lib/key-places.lua, which take longer to make than all else here.
    call('ZADD', ring, ready_score(keys.order_of(type), best, keys.next_tag(type)), key)
    keys.write_clock(type, false)
  else
    -- include: lib/key-room
    -- include: lib/key-moves
    -- include: lib/key-places
    place_keys(type, { { key = key, best = best, left = false } }, { key }, {})
  end
end
return { now }
