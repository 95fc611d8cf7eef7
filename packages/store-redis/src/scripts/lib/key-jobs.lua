-- Which concurrency keys are to be looked at because their jobs have changed. Part of lib/keys.lua.

-- What has changed of the keys of a type: those whose pending jobs have, in the order in which they were met, each
-- with `best`, the lowest score of the jobs that have come, if any, and with `left` when any has gone; and, where
-- any is FULL, those of which jobs run no more.
local changes = {}

local function changes_of(type)
  local of_type = changes[type]
  if not of_type then
    of_type = { list = {}, names = {}, by_key = {}, stopped = {} }
    changes[type] = of_type
  end
  return of_type
end

local function change_of(type, key)
  local of_type = changes_of(type)
  local change = of_type.by_key[key]
  if not change then
    change = { key = key, best = false, left = false }
    of_type.by_key[key] = change
    local n = #of_type.list + 1
    of_type.list[n], of_type.names[n] = change, key
  end
  return change
end

-- A job of a key becomes pending, by a score as a text and as a number.
function keys.add(type, key, score, id, number)
  call('ZADD', jobs_key(type, key), score, id)
  local change = change_of(type, key)
  if not (change.best and change.best <= number) then change.best = number end
end

-- A pending job of a key gets another score.
function keys.rescore(type, key, score, id)
  call('ZADD', jobs_key(type, key), score, id)
  change_of(type, key).left = true
end

-- A job of a key runs no more.
function keys.stop(type, key, id)
  call('ZREM', jobs_key(type, key), id)
  local of_type = changes[type] or changes_of(type)
  if of_type.any_full == nil then of_type.any_full = call('EXISTS', full_key(type)) == 1 end
  if of_type.any_full then of_type.stopped[#of_type.stopped + 1] = key end
end

-- How many keys that are FULL a round asks for the slots of jobs that are gone, for how many of these, and for how long
-- in ms they are remembered.
local ASKED_KEYS, ASKED_JOBS, LOST_MS = 200, 500, '604800000'

-- How far maintenance has come with asking, as a scan of the FULL keys tells it; absent when all were asked.
local function asking_key(type) return P .. ':la:' .. type end

-- A running job is gone, and with it what its key was, if it had one. Keys that are FULL are asked for its slot, because
-- nobody would look again at one that has no other: some at once, all by rounds of maintenance. A lease asks each key
-- that it finds full.
function keys.lose_slot(type, id)
  if call('HEXISTS', P .. ':c:' .. type, 'keyMaxRunning') == 0 and call('EXISTS', P .. ':kc:' .. type) == 0 then return end
  local first_keys = call('ZRANGE', full_key(type), '0', whole(ASKED_KEYS - 1))
  for _, key in ipairs(first_keys) do
    if call('ZREM', jobs_key(type, key), id) == 1 then
      local stopped = changes_of(type).stopped
      stopped[#stopped + 1] = key
      return
    end
  end
  call('SADD', lost_key(type), id)
  call('PEXPIRE', lost_key(type), LOST_MS)
  if #first_keys == ASKED_KEYS then
    call('SET', asking_key(type), '0', 'PX', LOST_MS)
    note_later(type, now)
  end
end

-- Asks some of the FULL keys of a type for the slots of jobs that are gone. Returns whether there are more to ask.
function keys.ask_for_slots(type)
  local from = call('GET', asking_key(type))
  if not from then return false end
  local lost, stopped = call('SMEMBERS', lost_key(type)), changes_of(type).stopped
  local next_from, found = unpack(call('ZSCAN', full_key(type), from, 'COUNT', whole(ASKED_KEYS)))
  if #lost > 0 then
    for i = 1, #found, 2 do
      if call('ZREM', jobs_key(type, found[i]), unpack(lost, 1, math.min(#lost, ASKED_JOBS))) > 0 then
        stopped[#stopped + 1] = found[i]
      end
    end
  end
  flush_index()
  if next_from == '0' or #lost == 0 then
    call('DEL', asking_key(type))
    return false
  end
  call('SET', asking_key(type), next_from, 'PX', LOST_MS)
  return true
end

-- A job that has a key comes to an index.
function keys.enter(job, status, score)
  if status == 'PENDING' then
    index_add(job.type, 'KEYED', score, job.id)
    keys.add(job.type, job.ckey, score, job.id, tonumber(score))
    return keys.keeper_comes(job)
  end
  index_add(job.type, status, score, job.id)
  if status == 'RUNNING' then call('ZADD', jobs_key(job.type, job.ckey), RUNS, job.id) end
end

-- It leaves the index of a status.
function keys.leave(job, status)
  local type, key, id = job.type, job.ckey, job.id
  index_remove(type, status == 'PENDING' and 'KEYED' or status, id)
  if status == 'RUNNING' then return keys.stop(type, key, id) end
  if status ~= 'PENDING' then return end
  call('ZREM', jobs_key(type, key), id)
  change_of(type, key).left = true
end
