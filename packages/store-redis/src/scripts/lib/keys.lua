-- The concurrency keys of queues: where their jobs stand, and how the keys take turns. The rules are those of
-- key-turns.ts in core. Part of the general way, made when a script first meets a job that has a key.
--
-- The jobs of a key stand in a sorted set of their own: the running ones, which are its slots, by RUNS, behind
-- them the pending ones by the same score as in the index KEYED, where those of all keys of the type stand. Which
-- keys are READY, FULL and DRAINED is told by one sorted set of keys each.
--
-- The score of a READY key is ordered by the priority of its first job, then by its tag: the exponent is what
-- that priority lacks to 100, the mantissa the tag. That of the other states is the tag. Scores are whole numbers
-- below 2^52 as far as they can be, which for READY keys is at the default priority, because Redis and Lua take
-- five times as long to write or read another number.

local function jobs_key(type, key) return P .. ':g:' .. type .. ' ' .. key end
local RUNS = '-1'
local function ring_key(type) return P .. ':r:' .. type end
local function full_key(type) return P .. ':f:' .. type end
local function drained_key(type) return P .. ':d:' .. type end
local function clock_key(type) return P .. ':v:' .. type end

-- The sets that tell in which state keys are.
local SETS = { READY = ring_key, FULL = full_key, DRAINED = drained_key }

local STEP_OF_JOIN, TURN = JOIN_STEP, KEY_TURN
-- Tags are counted in ticks, and stay below END of them.
local TICKS, END = 1 / JOIN_STEP, 2251799813685248 -- 2^51
-- The band of the default priority.
local MAIN_BAND = 100 - DEFAULT_PRIORITY

local function number_text(number)
  if number < 2 * END and number % 1 == 0 then return whole(number) end
  return format('%.17g', number)
end

local function tag_text(tag) return number_text(tag * TICKS) end

local function ready_score(band, tag)
  return number_text(math.ldexp(END + math.min(tag * TICKS, END - 1), band - MAIN_BAND))
end

-- The band and the tag of a READY key.
local function parse_score(score)
  if score >= END and score < 2 * END then return MAIN_BAND, (score - END) / TICKS end
  local mantissa, exponent = math.frexp(score)
  return exponent - 52 + MAIN_BAND, (2 * mantissa - 1) * END / TICKS
end

-- Whether a key with this score is READY by a band, or by a better one.
local function has_band(score, band) return score < math.ldexp(2 * END, band - MAIN_BAND) end

-- The band of a pending job: 0 for priority 100.
local function band_of(score) return math.floor(score / BAND) end

-- What is known of the turns of a type: its clock, the limits of its keys, `rate` as its text at first, and whether
-- keys have limits of their own.
local turns = {}

function keys.turns_of(type)
  local known = turns[type]
  if not known then
    local clock = call('HMGET', clock_key(type), 'floor', 'join', 'plain')
    local limits = call('HMGET', P .. ':c:' .. type, 'keyMaxRunning', 'keyRate')
    known = {
      floor = tonumber(clock[1] or 0), join = tonumber(clock[2] or 0), plain = tonumber(clock[3] or 0),
      limit = tonumber(limits[1] or math.huge), rate = limits[2] and { text = limits[2] },
      own_limits = call('EXISTS', P .. ':kc:' .. type) == 1,
    }
    turns[type] = known
  end
  return known
end

-- What has changed of the keys of a type: those whose pending jobs have, in the order in which they were met, each
-- with `best`, the lowest score of the jobs that have come, if any, and with `left` when any has gone; and, where
-- any is FULL, those of which jobs run no more.
local changes = {}

local function changes_of(type)
  local of_type = changes[type]
  if not of_type then
    of_type = { list = {}, by_key = {}, stopped = {} }
    changes[type] = of_type
  end
  return of_type
end

