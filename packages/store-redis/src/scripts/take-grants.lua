-- Takes grants to lease jobs of a queue, of whatever partition.
--
-- ARGV[1]  type
-- ARGV[2]  name of the call that is about to lease them
-- ARGV[3]  how many are wanted
-- ARGV[4]  length of the leases in ms
-- ARGV[5]  number of partitions
--
-- Returns how many are granted, for the call to use within GRANT_MARGIN_MS, and in how many ms there may be more,
-- '' for when a wake-up comes; nil when it is not known here that the queue has limits, or which of its jobs run.

-- include: lib/grants

local type, name, wanted, lease_ms, parts = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local grants = grants_of(type)
if not grants.parted or grants.most and call('SCARD', counted_key(type)) < parts then return false end

-- The call may be repeated, because its answer was lost.
local granted = parse_call(call('HGET', grant_calls_key(type), name))
if granted then return { granted, '' } end

local room, next_at = wanted, math.huge
if grants.most and grants.most - grants.used < room then room, next_at = grants.most - grants.used, grants.ends end
if grants.rate and grants.start_room < room then
  room = grants.start_room
  next_at = math.min(next_at, grants.next_at)
end
if room > 0 then
  local starts_end = now + GRANT_MARGIN_MS
  local ends = starts_end
  if grants.most then ends = ends + lease_ms end
  write_call(type, name, whole(room), ends, starts_end)
end
return { math.max(0, room), next_at < math.huge and math.max(0, next_at - now) or '' }
