-- The concurrency keys of queues: where their jobs stand, and how the keys take turns. The rules are those of
-- key-turns.ts in core. Part of the general way, made when a script first meets a job that has a key.
--
-- The pending jobs of a key stand in a sorted set of their own, and in the index KEYED beside those of all
-- keys of the type, by the same score; its running jobs in another one, which are its slots. Which keys are
-- READY, FULL and DRAINED is told by one sorted set of keys each.
--
-- The score of a READY key is ordered by the priority of its first job, then by its tag: the exponent is what
-- that priority lacks to 100, the mantissa the tag.

local function jobs_key(type, key) return P .. ':g:' .. type .. ' ' .. key end
local function slots_key(type, key) return P .. ':l:' .. type .. ' ' .. key end
local function ring_key(type) return P .. ':r:' .. type end
local function full_key(type) return P .. ':f:' .. type end
local function drained_key(type) return P .. ':d:' .. type end
local function clock_key(type) return P .. ':v:' .. type end

local STEP_OF_JOIN, TURN = JOIN_STEP, KEY_TURN
-- Tags are below this; it has 32 bits, so that a tag has 20 behind the point.
local END_OF_TIME = 4294967296

local function ready_score(band, tag)
  tag = math.min(tag, END_OF_TIME - STEP_OF_JOIN)
  return format('%.17g', math.ldexp(1 + tag / END_OF_TIME, band))
end

-- The band and the tag of a READY key.
local function parse_score(score)
  local mantissa, exponent = math.frexp(score)
  return exponent - 1, (2 * mantissa - 1) * END_OF_TIME
end

-- The band of a pending job: 0 for priority 100.
local function band_of(score) return math.floor(score / BAND) end

-- What is known of the turns of a type: its clock, the limit of its keys, and the tags of keys that were served.
local turns = {}

function keys.turns_of(type)
  local known = turns[type]
  if not known then
    local clock = call('HMGET', clock_key(type), 'floor', 'join', 'plain')
    known = {
      floor = tonumber(clock[1] or 0), join = tonumber(clock[2] or 0), plain = tonumber(clock[3] or 0),
      limit = tonumber(call('HGET', P .. ':c:' .. type, 'keyMaxRunning') or math.huge),
      tags = {},
    }
    turns[type] = known
  end
  return known
end

-- What has changed of a key: scores and ids of jobs that come and of those that begin to run, and ids of those
-- that leave; in the order in which the keys were met.
local changes, changes_in_order = {}, {}

