-- Has keys of a type be looked at again that are at their limit, or wait for their rate, or stand in another order,
-- or has no job keep their turn, because what is set has changed.
--
-- ARGV[1]  type
-- ARGV[2]  how many of them to pass over, which calls before have left as they are
-- ARGV[3]  how many to look at, at most
-- ARGV[4]  FULL, RATE, or ORDER for those that stand in another order; KEPT for those that jobs keep, FAILED where only
--          such that have failed for good are to keep them no more; AGE for the jobs of the type, with keys and without,
--          that ageing has stand elsewhere
--
-- Returns how many have got room or another place, or go on, and how many are left as they are.

-- include: lib/general

go_general_way()
local type, skip, count, why = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local keys = key_way()
if why == 'ORDER' then return { keys.reorder(type, count), 0 } end
if why == 'FULL' then return { keys.release(type, skip, count) } end
if why == 'RATE' then return { keys.release_rates(type, skip, count) } end
if why == 'AGE' then
  -- include: lib/settings
  -- include: lib/aging
  local aging, ends = unpack(call('HMGET', settings_key(type), 'agingMs', 'agingEnds'))
  return { age_queue(type, aging, ends, count), 0 }
end
return { keys.resume_some(type, skip, count, why == 'FAILED', forget_later) }
