-- Leases pending jobs, after promoting and rescuing what time has brought.
--
-- ARGV[1]  jobs at most
-- ARGV[2]  length of the leases in ms
-- ARGV[3]  worker id
-- ARGV[4]  random number in [0, 1), for the backoff of rescued jobs
-- ARGV[5…] types, the first is served first
--
-- Returns the time in ms, the earliest time at which something comes due ('' for never or unknown),
-- then each job as it was before the lease: { id, '', large payload or '', field, value, … }.

local max, lease_ms, worker, random = tonumber(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4])
local expiry = now + lease_ms
local reply = { now, '' }

-- Begins an attempt of a job that was found pending, if it can.
local function begin(id, type)
  local fields = redis.pcall('HGETALL', job_key(id))
  local job = {}
  for i = 1, #fields, 2 do job[fields[i]] = fields[i + 1] end
  local attempt, token = tonumber(job.attempt or 0), tonumber(job.token or 0)
  local sequence, created = tonumber(job.sequence or 1), tonumber(job.created or nil)
  if job.type ~= type or job.status and job.status ~= 'PENDING'
    or not (attempt and token and sequence and created) then
    local unreadable, field = read_job(id)
    return misplaced(id, type, 'PENDING', unreadable, field or unreadable and 'created')
  end
  redis.call('HSET', job_key(id), 'status', 'RUNNING', 'attempt', attempt + 1, 'token', token + 1,
    'sequence', sequence + 1, 'worker', worker, 'started', now)
  if job.progress then redis.call('HDEL', job_key(id), 'progress', 'progressMessage') end
  changed(id)
  index_add(type, 'RUNNING', expiry, id)
  local payload = job.large and redis.call('GET', payload_key(id)) or ''
  reply[#reply + 1] = { id, '', payload, unpack(fields) }
end

-- A place that a job which is no longer pending leaves empty is filled again, a few times.
local REFILLS = 10

for i = 5, #ARGV do
  local type = ARGV[i]
  promote(type)
  rescue(type, random)
  for _ = 1, REFILLS do
    local wanted = max - (#reply - 2)
    if wanted <= 0 then break end
    local popped = redis.call('ZPOPMIN', index_key(type, 'PENDING'), wanted)
    for j = 1, #popped, 2 do begin(popped[j], type) end
    if #popped < 2 * wanted then break end
  end
end
flush_index()

if #reply - 2 < max then
  local earliest = math.huge
  for i = 5, #ARGV do
    for _, status in ipairs({ 'SCHEDULED', 'RETRYING', 'RUNNING' }) do
      earliest = math.min(earliest, head_time(ARGV[i], status))
    end
    -- Only a queue full of jobs that were not pending any more is left with some.
    if redis.call('EXISTS', index_key(ARGV[i], 'PENDING')) == 1 then earliest = now end
  end
  if earliest < math.huge then reply[2] = earliest end
end
return reply
