-- Enqueues one plain job alone. When the queue is empty and a worker waits, the job is leased to it at
-- once. A job that exists is left as it is: see enqueue.lua.
--
-- ARGV: type, priority, id
--       the name of the caller's process, or '' when no worker waits in it
--       kind, see job-hash.ts
--       the pieces of the body
--
-- Returns { time in ms }; when the job is leased to a waiter of the caller, { time, waiter, its call }; when
-- the queue takes no new jobs, { time, the hold that says so }, see lib/settings.lua.

-- include: lib/partition
-- include: lib/place
-- include: lib/wake

local type, priority, id, caller, kind = unpack(ARGV, 1, 5)
local hash, queue = JOB .. id, index_key(type, 'PENDING')
local head = NOW .. ' ' .. kind .. ' ' .. type .. ' '

-- How many waiters are tried: those whose wait is over are still in the lists of their other types.
local TRIES = 5

-- Tells the process of a waiter of the job; one that is gone does not hear it.
local function is_heard(process, waiter, call_number)
  -- "waiter call id time", a line end, the field `job` with all of the body.
  local message = waiter .. ' ' .. call_number .. ' ' .. id .. ' ' .. NOW .. '\n' .. head
    .. table.concat(ARGV, '', 6)
  return call('PUBLISH', P .. ':to:' .. process, message) > 0
end

local fields = { 'job', head .. ARGV[6] }
for piece = 1, #ARGV - 6 do
  fields[2 * piece + 1] = whole(piece)
  fields[2 * piece + 2] = ARGV[6 + piece]
end

-- Which of them are there, in one number: settings count twice. Without them, it is 2 only for a job that is
-- there in a queue that is not empty, which the way of a queue with settings does no harm.
local settings = P .. ':c:' .. type
local there = call('EXISTS', hash, queue, settings, settings)

-- A job that is not there yet, and none before it, in a queue for which nothing is set.
if there == 0 then
  call('ZADD', P .. ':types', '0', type)
  for _ = 1, TRIES do
    local waiter = call('ZPOPMIN', P .. ':waiting:' .. type)[1]
    if not waiter then break end
    local terms = call('GETDEL', P .. ':waiter:' .. waiter)
    if terms then
      local call_number, lease_ms, worker = string.match(terms, '^(%d+) (%d+) (.*)$')
      local process = string.match(waiter, '^[^.]*')
      if process == caller or is_heard(process, waiter, call_number) then
        -- Here, because making these functions takes longer than the rest when nobody waits.
        -- include: lib/plain
        -- include: lib/note-due
        local state = PLAIN_RUNNING .. type .. ' ' .. NOW
        begin_plain(hash, state, NOW .. ' ' .. worker, unpack(fields))
        local expiry = whole(now + lease_ms)
        call('ZADD', index_key(type, 'RUNNING'), expiry, id)
        note_due(type, expiry)
        if process ~= caller then return { now } end
        return { now, waiter, tonumber(call_number) }
      end
    end
  end
  wake(type, 1)
elseif there >= 2 then
  -- include: lib/settings
  local draining = draining_hold(type)
  if draining and call('EXISTS', hash) == 0 then return { now, draining } end
  if there == 2 then
    call('ZADD', P .. ':types', '0', type)
    wake(type, 1)
  end
end

if call('HSET', hash, unpack(fields)) > 0 then
  call('ZADD', queue, pending_score(priority, next_back()), id)
else
  -- include: lib/general-kind
  call('HSET', hash, 'job', NOW .. ' ' .. general_kind(kind) .. ' ' .. type .. ' ' .. ARGV[6])
end
return { now }
