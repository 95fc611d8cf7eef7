-- Keys of which no job is leased before a time, because the attempt of a job was throttled: by when that ends, and
-- who each is waiting because of, "until job". Such a key is neither READY nor FULL; once its time has come, it joins
-- as one does that gets its first pending job. Part of lib/keys.lua.

local function waits_key(type) return P .. ':w:' .. type end
local function waits_by_key(type) return P .. ':wb:' .. type end

-- Whether a key waits for a time.
local function waits_for_time(type, key) return call('ZSCORE', waits_key(type), key) and true end

-- Has a key wait up to a time in ms, because of the job `id`, unless it waits for a later one.
function keys.wait(type, key, ends, id)
  local before = tonumber(call('ZSCORE', waits_key(type), key) or nil) or now
  if ends <= before then return end
  call('ZADD', waits_key(type), whole(ends), key)
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
  for _, key in ipairs(ended) do keys.join_turns(type, key) end
  keys.write_clock(type)
  wake(type, #ended)
  return #ended
end
