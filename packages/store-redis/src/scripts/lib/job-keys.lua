-- The keys of a job: its hash, and what it may have besides.

-- include: lib/partition

local function job_key(id) return JOB .. id end
local function body_key(id) return P .. ':p:' .. id end
-- A type's name has no space in it, so the first one ends it, whatever the key holds.
-- Those of jobs that have a concurrency key have its length before it, which ends that.
local function scoped(plain, keyed, type, key, ckey)
  if ckey then return P .. keyed .. type .. ' ' .. #ckey .. ' ' .. ckey .. ' ' .. key end
  return P .. plain .. type .. ' ' .. key
end
local function idempotency_key(type, key, ckey) return scoped(':k:', ':kk:', type, key, ckey) end
local function unique_key(type, key, ckey) return scoped(':u:', ':uk:', type, key, ckey) end

-- Whether a job is there that has a unique key, be it this one or not: one that was buried has none.
local function may_hold(id) return call('HEXISTS', job_key(id), 'unique') == 1 end
