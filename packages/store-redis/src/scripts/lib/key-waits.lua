-- Keys of which no job is leased before a time, because the attempt of a job was throttled: by when that ends, and
-- who each is waiting because of, "until job". Such a key is neither READY nor FULL; once its time has come, it joins
-- as one does that gets its first pending job. Part of lib/keys.lua.

local function waits_key(type) return P .. ':w:' .. type end
local function waits_by_key(type) return P .. ':wb:' .. type end

-- Until when keys wait, false for one that does not.
local function waits_of(type, ...) return call('ZMSCORE', waits_key(type), ...) end

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
  keys.join_turns(type, ended)
  wake(type, #ended)
  return #ended
end
