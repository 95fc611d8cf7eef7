-- What every script begins with: the partition's keys and the time.
--
-- KEYS[1] is the partition's prefix, such as {mr:0}. All keys are built from it and so lie in one
-- hash slot; keys.ts lists them.

local P = KEYS[1]

-- Looked up once: a batch calls them hundreds of times.
local call, try = redis.call, redis.pcall

local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
-- Redis writes a number out with 17 digits, which takes longer than a string that is ready.
local NOW = string.format('%d', now)

local JOB = P .. ':j:'
local function job_key(id) return JOB .. id end
local function payload_key(id) return P .. ':p:' .. id end
local function idempotency_key(type, key) return P .. ':k:' .. type .. ':' .. key end
local function index_key(type, status) return P .. ':q:' .. type .. ':' .. status end

-- Wakes the workers that wait for jobs of this type.
local function wake(type) call('PUBLISH', P .. ':wake', type) end

-- Whether any job is being watched; looked up when it is first asked for.
local any_watched

local function is_watching()
  if any_watched == nil then any_watched = call('EXISTS', P .. ':watched') == 1 end
  return any_watched
end

-- Tells whoever watches the job that it has changed.
local function changed(id)
  if is_watching() and call('ZSCORE', P .. ':watched', id) then
    call('PUBLISH', P .. ':changed', id)
  end
end

-- The payload that has a key of its own, as the job's `keep` tells, or ''.
local function large_payload(id, keep)
  if not keep or not string.find(keep, '^%d+ 1 ') then return '' end
  return call('GET', payload_key(id)) or ''
end
