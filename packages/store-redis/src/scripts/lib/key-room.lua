-- What is read of the jobs of one concurrency key. Part of lib/key-turns.lua.
--
-- The jobs of a key stand in a sorted set of their own: the running ones, which are its slots, by RUNS, behind
-- them (from PENDING on) the pending ones by the same score as in the index KEYED, where those of all keys of the type stand.

local function jobs_key(type, key) return P .. ':g:' .. type .. ' ' .. key end
local RUNS, PENDING = '-inf', '(-inf'

-- How many more jobs of a key may run.
function keys.room_of(type, key, limit)
  limit = limit or keys.limits_of(type, key)
  return limit == math.huge and limit or limit - call('ZCOUNT', jobs_key(type, key), RUNS, RUNS)
end

-- Takes the slots of a key from jobs that are gone. Returns how many.
function keys.drop_lost(type, key)
  local dropped = 0
  for _, id in ipairs(call('SMEMBERS', lost_key(type))) do
    if call('ZREM', jobs_key(type, key), id) == 1 then
      call('SREM', lost_key(type), id)
      dropped = dropped + 1
    end
  end
  return dropped
end

-- The keys of which jobs keep the turn, by name, and these jobs of one key: by 1 those that have failed for good,
-- others by 0. See lib/key-keepers.lua.
local function kept_keys_key(type) return P .. ':h:' .. type end
local function keepers_key(type, key) return P .. ':hj:' .. type .. ' ' .. key end

-- The pending jobs among those that keep the turn of a key, in their order, { score, id } each; nil for a key that
-- none keeps.
function keys.pending_keepers(type, key)
  if not keys.any_kept(type) then return nil end
  local ids = call('ZRANGE', keepers_key(type, key), '0', '-1')
  if #ids == 0 then return nil end
  local pending = {}
  for i, score in ipairs(call('ZMSCORE', jobs_key(type, key), unpack(ids))) do
    if score and score ~= RUNS then pending[#pending + 1] = { score = tonumber(score), id = ids[i] } end
  end
  table.sort(pending, function(a, b) return a.score < b.score end)
  return pending
end

-- Whether no job of a key is leased because jobs keep its turn that are not pending.
function keys.is_kept_off(type, key)
  local keepers = keys.pending_keepers(type, key)
  return keepers and #keepers == 0
end

-- The score of the first pending job of a key that may be leased, if it has any.
local function head_score(type, key)
  local keepers = keys.pending_keepers(type, key)
  if keepers then return keepers[1] and keepers[1].score end
  local found = call('ZRANGEBYSCORE', jobs_key(type, key), PENDING, '+inf', 'WITHSCORES', 'LIMIT', '0', '1')
  return tonumber(found[2] or nil)
end
keys.jobs_key, keys.head_score, keys.RUNS, keys.PENDING = jobs_key, head_score, RUNS, PENDING
