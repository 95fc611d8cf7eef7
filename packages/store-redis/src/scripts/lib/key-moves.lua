-- Moves of concurrency keys between the sets of their states. Part of lib/key-turns.lua.

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

-- A key leaves a set because it has no pending job. Its tag is remembered while it is ahead.
local function drain(type, key, state, tag, comes, goes)
  goes[state][#goes[state] + 1] = key
  if tag > keys.turns_of(type).floor and keys.order_of(type) ~= 'STRICT' then put(comes, 'DRAINED', tag_text(tag), key) end
  if keys.is_kept_off(type, key) then call('ZADD', waits_key(type), 'inf', key) end
end
keys.new_moves, keys.put, keys.write_moves, keys.drain = new_moves, put, write_moves, drain