local function change_of(type, key)
  local name = type .. ' ' .. key
  local change = changes[name]
  if not change then
    change = { type = type, key = key, add = {}, remove = {}, start = {}, stop = {} }
    changes[name] = change
    changes_in_order[#changes_in_order + 1] = change
  end
  return change
end

-- A job that has a key comes to an index.
function keys.enter(job, status, score)
  if status == 'PENDING' then
    index_add(job.type, 'KEYED', score, job.id)
    local add = change_of(job.type, job.ckey).add
    add[#add + 1] = score
    add[#add + 1] = job.id
    return
  end
  index_add(job.type, status, score, job.id)
  if status == 'RUNNING' then
    local start = change_of(job.type, job.ckey).start
    start[#start + 1] = NOW
    start[#start + 1] = job.id
  end
end

-- In which list stands what leaves an index.
local LEAVES = { PENDING = 'remove', RUNNING = 'stop' }

-- It leaves the index of a status.
function keys.leave(job, status)
  index_remove(job.type, status == 'PENDING' and 'KEYED' or status, job.id)
  local list = LEAVES[status]
  if list then
    local ids = change_of(job.type, job.ckey)[list]
    ids[#ids + 1] = job.id
  end
end

local function is_full(type, key, begun)
  local limit = keys.turns_of(type).limit
  return limit < math.huge and call('ZCARD', slots_key(type, key)) + begun >= limit
end

-- Takes a key that has as many running jobs as it may out of the READY ones; `begun` of them are not in their
-- index yet. Returns whether it has.
function keys.park(type, key, tag, begun)
  if not is_full(type, key, begun) then return false end
  keys.turns_of(type).tags[key] = nil
  call('ZREM', ring_key(type), key)
  call('ZADD', full_key(type), format('%.17g', tag), key)
  return true
end

-- A key that has no pending job any more.
local function drain(type, key, tag)
  call('ZREM', ring_key(type), key)
  call('ZREM', full_key(type), key)
  if tag > keys.turns_of(type).floor then
    call('ZADD', drained_key(type), format('%.17g', tag), key)
  end
end

-- The tag of a key that joins the READY ones.
local function join_tag(type, key)
  local clock = keys.turns_of(type)
  local tag = math.max(clock.floor, clock.join)
  clock.join, clock.moved = tag + STEP_OF_JOIN, true
  local kept = call('ZSCORE', drained_key(type), key)
  if not kept then return tag end
  call('ZREM', drained_key(type), key)
  return math.max(tag, tonumber(kept))
end

-- include: lib/key-waits

-- Takes a key that waits for a time out of those that are READY or FULL.
function keys.leave_turns(type, key)
  local ready, full = call('ZSCORE', ring_key(type), key), call('ZSCORE', full_key(type), key)
  if not (ready or full) then return end
  local tag = tonumber(full or nil)
  if ready then
    local _, ready_tag = parse_score(ready)
    tag = ready_tag
  end
  drain(type, key, tag)
end

-- Has a key be where it belongs, by its pending and running jobs. Returns whether it has got room.
local function put_in_place(type, key)
  local ring, tags = ring_key(type), keys.turns_of(type).tags
  local head = call('ZRANGE', jobs_key(type, key), '0', '0', 'WITHSCORES')[2]
  local ready = call('ZSCORE', ring, key)
  local band, tag
  if ready then band, tag = parse_score(ready) end
  local full = not ready and tonumber(call('ZSCORE', full_key(type), key) or nil)
  tag = tags[key] or tag or full
  if not head then
    if ready or full then drain(type, key, tag) end
    return false
  end
  local wanted = band_of(head)
  if full then
    if is_full(type, key, 0) then return false end
    call('ZREM', full_key(type), key)
  elseif not ready then
    if waits_for_time(type, key) then return false end
    tag = join_tag(type, key)
  elseif band == wanted and not tags[key] then return false end
  call('ZADD', ring, ready_score(wanted, tag), key)
  return full ~= false and full ~= nil
end

keys.join_turns = put_in_place

-- Forgets what is known of keys once none has a job that waits, and else the keys that need not be known.
function keys.write_clock(type)
  local clock = keys.turns_of(type)
  if call('EXISTS', ring_key(type), full_key(type)) == 0 then
    call('DEL', clock_key(type), drained_key(type))
    turns[type] = nil
    return
  end
  clock.tags = {}
  if not clock.moved then return end
  clock.moved = false
  call('HSET', clock_key(type), 'floor', format('%.17g', clock.floor), 'join', format('%.17g', clock.join),
    'plain', format('%.17g', clock.plain))
  call('ZREMRANGEBYSCORE', drained_key(type), '-inf', format('%.17g', clock.floor))
end

-- Writes what has changed of keys.
function flush_keys()
  if #changes_in_order == 0 then return end
  local list = changes_in_order
  changes, changes_in_order = {}, {}
  local touched, freed = {}, {}
  for _, change in ipairs(list) do
    local type, key = change.type, change.key
    if #change.stop > 0 then call('ZREM', slots_key(type, key), unpack(change.stop)) end
    if #change.start > 0 then call('ZADD', slots_key(type, key), unpack(change.start)) end
    if #change.remove > 0 then call('ZREM', jobs_key(type, key), unpack(change.remove)) end
    if #change.add > 0 then call('ZADD', jobs_key(type, key), unpack(change.add)) end
    if put_in_place(type, key) then freed[type] = (freed[type] or 0) + 1 end
    touched[type] = true
  end
  for type in pairs(touched) do keys.write_clock(type) end
  for type, count in pairs(freed) do wake(type, count) end
end

-- Has keys that are FULL be looked at again after their limit has changed: at most `count`, behind the first
-- `skip` ones. Returns how many have got room, and how many are left as they are.
function keys.release(type, skip, count)
  local freed, left = 0, 0
  for _, key in ipairs(call('ZRANGE', full_key(type), whole(skip), whole(skip + count - 1))) do
    if put_in_place(type, key) then freed = freed + 1 else left = left + 1 end
  end
  if freed > 0 then wake(type, freed) end
  return freed, left
end

-- What lease.lua needs to serve keys.
keys.jobs_key, keys.ring_key, keys.band_of, keys.parse_score, keys.TURN =
  jobs_key, ring_key, band_of, parse_score, TURN
