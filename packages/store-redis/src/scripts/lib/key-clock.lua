-- The virtual time of a type, and what is set for its concurrency keys. Part of lib/key-turns.lua.

-- The clock of a type, whether keys are to be put into another order (`reorder`), and once that is asked for what is set for
-- its keys: `order`, `limit`, `rate` as its text at first, and whether keys have limits of their own. `joined` tells that a key has joined since it was written, `served` that one
-- was served.
local turns = {}
-- Whether jobs keep the turns of any of its keys.
local any_kept = {}

function keys.turns_of(type)
  local known = turns[type]
  if not known then
    local clock = call('HMGET', clock_key(type), 'floor', 'join', 'plain', 'reorder')
    known = {
      floor = tonumber(clock[1] or 0) / TICKS, join = tonumber(clock[2] or 0) / TICKS,
      plain = tonumber(clock[3] or 0) / TICKS, limit = false, rate = false, own_limits = false, joined = false,
      served = false, order = false, reorder = clock[4],
    }
    turns[type] = known
  end
  return known
end

-- The same with what is set for its keys.
function keys.limited_turns_of(type)
  local known = keys.turns_of(type)
  if not known.limit then
    local limits = call('HMGET', P .. ':c:' .. type, 'keyMaxRunning', 'keyRate', 'order', 'agingMs')
    known.order = limits[3] or limits[4] and 'STRICT' or 'PRIORITY'
    known.limit, known.rate = tonumber(limits[1] or math.huge), limits[2] and { text = limits[2] }
    -- Which of them are there, in one number: limits count twice, lost slots four times.
    local own, kept, lost = P .. ':kc:' .. type, P .. ':h:' .. type, lost_key(type)
    local there = call('EXISTS', kept, own, own, lost, lost, lost, lost)
    known.own_limits, any_kept[type], known.any_lost = there % 4 >= 2, there % 2 == 1, there >= 4
  end
  return known
end

-- In which order the keys of a type are served: see keyOrder of core.
function keys.order_of(type)
  local known = keys.turns_of(type)
  if not known.order then
    local order, aging = unpack(call('HMGET', P .. ':c:' .. type, 'order', 'agingMs'))
    known.order = order or aging and 'STRICT' or 'PRIORITY'
  end
  return known.order
end

-- The tag of a key that joins.
function keys.next_tag(type)
  local clock = keys.turns_of(type)
  if keys.order_of(type) == 'STRICT' then return 0 end
  local tag = math.max(clock.floor, clock.join)
  clock.join, clock.joined = tag + join_step(tag), true
  return tag
end

-- Whether jobs keep the turns of any keys of a type.
function keys.any_kept(type)
  if any_kept[type] == nil then any_kept[type] = call('EXISTS', P .. ':h:' .. type) == 1 end
  return any_kept[type]
end
function keys.note_kept(type) any_kept[type] = true end

-- How many jobs of a key may run, how far its tag moves on by one, and the text of its own rate, if it has one.
function keys.limits_of(type, key)
  local known = keys.limited_turns_of(type)
  local own = known.own_limits and call('HGET', P .. ':kc:' .. type, key)
  if not own then return known.limit, TURN end
  local most, weight, rate = string.match(own, '^(%S+) (%S+) ?(.*)$')
  local turn = TURN
  if weight ~= '-' then turn = math.max(1, math.floor(TICKS / weight + 0.5)) / TICKS end
  return tonumber(most) or known.limit, turn, rate ~= '' and rate or nil
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
  if clock.joined or clock.served then
    call('HSET', clock_key(type), 'floor', tag_text(clock.floor), 'join', tag_text(clock.join),
      'plain', tag_text(clock.plain))
  end
  if clock.served then call('ZREMRANGEBYSCORE', drained_key(type), '-inf', tag_text(clock.floor)) end
  clock.joined, clock.served = false, false
end
