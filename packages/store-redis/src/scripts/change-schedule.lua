-- Changes a schedule that is at a version, and makes its jobs in the same step. A call that repeats one whose answer
-- was lost finds that it is not.
--
-- ARGV: name
--       the version that it must have, 0 where there must be none
--       '1' to keep it, '' to delete it
--       record
--       when it is to be due, in ms, or '' for never
--       how many firings of it are kept
--       number of the firings to add
--       the firings, the latest first
--       what enqueue.lua has of its jobs
--
-- Returns 1 when it has changed, 0 when it is at another version, and what enqueue.lua returns when a job was
-- refused: then nothing has changed.

-- include: lib/schedules

local name, version, is_kept, record, wake_at, most, added = unpack(ARGV, 1, 7)
local key = schedule_key(name)
if (call('HGET', key, 'version') or '0') ~= version then return 0 end

local function make_jobs(ARGV)
  -- include: enqueue
end

local jobs = {}
for i = 8 + added, #ARGV do jobs[#jobs + 1] = ARGV[i] end
if #jobs > 0 then
  local made = make_jobs(jobs)
  -- What refuses one job of a schedule refuses the first one, so that none was made.
  for i = 2, #made do
    if made[i][2] ~= 'MADE' then return made end
  end
end

if is_kept == '' then
  call('DEL', key, firings_key(name))
  call('ZREM', SCHEDULE_NAMES, name)
  call('ZREM', SCHEDULE_TIMES, name)
else
  call('HSET', key, 'version', whole(version + 1), 'record', record)
  call('ZADD', SCHEDULE_NAMES, '0', name)
  if wake_at == '' then call('ZREM', SCHEDULE_TIMES, name) else call('ZADD', SCHEDULE_TIMES, wake_at, name) end
  for i = 7 + added, 8, -1 do call('LPUSH', firings_key(name), ARGV[i]) end
  if added ~= '0' then call('LTRIM', firings_key(name), '0', whole(most - 1)) end
end
if #jobs == 0 then call('PUBLISH', P .. ':wake', SCHEDULES_CHANGED .. ' 1') end
return 1
