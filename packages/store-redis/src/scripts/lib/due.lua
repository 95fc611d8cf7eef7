-- What time does to the jobs of a type, in bounded steps.

local STEP = 200

-- The ids in an index whose time has come, at most STEP.
local function due(type, status)
  return redis.call('ZRANGEBYSCORE', index_key(type, status), '-inf', NOW, 'LIMIT', 0, STEP)
end

-- Moves every due job by `move(job)`.
local function move_due(type, status, move)
  local ids = due(type, status)
  for _, id in ipairs(ids) do
    local job, field = read_job(id)
    local fits = job and job.status == status and job.type == type
    if fits then field = read_policy(job) end
    if fits and not field then move(job) else misplaced(id, type, status, job, field) end
  end
  if #ids > 0 then flush_index() end
  return #ids
end

local function promote_job(job)
  write_job(job, 'PENDING')
  index_remove(job.type, job.status, job.id)
  index_add(job.type, 'PENDING', pending_score(job.priority, next_back()), job.id)
end

-- Makes jobs pending whose time has come. Each returns how many.
local function promote_scheduled(type) return move_due(type, 'SCHEDULED', promote_job) end
local function promote_retrying(type) return move_due(type, 'RETRYING', promote_job) end

-- Ends the attempts whose leases have expired. The token grows, so that the lost lease's own does
-- not match any more. Returns how many.
local function rescue(type, random)
  return move_due(type, 'RUNNING', function(job)
    job.token = job.token + 1
    fail(job, { message = LEASE_EXPIRED_MESSAGE }, false, nil, random)
  end)
end

-- Drops expired jobs, which Redis has forgotten by itself, from an index. Returns how many.
local function prune(type, status)
  local ids = due(type, status)
  if #ids > 0 then redis.call('ZREM', index_key(type, status), unpack(ids)) end
  return #ids
end
