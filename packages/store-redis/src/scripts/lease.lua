-- Leases pending jobs, after promoting and rescuing what time has brought.
--
-- ARGV[1]  jobs at most
-- ARGV[2]  length of the leases in ms
-- ARGV[3]  worker id
-- ARGV[4]  random number in [0, 1), for the backoff of rescued jobs
-- ARGV[5…] types, the first is served first
--
-- Returns the time in ms, the earliest time at which something comes due ('' for never or unknown),
-- then each job as it was before the lease, in the form that reply.lua describes.

local max, worker, random = tonumber(ARGV[1]), ARGV[3], tonumber(ARGV[4])
local expiry = string.format('%d', now + ARGV[2])
local reply = { now, '' }

local FIRST_ATTEMPT = 'RUNNING 2 1 1 ' .. NOW .. ' ' .. NOW

-- The state of a job with this state after the lease, or nil when it is not pending.
local function leased_state(state)
  if not state then return FIRST_ATTEMPT end
  local status, sequence, token, attempt = parse_state(state)
  if status ~= 'PENDING' then return nil end
  return 'RUNNING ' .. sequence + 1 .. ' ' .. token + 1 .. ' ' .. attempt + 1 .. ' ' .. NOW .. ' ' .. NOW
end

-- Begins an attempt of a job that was found pending, if it can.
local function begin(id, type)
  local hash = job_key(id)
  local fields = redis.pcall('HGETALL', hash)
  local own_type, state, keep, progress
  for i = 1, #fields, 2 do
    local field = fields[i]
    if field == 'type' then own_type = fields[i + 1]
    elseif field == 'state' then state = fields[i + 1]
    elseif field == 'keep' then keep = fields[i + 1]
    elseif field == 'progress' then progress = true end
  end
  local next_state = own_type == type and leased_state(state)
  if not next_state or keep and not parse_keep(keep) then
    return misplaced(id, type, 'PENDING', read_job(id))
  end
  redis.call('HSET', hash, 'state', next_state, 'worker', worker)
  if progress then redis.call('HDEL', hash, 'progress', 'progressMessage') end
  if watched then changed(id) end
  index_add(type, 'RUNNING', expiry, id)
  reply[#reply + 1] = { id, '', large_payload(id, keep), fields }
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
