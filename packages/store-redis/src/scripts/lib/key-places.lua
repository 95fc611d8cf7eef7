-- Has concurrency keys be where they belong after their jobs have changed, or their limits: the rules of
-- KeyTurns.changed in core. Part of lib/keys.lua.

local function key_names(list)
  local names = {}
  for i, change in ipairs(list) do names[i] = change.key end
  return unpack(names)
end

-- Has the READY ones among keys whose pending jobs have changed be where they belong. Returns the others.
local function place_ready(type, list, names, comes, goes)
  local others, last_band, end_of_band = {}, nil, nil
  for i, score in ipairs(call('ZMSCORE', ring_key(type), unpack(names))) do
    local change = list[i]
    if not score then others[#others + 1] = change
    else
      local number, best = tonumber(score), change.best
      if change.left then best = head_score(type, change.key)
      else
        local band = band_of(best)
        if band ~= last_band then last_band, end_of_band = band, end_of_scores(band) end
      end
      if change.left or number >= end_of_band or number < -END and comes_earlier(number, best) then
        local _, tag = parse_score(number)
        local to = best and ready_number(keys.order_of(type), best, tag)
        if not to then drain(type, change.key, 'READY', tag, comes, goes)
        elseif to ~= number then put(comes, 'READY', number_text(to), change.key) end
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
        put(comes, 'READY', ready_score(keys.order_of(type), head, tag), key)
      end
    end
  end
  return others, freed
end

-- Has keys that had no pending job join the READY ones, in the order in which they were met; but for those that
-- wait for a time. `may_be_known` unless none is DRAINED or waits.
local function place_new(type, list, comes, goes, may_be_known)
  local kept, waits = {}, {}
  if may_be_known then
    kept, waits = call('ZMSCORE', drained_key(type), key_names(list)), waits_of(type, key_names(list))
  end
  for i, change in ipairs(list) do
    local key, best = change.key, change.best
    if change.left then best = head_score(type, key) end
    if best and not waits[i] then
      local tag = keys.next_tag(type)
      if kept[i] then
        goes.DRAINED[#goes.DRAINED + 1] = key
        tag = math.max(tag, tonumber(kept[i]) / TICKS)
      end
      put(comes, 'READY', ready_score(keys.order_of(type), best, tag), key)
    end
  end
end

-- Has each key be where it belongs whose pending jobs have changed, and each that may have got room.
local function place_keys(type, list, names, stopped)
  local comes, goes = new_moves()
  local others, seen, freed = list, {}, 0
  if #list > 0 then others = place_ready(type, list, names, comes, goes) end
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
    local new, may_be_known = {}, call('EXISTS', full_key(type), drained_key(type), waits_key(type)) > 0
    if may_be_known then others, freed = place_full(type, others, comes, goes) end
    for _, change in ipairs(others) do
      if change.best then new[#new + 1] = change end
    end
    if #new > 0 then place_new(type, new, comes, goes, may_be_known) end
  end
  write_moves(type, comes, goes)
  local has_left = #goes.READY + #goes.FULL > 0 and #comes.READY == 0
  if has_left or (turns[type] and turns[type].joined) then keys.write_clock(type, has_left) end
  if freed > 0 then wake(type, freed) end
  return freed
end
