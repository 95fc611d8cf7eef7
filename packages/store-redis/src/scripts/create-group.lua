-- Creates a group with its callbacks, which wait for it, and its jobs; or none of it when one of their types is
-- draining. A call that repeats one whose answer was lost finds the group, and changes nothing.
--
-- ARGV[1]  id of the group
-- ARGV[2]  '1' when it is sealed
-- ARGV[3]  its retention in ms
-- ARGV[4]  its callbacks, "name id name id …"
-- ARGV[5]  number of the types of its jobs and callbacks, which follow
-- then the number of its callbacks, and for each:
--   rule, delay in ms or '', type, id, kind, the first piece of the body, and the further arguments as enqueue.lua
--   has them of a job that is not plain, behind their number
-- then its jobs, as enqueue.lua is told of them
--
-- Returns the fields and values of the group, or { type, hold } of one that is draining.

-- include: lib/partition

-- As a new job is, a group is refused while Redis is full: see complete-parent.lua.
call('SETRANGE', P, '0', '')

-- include: lib/place
-- include: lib/pieces
-- include: lib/due
-- include: lib/wake
-- include: lib/settings
-- include: lib/group
-- include: lib/general

local id, sealed, retention, callbacks = unpack(ARGV, 1, 4)
local key = group_key(id)
if call('EXISTS', key) == 1 then return call('HGETALL', key) end

local at = 6 + ARGV[5]
for i = 6, at - 1 do
  local hold = draining_hold(ARGV[i])
  if hold then return { ARGV[i], hold } end
end

call('HSET', key, 'created', NOW, 'retention', retention, 'callbacks', callbacks,
  'open', '0', 'completed', '0', 'failed', '0', 'cancelled', '0')
go_general_way()

local count = tonumber(ARGV[at])
at = at + 1
for _ = 1, count do
  local rule, delay, type, job_id, kind, body, more = unpack(ARGV, at, at + 6)
  local first = at + 7
  local due_at, large, expires_in = ARGV[first], ARGV[first + 3], ARGV[first + 6]
  local run_at = now
  if string.sub(due_at, 1, 1) == '+' then run_at = now + due_at
  elseif due_at ~= '' then run_at = math.max(now, tonumber(due_at)) end
  local place = whole(next_back())
  call('HSET', job_key(job_id), 'job', NOW .. ' ' .. kind .. ' ' .. type .. ' ' .. body,
    'state', 'BLOCKED + 1 0 0 ' .. type .. ' ' .. NOW, 'runAt', whole(run_at),
    'join', delay == '' and rule or rule .. ' ' .. delay, unpack(ARGV, first + 9, first + more - 1))
  if large ~= '' then call('SET', body_key(job_id), large) end
  if expires_in ~= '' then
    call('HSET', job_key(job_id), 'start', expires_in .. ' ' .. whole(run_at + expires_in))
  end
  index_add(type, 'BLOCKED', place, job_id)
  call('ZADD', P .. ':types', 0, type)
  -- A group needs no mark.
  join_way().begin(job_id, { { id = id, awaited = true } }, place)
  at = first + more
end

local function create_jobs(ARGV)
  -- include: enqueue
end

local jobs = {}
for i = at, #ARGV do jobs[i - at + 1] = ARGV[i] end
create_jobs(jobs)
if sealed == '1' then
  call('HSET', key, 'sealed', '1')
  join_way().settle_group(id)
end
flush_index()
return call('HGETALL', key)
