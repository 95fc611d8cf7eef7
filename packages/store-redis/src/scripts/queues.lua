-- Looks at the queues of types.
--
-- ARGV  types
--
-- Returns for each type the fields `revision`, `paused`, `draining`, `throttled`, `maxRunning`, `keyMaxRunning`, `rate`, `keyRate`, `order`,
-- `keyOnFailure` and `agingMs` of its settings, '' for none, see lib/settings.lua, then for each of JOB_STATUSES in order: how many of its jobs are kept, and for how long
-- in ms the oldest has been in the status ('' when there is none, or it cannot be read).

-- include: lib/partition
-- include: lib/job-keys
-- include: lib/place
-- include: lib/settings

-- Since when a job is in a status: a pending one since it is due, a running one since its attempt began.
local function since(status, id)
  local values = try('HMGET', job_key(id), 'state', 'job', 'runAt', 'worker')
  if values.err then return nil end
  local state, job, run_at, worker = values[1] or '', values[2] or '', values[3], values[4] or ''
  if status == 'PENDING' then return tonumber(run_at or string.match(job, '^%d+')) end
  if status == 'RUNNING' then return tonumber(string.match(worker, '^%d+')) end
  return tonumber(string.match(state, '%d+$'))
end

-- The earliest time since when one of the first jobs of each priority is due.
local function oldest_pending(key)
  local oldest
  local head = call('ZRANGE', key, '0', '0', 'WITHSCORES')
  while head[1] do
    local at = since('PENDING', head[1])
    if at and at < (oldest or math.huge) then oldest = at end
    local next_band = (math.floor(head[2] / BAND) + 1) * BAND
    head = call('ZRANGEBYSCORE', key, whole(next_band), '+inf', 'WITHSCORES', 'LIMIT', '0', '1')
  end
  return oldest
end

-- A final job that has expired is kept no more, be it pruned or not.
local function count_of(key, status)
  if FINAL[status] then return call('ZCOUNT', key, '(' .. NOW, '+inf') end
  return call('ZCARD', key)
end

local function oldest_of(key, status)
  if status == 'PENDING' then return oldest_pending(key) end
  local from = FINAL[status] and '(' .. NOW or '-inf'
  local head = call('ZRANGEBYSCORE', key, from, '+inf', 'LIMIT', '0', '1')[1]
  return head and since(status, head)
end

local reply = {}
for _, type in ipairs(ARGV) do
  local set = call('HMGET', settings_key(type), 'revision', 'paused', 'draining', 'throttled', 'maxRunning',
    'keyMaxRunning', 'rate', 'keyRate', 'order', 'keyOnFailure', 'agingMs')
  reply[#reply + 1] = set[1] or ''
  for i = 2, 4 do reply[#reply + 1] = hold_end(set[i]) and set[i] or '' end
  for i = 5, 11 do reply[#reply + 1] = set[i] or '' end
  for _, status in ipairs(JOB_STATUSES) do
    local key = index_key(type, status)
    local jobs = count_of(key, status)
    local oldest = jobs > 0 and oldest_of(key, status)
    if status == 'PENDING' then
      local keyed = index_key(type, 'KEYED')
      local more = call('ZCARD', keyed)
      if more > 0 then
        jobs = jobs + more
        oldest = math.min(oldest or math.huge, oldest_pending(keyed) or now)
      end
    end
    reply[#reply + 1] = jobs
    reply[#reply + 1] = oldest and math.max(0, now - oldest) or ''
  end
end
return reply
