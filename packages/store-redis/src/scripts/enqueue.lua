-- Enqueues a batch of jobs, each by itself.
--
-- ARGV[1]  number of jobs, at most 1,000
-- ARGV[2]  '1' when this call repeats one whose answer was lost: jobs that it made are left as they are
-- then for each job:
--   id
--   type
--   priority
--   when it is due: '' at once, '+ms' after a delay, 'ms' at a time
--   idempotency key, or ''
--   the request's fingerprint, or ''
--   payload kept in a key of its own, or ''
--   number of the arguments that follow
--   field, value, … of the job's hash
--
-- Returns the time in ms, then for each job that was not created { its place in the batch from 0,
-- 'EXISTS' (the same request made the job that follows) or 'TAKEN' (another request did), job }.

local count, resend = tonumber(ARGV[1]), ARGV[2] == '1'
local place = reserve_back(count)
local reply = { now }
-- The types that have got pending jobs, and the earliest run-at time of the types' scheduled ones.
local pending, scheduled = {}, {}

-- The job that holds the idempotency key, if it is still kept, and whether `fingerprint` made it.
local function holder(type, key, fingerprint)
  local held = redis.call('GET', idempotency_key(type, key))
  if not held then return nil end
  local id, held_by = string.match(held, '^(%S+) (%S+)$')
  return id and job_reply(id), held_by == fingerprint
end

local at = 3
for i = 1, count do
  local id, type, priority, due_at, key, fingerprint, payload, fields = unpack(ARGV, at, at + 7)
  local first, last = at + 8, at + 7 + fields
  at = last + 1
  local existing, same
  if key ~= '' then existing, same = holder(type, key, fingerprint) end
  if existing and existing[1] ~= id then
    reply[#reply + 1] = { i - 1, same and 'EXISTS' or 'TAKEN', existing }
  elseif not (resend and redis.call('EXISTS', job_key(id)) == 1) then
    local run_at = now
    if due_at ~= '' then
      run_at = tonumber(due_at)
      if string.sub(due_at, 1, 1) == '+' then run_at = now + run_at end
    end
    if run_at > now then
      run_at = string.format('%d', run_at)
      redis.call('HSET', job_key(id), 'type', type, 'created', NOW, 'runAt', run_at,
        'state', 'SCHEDULED 1 0 0 ' .. NOW .. ' 0', unpack(ARGV, first, last))
      index_add(type, 'SCHEDULED', run_at, id)
      scheduled[type] = math.min(scheduled[type] or math.huge, tonumber(run_at))
    else
      redis.call('HSET', job_key(id), 'type', type, 'created', NOW, unpack(ARGV, first, last))
      index_add(type, 'PENDING', pending_score(priority, place + i), id)
      pending[type] = true
    end
    if payload ~= '' then redis.call('SET', payload_key(id), payload) end
    if key ~= '' then redis.call('SET', idempotency_key(type, key), id .. ' ' .. fingerprint) end
  end
end

-- Wakes the workers that wait: those of a type that had nothing pending, and those whose next job
-- comes due earlier than they know.
for type in pairs(pending) do
  if redis.call('ZCARD', index_key(type, 'PENDING')) == 0 then wake(type) end
  redis.call('ZADD', P .. ':types', 0, type)
end
for type, earliest in pairs(scheduled) do
  if earliest < head_time(type, 'SCHEDULED') then wake(type) end
  redis.call('ZADD', P .. ':types', 0, type)
end
flush_index()
return reply
