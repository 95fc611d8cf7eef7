-- Has concurrency keys be where they belong after their jobs have changed, or their limits: the rules of
-- KeyTurns.changed in core. Part of lib/keys.lua.

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

-- Has each key be where it belongs whose pending jobs have changed, and each that may have got room.
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
