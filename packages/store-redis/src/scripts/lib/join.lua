-- Jobs that wait for others to end. Part of the general way, made when a job first waits or is waited for.
--
-- A blocked job has the ids of the jobs that it waits for in a sorted set, by their places in its request,
-- and in the field `join` its rule and maybe a delay in ms. Each of those jobs has the ids of the jobs that
-- wait for it in another one, and a mark in its state, by which it leaves the short way.

local function awaited_key(id) return P .. ':a:' .. id end
local function waiters_key(id) return P .. ':b:' .. id end

-- What has ended, "id end" each, whose waiters have not all been told.
local ENDS = P .. ':ends'

-- How many waiters one script tells; maintenance goes on with what is left.
local waits_left = 200
local is_telling = false

-- Marks a job as one that others wait for, which is no change of the job.
local function mark_awaited(job)
  if job.awaited then return end
  end_short_way(job)
  job.awaited = true
  local state = call('HGET', job.hash, 'state')
  if not state then
    local created = string.match(call('HGET', job.hash, 'job'), '^%d+')
    state = job.status .. ' + 1 0 0 ' .. job.type .. ' ' .. created
  end
  call('HSET', job.hash, 'state', (string.gsub(state, '^(%u+) [-=>+] ', '%1 & ', 1)))
end

-- Has a job wait for others, behind those that wait for them already.
function joins.begin(id, awaited, place)
  for i, job in ipairs(awaited) do
    mark_awaited(job)
    call('ZADD', awaited_key(id), i, job.id)
    call('ZADD', waiters_key(job.id), place, id)
  end
end

-- Ends the wait of a job for all that it still waits for.
function joins.leave(job)
  for _, other in ipairs(call('ZRANGE', awaited_key(job.id), '0', '-1')) do
    call('ZREM', waiters_key(other), job.id)
  end
  call('DEL', awaited_key(job.id))
  call('HDEL', job.hash, 'join')
end

-- Whether a job that waits by a rule may run after such an end.
function joins.runs_after(rule, how)
  return string.find(RUNS_AFTER, '|' .. rule .. ' ' .. how .. '|', 1, true) ~= nil
end

-- Cancels a job because of the end of the job or group that it comes after.
function joins.end_in_vain(job, other, how)
  local what, became = string.match(IN_VAIN, '|' .. how .. ' (%a+) ([^|]+)|')
  finish(job, 'CANCELLED', 'cancelReason', 'it comes after ' .. what .. ' ' .. other .. ', ' .. became)
end

-- Makes a job runnable that has waited long enough. It keeps the place that its enqueue gave it.
local function unblock(job, delay)
  local run_at = tonumber(call('HGET', job.hash, 'runAt')) or 0
  run_at = delay ~= '' and now + delay or math.max(now, run_at)
  local at = whole(run_at)
  call('HDEL', job.hash, 'join')
  if job.expires_in then call('HSET', job.hash, restart_deadline(job, run_at)) end
  -- A job that was buried may have left its key without passing it on.
  if job.unique then take_key_again(job) end
  if run_at > now then return move_job(job, 'SCHEDULED', at, 'runAt', at) end
  local place = call('ZSCORE', index_key(job.type, 'BLOCKED'), job.id) or next_back()
  return move_job(job, 'PENDING', pending_score(job.priority, place), 'runAt', at)
end

-- Tells a blocked job how one has ended that it waits for. Returns its type if it waits no more.
local function tell_waiter(id, other, how)
  call('ZREM', awaited_key(id), other)
  local job, field = read_job(id)
  if not job or job.status ~= 'BLOCKED' then return nil end
  field = read_policy(job)
  local rule, delay = string.match(call('HGET', job.hash, 'join') or '', '^(%u+) ?(%d*)$')
  if field or not (rule and string.find(RUNS_AFTER, '|' .. rule .. ' ', 1, true)) then
    bury(id, job.type, 'BLOCKED', field or 'join')
  elseif not joins.runs_after(rule, how) then
    joins.end_in_vain(job, other, how)
  elseif call('EXISTS', awaited_key(id)) == 0 then
    unblock(job, delay)
    return job.type
  end
end

-- Tells those that wait for what has ended, as many as one script may. The caller writes the index.
function joins.tell()
  if is_telling then return end
  is_telling = true
  local counts = {}
  while waits_left > 0 do
    local head = call('LINDEX', ENDS, '0')
    if not head then break end
    local other, how = string.match(head, '^(%S+) (%S+)$')
    local waiter = call('ZPOPMIN', waiters_key(other))[1]
    if waiter then
      waits_left = waits_left - 1
      local type = tell_waiter(waiter, other, how)
      if type then counts[type] = (counts[type] or 0) + 1 end
    else
      call('LPOP', ENDS)
    end
  end
  for type, count in pairs(counts) do wake(type, count) end
  is_telling = false
end

-- Tells those that wait for a job of its end: its final status, or 'GONE'.
function joins.note_end(id, how)
  call('RPUSH', ENDS, id .. ' ' .. how)
  joins.tell()
end
