-- Keys of which no job is leased before a time, because the attempt of a job was throttled: by when that ends, and
-- who each is waiting because of, "until job". Such a key is neither READY nor FULL; once its time has come, it joins
-- as one does that gets its first pending job. Part of lib/keys.lua.

local function waits_by_key(type) return P .. ':wb:' .. type end

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
  place_new(type, list, comes, goes, true)
  write_moves(type, comes, goes)
  keys.write_clock(type, false)
end

-- Has a key wait up to a time in ms, because of the job `id`, unless it waits for a later one.
function keys.wait(type, key, ends, id)
  local before = tonumber(call('ZSCORE', waits_key(type), key) or nil) or now
  local is_kept = before == math.huge
  if is_kept then before = tonumber(string.match(call('HGET', waits_by_key(type), key) or '', '^%d+') or now) end
  if ends <= before then return end
  if not is_kept then call('ZADD', waits_key(type), whole(ends), key) end
  call('HSET', waits_by_key(type), key, whole(ends) .. ' ' .. id)
  note_due(type, whole(ends))
  keys.leave_turns(type, key)
end

-- Has keys join whose waits have ended by a time, at most `most`. Returns how many there were.
function keys.end_waits(type, at, most)
  local ended = call('ZRANGEBYSCORE', waits_key(type), '-inf', at, 'LIMIT', '0', whole(most))
  if #ended == 0 then return 0 end
  call('ZREM', waits_key(type), unpack(ended))
  call('HDEL', waits_by_key(type), unpack(ended))
  keys.join_turns(type, ended)
  wake(type, #ended)
  return #ended
end
