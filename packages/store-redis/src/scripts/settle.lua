-- Ends leases with the outcomes of their attempts.
--
-- ARGV[1]  '1' when this call repeats one whose answer was lost
-- ARGV[2]  random number in [0, 1), for backoff
-- then for each item: id, token, kind, and by the kind
--   'completed'  '1' when there is a result, result
--   'failed'     JSON of the error's message and details, 'permanent' or ms to the retry or ''
--   'snoozed'    ms, ''
--   'released'   '1' when the handler may have started, ''
--
-- Returns for each item the status it led to, or 'LEASE_LOST'.

local resend, random = ARGV[1] == '1', tonumber(ARGV[2])
local reply = {}
local finished = {}

-- Puts a job back without counting the attempt.
local function give_back(id, job, status, ...)
  job.attempt = job.attempt - 1
  write_job(id, job, status, ...)
  index_remove(job.type, 'RUNNING', id)
  return status
end

local settlers = {}

function settlers.completed(id, job, has_result, result)
  if has_result == '1' then return finish(id, job, 'COMPLETED', 'result', result) end
  return finish(id, job, 'COMPLETED')
end

function settlers.failed(id, job, failure, how)
  return fail(id, job, cjson.decode(failure), how == 'permanent', tonumber(how), random)
end

function settlers.snoozed(id, job, delay)
  if job.cancelRequested then return finish(id, job, 'CANCELLED') end
  local run_at = string.format('%d', now + delay)
  index_add(job.type, 'SCHEDULED', run_at, id)
  return give_back(id, job, 'SCHEDULED', 'runAt', run_at)
end

function settlers.released(id, job, started)
  if started == '1' and job.delivery == 'AT_MOST_ONCE' then
    return fail(id, job, { message = RELEASED_AT_MOST_ONCE }, true, nil, random)
  end
  if job.cancelRequested then return finish(id, job, 'CANCELLED') end
  index_add(job.type, 'PENDING', pending_score(job.priority, reserve_front()), id)
  return give_back(id, job, 'PENDING')
end

-- A job whose policy cannot be read is buried.
local function settle(id, job, kind, a, b)
  local unreadable = kind ~= 'completed' and read_policy(id, job)
  if unreadable then return bury(id, job.type, 'RUNNING', unreadable) end
  return settlers[kind](id, job, a, b)
end

for at = 3, #ARGV, 5 do
  local id, token, kind, a, b = unpack(ARGV, at, at + 4)
  local job = read_job(id)
  if not job or job.token ~= tonumber(token) then
    reply[#reply + 1] = 'LEASE_LOST'
  elseif job.status ~= 'RUNNING' then
    -- Only the settle of this very lease leaves its token behind: a rescue raises it.
    reply[#reply + 1] = resend and job.status or 'LEASE_LOST'
  else
    local status = settle(id, job, kind, a, b)
    reply[#reply + 1] = status
    finished[job.type] = finished[job.type] or {}
    finished[job.type][status] = true
  end
end

-- Queues keep as little as they can: what finished jobs add here, expired ones make room for.
for type, statuses in pairs(finished) do
  for status in pairs(statuses) do
    if status == 'PENDING' or status == 'SCHEDULED' or status == 'RETRYING' then wake(type)
    else prune(type, status) end
  end
end
flush_index()
return reply
