-- Enqueues a batch of jobs, each by itself. A job that exists is left as it is: the call may repeat one
-- whose answer was lost, or come after the call that repeats it.
--
-- ARGV: for each run of jobs of one type and priority:
--   type
--   priority
--   number of its jobs
-- and for each of its jobs, in the order of their ids:
--   id
--   kind: '+', or for a plain job the number of further pieces of its payload, in base 36
--   the first piece of the payload
--   number of the arguments that follow; left out, as they are, when the kind is 0
-- for a plain job, that is one with nothing but defaults:
--   field, value, … of the further pieces
-- for any other:
--   when it is due: '' at once, '+ms' after a delay, 'ms' at a time
--   idempotency key, or ''
--   the request's fingerprint, or ''
--   payload kept in a key of its own, or ''
--   field, value, … of the job's hash
--
-- Returns the time in ms, then for each job that was not created { its place in the batch from 0,
-- 'EXISTS' (the same request made the job that follows) or 'TAKEN' (another request did), job }.

local reply = { now }
-- The types that have got pending jobs, and the earliest run-at time of the types' scheduled ones.
local pending, scheduled = {}, {}

-- The scores of this batch's pending jobs, by priority; their ids keep them in order.
local place, scores = next_back(), {}

local function score_of(priority)
  local score = scores[priority]
  if not score then
    score = pending_score(priority, place)
    scores[priority] = score
  end
  return score
end

local function add_pending(id, type, priority)
  index_add(type, 'PENDING', score_of(priority), id)
  pending[type] = true
end

-- HSET counts the fields that are new, which spares a look whether the job exists. One that does has
-- got a new time of creation then, and must not look like a job that was never moved.
local function enqueue_plain(id, type, priority, kind, payload, ...)
  local hash = job_key(id)
  if redis.call('HSET', hash, 'job', NOW .. ' ' .. kind .. ' ' .. type .. ' ' .. payload, ...) > 0 then
    add_pending(id, type, priority)
  else
    redis.call('HSET', hash, 'job', NOW .. ' + ' .. type .. ' ' .. payload)
  end
end

local function enqueue_scheduled(id, type, run_at, payload, ...)
  local score = string.format('%d', run_at)
  redis.call('HSET', job_key(id), 'job', NOW .. ' + ' .. type .. ' ' .. payload,
    'state', 'SCHEDULED + 1 0 0 ' .. type .. ' ' .. NOW, 'runAt', score, ...)
  index_add(type, 'SCHEDULED', score, id)
  scheduled[type] = math.min(scheduled[type] or math.huge, run_at)
end

-- The job that holds the idempotency key, if it is still kept, and whether `fingerprint` made it.
local function holder(type, key, fingerprint)
  local held = redis.call('GET', idempotency_key(type, key))
  if not held then return nil end
  local id, held_by = string.match(held, '^(%S+) (%S+)$')
  return id and job_reply(id), held_by == fingerprint
end

-- When a job is due that is to run at a time, after a delay, or at once.
local function run_at_of(due_at)
  if due_at == '' then return now end
  if string.sub(due_at, 1, 1) == '+' then return now + due_at end
  return tonumber(due_at)
end

-- Enqueues a job that is not plain; its arguments lie from `first` to `last`. Returns why it was not
-- created, if so.
local function enqueue_special(id, type, priority, payload, first, last)
  if redis.call('EXISTS', job_key(id)) == 1 then return nil end
  local due_at, key, fingerprint, large = unpack(ARGV, first, first + 3)
  if key ~= '' then
    local existing, same = holder(type, key, fingerprint)
    if existing and existing[1] ~= id then return same and 'EXISTS' or 'TAKEN', existing end
    redis.call('SET', idempotency_key(type, key), id .. ' ' .. fingerprint)
  end
  if large ~= '' then redis.call('SET', payload_key(id), large) end
  local run_at = run_at_of(due_at)
  if run_at > now then enqueue_scheduled(id, type, run_at, payload, unpack(ARGV, first + 4, last))
  else
    redis.call('HSET', job_key(id), 'job', NOW .. ' + ' .. type .. ' ' .. payload,
      unpack(ARGV, first + 4, last))
    add_pending(id, type, priority)
  end
end

-- Enqueues the job whose arguments begin at `at`. Returns where the next one's begin, and why it was
-- not created, if so, with the job that is the reason.
local function enqueue(at, type, priority)
  local id, kind, payload, more = unpack(ARGV, at, at + 3)
  local first, last = at + 4, kind == '0' and at + 2 or at + 3 + more
  if kind == '0' then
    enqueue_plain(id, type, priority, kind, payload)
  elseif kind ~= '+' then
    enqueue_plain(id, type, priority, kind, payload, unpack(ARGV, first, last))
  else
    return last + 1, enqueue_special(id, type, priority, payload, first, last)
  end
  return last + 1
end

local at, number = 1, 0
while at <= #ARGV do
  local type, priority, count = unpack(ARGV, at, at + 2)
  at = at + 3
  for _ = 1, count do
    local next, refused, existing = enqueue(at, type, priority)
    if refused then reply[#reply + 1] = { number, refused, existing } end
    at, number = next, number + 1
  end
end

-- Wakes the workers that wait: those of a type that had nothing pending, and those whose next job
-- comes due earlier than they know. A type that had jobs there is known already.
for type in pairs(pending) do
  if redis.call('EXISTS', index_key(type, 'PENDING')) == 0 then
    redis.call('ZADD', P .. ':types', 0, type)
    wake(type)
  end
end
for type, earliest in pairs(scheduled) do
  if earliest < head_time(type, 'SCHEDULED') then
    redis.call('ZADD', P .. ':types', 0, type)
    wake(type)
  end
end
flush_index()
return reply
