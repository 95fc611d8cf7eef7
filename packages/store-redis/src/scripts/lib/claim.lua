-- How a new job takes its unique key.

-- include: lib/partition
-- include: lib/job-keys
-- include: lib/reply

local sub = string.sub

-- The job that holds a unique key.
local function key_holder(key)
  local id = call('GET', key)
  return id and may_hold(id) and job_reply(id)
end

-- Takes a unique key for a job, for `ttl` ms if any, if nobody holds it.
local function take(id, key, ttl)
  if not ttl then return call('SET', key, id, 'NX') end
  return call('SET', key, id, 'NX', 'PX', ttl)
end

-- The same if it `may_take`; else returns the one that holds the key, if any.
local function claim(id, key, ttl, may_take)
  if may_take and take(id, key, ttl) then return nil end
  local existing = key_holder(key)
  if existing or not may_take then return existing end
  -- A job that cannot be read was buried, and has left its key behind.
  call('DEL', key)
  take(id, key, ttl)
end

-- Takes the unique key of a job that may be there already, in a queue with the hold `draining` or none. Returns
-- whether the job is to be written; if not, what to say of it, if anything, with what this is about.
local function take_key(id, key, ttl, draining)
  local holder = claim(id, key, ttl, not draining)
  if not (holder or draining) then return true end
  -- The call may repeat one whose job has given up its key by now.
  if call('EXISTS', job_key(id)) == 1 then return false end
  if holder then return false, 'HELD', holder end
  return false, 'DRAINING', draining
end
