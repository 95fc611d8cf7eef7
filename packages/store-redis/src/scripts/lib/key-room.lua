-- What is read of the jobs of one concurrency key. Part of lib/key-turns.lua.
--
-- The jobs of a key stand in a sorted set of their own: the running ones, which are its slots, by RUNS, behind
-- them the pending ones by the same score as in the index KEYED, where those of all keys of the type stand.

local function jobs_key(type, key) return P .. ':g:' .. type .. ' ' .. key end
local RUNS = '-1'

-- How many more jobs of a key may run.
function keys.room_of(type, key, limit)
  limit = limit or keys.limits_of(type, key)
  return limit == math.huge and limit or limit - call('ZCOUNT', jobs_key(type, key), '-inf', RUNS)
end

-- The score of the first pending job of a key, if it has any.
local function head_score(type, key)
  local found = call('ZRANGEBYSCORE', jobs_key(type, key), '0', '+inf', 'WITHSCORES', 'LIMIT', '0', '1')
  return tonumber(found[2] or nil)
end
keys.jobs_key, keys.head_score, keys.RUNS = jobs_key, head_score, RUNS
