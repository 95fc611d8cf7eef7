-- How many attempts of a concurrency key may start in a time: the rate of each key of a type, or its own, and what
-- it has counted. Part of lib/keys.lua.

-- What a rate has counted of a key, as lib/starts.lua keeps it: it expires when nothing of it counts any more.
local function key_starts_key(type, key) return P .. ':ks:' .. type .. ' ' .. key end

-- The rate of a key, whose own one has this text; nil without any.
local function key_rate(type, own)
  if own then return rate_rules().parse(own) end
  local clock = keys.limited_turns_of(type)
  if clock.rate and not clock.rate.limit then clock.rate = rate_rules().parse(clock.rate.text) end
  return clock.rate
end

-- For how many starts of a key there is room, whose own rate has this text; and, if it has a rate, that and what it
-- has counted, for keys.count_starts.
function keys.rate_room(type, key, own)
  local rate = key_rate(type, own)
  if not rate then return math.huge end
  local state = rate_rules().read(key_starts_key(type, key))
  return rate_rules().room(state, rate, now), rate, state
end

-- So many attempts of a key have started. Returns when there is room again, nil while there is.
function keys.count_starts(type, key, rate, state, count)
  if count > 0 then
    state = rate_rules().count(state, rate, now, count)
    rate_rules().write(key_starts_key(type, key), state, rate)
  end
  local room, next_at = rate_rules().room(state, rate, now)
  if room == 0 then return next_at end
end

-- A key, which is not READY, waits until there is room for a start.
function keys.wait_for_rate(type, key, ends)
  call('ZADD', waits_key(type), whole(ends), key)
  note_due(type, whole(ends))
end

-- Has keys join that wait for their rates; those that wait for no time or because of a job are left. Returns how
-- many have joined.
function keys.end_rate_waits(type, found)
  if #found == 0 then return 0 end
  local ended, waits = {}, waits_of(type, unpack(found))
  for i, by in ipairs(call('HMGET', waits_by_key(type), unpack(found))) do
    if waits[i] and waits[i] ~= 'inf' and not by then ended[#ended + 1] = found[i] end
  end
  if #ended == 0 then return 0 end
  call('ZREM', waits_key(type), unpack(ended))
  keys.join_turns(type, ended)
  wake(type, #ended)
  return #ended
end

-- An attempt of a key was given back before it has started, which had begun at a time.
function keys.take_back(type, key, started)
  local _, _, own = keys.limits_of(type, key)
  local rate = key_rate(type, own)
  if not rate then return end
  local name = key_starts_key(type, key)
  rate_rules().write(name, rate_rules().uncount(rate_rules().read(name), rate, started, now), rate)
  keys.end_rate_waits(type, { key })
end

-- Has keys that wait for their rates be looked at again after these have changed, as keys.release does.
function keys.release_rates(type, skip, count)
  local found = call('ZRANGE', waits_key(type), whole(skip), whole(skip + count - 1))
  local freed = keys.end_rate_waits(type, found)
  return freed, #found - freed
end
