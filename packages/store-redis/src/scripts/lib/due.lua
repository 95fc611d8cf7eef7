-- What is due in an index, in bounded steps.

-- include: lib/partition

local STEP = 200

-- The ids in an index whose time has come, at most STEP.
local function due(type, status)
  return call('ZRANGEBYSCORE', index_key(type, status), '-inf', NOW, 'LIMIT', 0, STEP)
end

-- Drops expired jobs, which Redis has forgotten by itself, from an index. Returns how many.
local function prune(type, status)
  local ids = due(type, status)
  if #ids > 0 then call('ZREM', index_key(type, status), unpack(ids)) end
  return #ids
end
