-- Has no job of a queue be leased up to a time.

-- include: lib/settings
-- include: lib/note-due

-- Throttles a queue until a time in ms, because the attempt of a job was at another one, unless it is until later
-- already.
local function throttle_queue(type, ends, id, at)
  local key = settings_key(type)
  local before = hold_end(call('HGET', key, 'throttled')) or now
  if ends <= before then return end
  local hold = at .. ' ' .. whole(ends) .. ' ' .. cjson.encode({ reason = '', by = id })
  call('HSET', key, 'throttled', hold)
  -- Partitions copy by the revision; one that is about to forget it must not forget this.
  call('HSETNX', key, 'revision', '0')
  call('PERSIST', key)
  note_due(type, whole(ends))
end
