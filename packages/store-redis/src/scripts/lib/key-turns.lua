-- How the concurrency keys of queues take turns, by the rules of key-turns.ts in core. Made when a script first needs
-- it, and at first without what a lease that serves keys has no need of.

-- include: lib/partition
-- include: lib/index
-- include: lib/wake
-- include: lib/rate-rules

local keys

local function key_turns()
  if keys then return keys end
  keys = {}
  -- key turns begin
  -- include: lib/key-scores
  -- include: lib/key-clock
  -- include: lib/key-room
  -- include: lib/key-moves

  function keys.make_the_rest()
    if keys.stop then return end
    -- include: lib/keys
  end
  -- key turns end
  return keys
end
