-- The concurrency keys of queues: where their jobs stand, and how the keys take turns. Part of the general way, made
-- when a script first meets a job that has a key.

-- include: lib/key-jobs
-- include: lib/key-places
-- include: lib/key-waits
-- include: lib/key-keepers
-- include: lib/key-rates
-- include: lib/key-order

-- Writes what has changed of keys.
function flushers.keys()
  local by_type = changes
  changes = {}
  for type, of_type in pairs(by_type) do place_keys(type, of_type.list, of_type.names, of_type.stopped) end
end

-- Has keys be looked at again that may be FULL, after their limits have changed. Returns how many have got room.
function keys.look_again(type, names) return place_keys(type, {}, {}, names) end

-- The same for keys of a type that are FULL: at most `count`, behind the first
-- `skip` ones. Returns how many have got room, and how many are left as they are.
function keys.release(type, skip, count)
  local found = call('ZRANGE', full_key(type), whole(skip), whole(skip + count - 1))
  local freed = keys.look_again(type, found)
  return freed, #found - freed
end
