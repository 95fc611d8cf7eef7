-- The virtual time of a type, and what is set for its concurrency keys. Part of lib/key-turns.lua.

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

-- How many jobs of a key may run, how far its tag moves on by one, and the text of its own rate, if it has one.
function keys.limits_of(type, key)
  local known = keys.turns_of(type)
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
  if not clock.moved then return end
  clock.moved = false
  call('HSET', clock_key(type), 'floor', format('%.17g', clock.floor), 'join', format('%.17g', clock.join),
    'plain', format('%.17g', clock.plain))
  call('ZREMRANGEBYSCORE', drained_key(type), '-inf', tag_text(clock.floor))
end