local function change_of(type, key)
  local of_type = changes_of(type)
  local change = of_type.by_key[key]
  if not change then
    change = { key = key, best = false, left = false }
    of_type.by_key[key] = change
    of_type.list[#of_type.list + 1] = change
  end
  return change
end

-- A job of a key becomes pending.
function keys.add(type, key, score, id)
  call('ZADD', jobs_key(type, key), score, id)
  local change, number = change_of(type, key), tonumber(score)
  if not (change.best and change.best <= number) then change.best = number end
end

-- A job of a key runs no more.
function keys.stop(type, key, id)
  call('ZREM', jobs_key(type, key), id)
  local of_type = changes_of(type)
  if of_type.any_full == nil then of_type.any_full = call('EXISTS', full_key(type)) == 1 end
  if of_type.any_full then of_type.stopped[#of_type.stopped + 1] = key end
end

-- A job that has a key comes to an index.
function keys.enter(job, status, score)
  if status == 'PENDING' then
    index_add(job.type, 'KEYED', score, job.id)
    return keys.add(job.type, job.ckey, score, job.id)
  end
  index_add(job.type, status, score, job.id)
  if status == 'RUNNING' then call('ZADD', jobs_key(job.type, job.ckey), RUNS, job.id) end
end

-- It leaves the index of a status.
function keys.leave(job, status)
  local type, key, id = job.type, job.ckey, job.id
  index_remove(type, status == 'PENDING' and 'KEYED' or status, id)
  if status == 'RUNNING' then return keys.stop(type, key, id) end
  if status ~= 'PENDING' then return end
  call('ZREM', jobs_key(type, key), id)
  change_of(type, key).left = true
end

-- How many jobs of a key may run, and how far its tag moves on by one.
function keys.limits_of(type, key)
  local known = keys.turns_of(type)
  local own = known.own_limits and call('HGET', P .. ':kc:' .. type, key)
  if not own then return known.limit, TURN end
  local most, weight = string.match(own, '^(%S+) (%S+)$')
  local turn = TURN
  if weight ~= '-' then turn = math.max(1, math.floor(TICKS / weight + 0.5)) / TICKS end
  return tonumber(most) or known.limit, turn
end

-- How many more jobs of a key may run.
function keys.room_of(type, key, limit)
  limit = limit or keys.limits_of(type, key)
  return limit == math.huge and limit or limit - call('ZCOUNT', jobs_key(type, key), '-inf', RUNS)
end

-- Writes that are collected: scores and keys that come to each set, and keys that leave it.
local function new_moves()
  return { READY = {}, FULL = {}, DRAINED = {} }, { READY = {}, FULL = {}, DRAINED = {} }
end

local function put(moves, state, score, key)
  local into = moves[state]
  local n = #into
  into[n + 1], into[n + 2] = score, key
end

local function write_moves(type, comes, goes)
  for state, set in pairs(SETS) do
    if #goes[state] > 0 then call('ZREM', set(type), unpack(goes[state])) end
    if #comes[state] > 0 then call('ZADD', set(type), unpack(comes[state])) end
  end
end
keys.new_moves, keys.put, keys.write_moves = new_moves, put, write_moves

-- A key leaves a set because it has no pending job. Its tag is remembered while it is ahead.
local function drain(type, key, state, tag, comes, goes)
  goes[state][#goes[state] + 1] = key
  if tag > keys.turns_of(type).floor then put(comes, 'DRAINED', tag_text(tag), key) end
end

-- The score of the first pending job of a key, if it has any.
local function head_score(type, key)
  local found = call('ZRANGEBYSCORE', jobs_key(type, key), '0', '+inf', 'WITHSCORES', 'LIMIT', '0', '1')
  return tonumber(found[2] or nil)
end

local function key_names(list)
  local names = {}
  for i, change in ipairs(list) do names[i] = change.key end
  return unpack(names)
end

-- Has the READY ones among keys whose pending jobs have changed be where they belong. Returns the others.
local function place_ready(type, list, comes, goes)
  local others = {}
  for i, score in ipairs(call('ZMSCORE', ring_key(type), key_names(list))) do
    local change = list[i]
    if not score then others[#others + 1] = change
    else
      local number, best = tonumber(score), change.best
      if change.left then best = head_score(type, change.key) end
      if change.left or not has_band(number, band_of(best)) then
        local band, tag = parse_score(number)
        if not best then drain(type, change.key, 'READY', tag, comes, goes)
        elseif band_of(best) ~= band then put(comes, 'READY', ready_score(band_of(best), tag), change.key) end
      end
    end
  end
  return others
end

-- The same for keys that may be FULL. Returns the others, and how many have got room.
local function place_full(type, list, comes, goes)
  local others, freed = {}, 0
  for i, score in ipairs(call('ZMSCORE', full_key(type), key_names(list))) do
    local key = list[i].key
    if not score then others[#others + 1] = list[i]
    else
      local head, tag = head_score(type, key), tonumber(score) / TICKS
      if not head then drain(type, key, 'FULL', tag, comes, goes)
      elseif keys.room_of(type, key) > 0 then
        freed = freed + 1
        goes.FULL[#goes.FULL + 1] = key
        put(comes, 'READY', ready_score(band_of(head), tag), key)
      end
    end
  end
  return others, freed
end

-- include: lib/key-waits
-- include: lib/key-rates

-- Has keys that had no pending job join the READY ones, in the order in which they were met; but for those that
-- wait for a time.
local function place_new(type, list, comes, goes)
  local clock = keys.turns_of(type)
  local kept, waits = call('ZMSCORE', drained_key(type), key_names(list)), waits_of(type, key_names(list))
  for i, change in ipairs(list) do
    local key, best = change.key, change.best
    if change.left then best = head_score(type, key) end
    if best and not waits[i] then
      local tag = math.max(clock.floor, clock.join)
      clock.join, clock.moved = tag + STEP_OF_JOIN, true
      if kept[i] then
        goes.DRAINED[#goes.DRAINED + 1] = key
        tag = math.max(tag, tonumber(kept[i]) / TICKS)
      end
      put(comes, 'READY', ready_score(band_of(best), tag), key)
    end
  end
end

-- Has each key be where it belongs whose pending jobs have changed, and each that may have got room: the rules
-- of KeyTurns.changed.
local function place_keys(type, list, stopped)
  local comes, goes = new_moves()
  local others, seen, freed = list, {}, 0
  if #list > 0 then others = place_ready(type, list, comes, goes) end
  if #stopped > 0 then
    for _, change in ipairs(list) do seen[change.key] = true end
    others = { unpack(others) }
    for _, key in ipairs(stopped) do
      if not seen[key] then
        seen[key] = true
        others[#others + 1] = { key = key }
      end
    end
  end
  if #others > 0 then
    local new = {}
    others, freed = place_full(type, others, comes, goes)
    for _, change in ipairs(others) do
      if change.best then new[#new + 1] = change end
    end
    if #new > 0 then place_new(type, new, comes, goes) end
  end
  write_moves(type, comes, goes)
  local has_left = #goes.READY + #goes.FULL > 0 and #comes.READY == 0
  if has_left or (turns[type] and turns[type].moved) then keys.write_clock(type, has_left) end
  if freed > 0 then wake(type, freed) end
  return freed
end

-- Writes the virtual time of a type, and forgets what need not be known of keys: all of it once none has a job
-- that waits, which is looked at when `has_left` one that had.
function keys.write_clock(type, has_left)
  local clock = keys.turns_of(type)
  if has_left and call('EXISTS', ring_key(type), full_key(type)) == 0 then
    call('DEL', clock_key(type), drained_key(type))
    turns[type] = nil
    return
  end
  if not clock.moved then return end
  clock.moved = false
  call('HSET', clock_key(type), 'floor', format('%.17g', clock.floor), 'join', format('%.17g', clock.join),
    'plain', format('%.17g', clock.plain))
  call('ZREMRANGEBYSCORE', drained_key(type), '-inf', tag_text(clock.floor))
end

-- Takes a key that waits for a time out of those that are READY or FULL.
function keys.leave_turns(type, key)
  local ready, full = call('ZSCORE', ring_key(type), key), call('ZSCORE', full_key(type), key)
  if not (ready or full) then return end
  local comes, goes = new_moves()
  local band, tag = nil, full and full / TICKS
  if ready then band, tag = parse_score(tonumber(ready)) end
  drain(type, key, ready and 'READY' or 'FULL', tag, comes, goes)
  write_moves(type, comes, goes)
  keys.write_clock(type, true)
end

-- Has keys that have waited for a time join the READY ones.
function keys.join_turns(type, names)
  local list, comes, goes = {}, new_moves()
  for i, key in ipairs(names) do list[i] = { key = key, left = true } end
  place_new(type, list, comes, goes)
  write_moves(type, comes, goes)
  keys.write_clock(type, false)
end

-- Writes what has changed of keys.
function flush_keys()
  local by_type = changes
  changes = {}
  for type, of_type in pairs(by_type) do place_keys(type, of_type.list, of_type.stopped) end
end

-- Has keys be looked at again that may be FULL, after their limits have changed. Returns how many have got room.
function keys.look_again(type, names) return place_keys(type, {}, names) end

-- The same for keys of a type that are FULL: at most `count`, behind the first
-- `skip` ones. Returns how many have got room, and how many are left as they are.
function keys.release(type, skip, count)
  local found = call('ZRANGE', full_key(type), whole(skip), whole(skip + count - 1))
  local freed = keys.look_again(type, found)
  return freed, #found - freed
end

-- What lease.lua needs to serve keys.
function keys.end_of_band(band) return '(' .. whole((band + 1) * BAND) end
keys.jobs_key, keys.ring_key, keys.band_of, keys.head_score, keys.TURN, keys.RUNS =
  jobs_key, ring_key, band_of, head_score, TURN, RUNS
keys.parse_score, keys.ready_score, keys.tag_text, keys.drain = parse_score, ready_score, tag_text, drain
