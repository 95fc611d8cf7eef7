-- Which jobs keep the turn of their concurrency key, because an attempt of theirs has failed: see key-on-failure.ts in
-- core. Part of lib/keys.lua; what a lease has to know of them stands in lib/key-room.lua.
--
-- While none of them is pending, their key waits without an end, by which it is neither READY nor FULL; until when it
-- is throttled besides stands where lib/key-waits.lua keeps because of which job it is.

-- What becomes of the keys of a type when an attempt fails.
local on_failure = {}

local function on_failure_of(type)
  on_failure[type] = on_failure[type] or call('HGET', P .. ':c:' .. type, 'keyOnFailure') or 'CONTINUE'
  return on_failure[type]
end

-- Has a key that waits without an end wait no longer than it is throttled.
local function end_kept_wait(type, key)
  local known = call('HGET', waits_by_key(type), key)
  local ends = tonumber(known and string.match(known, '^%d+') or nil) or 0
  if ends > now then call('ZADD', waits_key(type), whole(ends), key)
  else call('ZREM', waits_key(type), key) end
end

-- A key goes on that no job keeps any more, or not only those that are left.
local function let_go(type, key)
  if call('EXISTS', keepers_key(type, key)) == 0 then call('ZREM', kept_keys_key(type), key) end
  if keys.is_kept_off(type, key) then return end
  end_kept_wait(type, key)
  keys.join_turns(type, { key })
  wake(type, 1)
end

-- A job of a key comes to RETRYING or to a final status. Returns whether it has failed for good and keeps the turn of
-- its key, so that it is not forgotten.
function keys.keep_turn(job, status)
  local type, key, id = job.type, job.ckey, job.id
  local keeps = false
  if status == 'RETRYING' then keeps = on_failure_of(type) ~= 'CONTINUE'
  elseif status == 'FAILED' then keeps = on_failure_of(type) == 'HALT' end
  if keeps then
    call('ZADD', kept_keys_key(type), '0', key)
    call('ZADD', keepers_key(type, key), status == 'FAILED' and '1' or '0', id)
    keys.note_kept(type)
    if keys.is_kept_off(type, key) then
      keys.leave_turns(type, key)
      call('ZADD', waits_key(type), 'inf', key)
    end
    return status == 'FAILED'
  end
  if status ~= 'RETRYING' then keys.end_keep(job) end
  return false
end

-- Whether a job keeps the turn of its key.
function keys.keeps(job)
  return keys.any_kept(job.type) and call('ZSCORE', keepers_key(job.type, job.ckey), job.id) and true
end

-- A job has come to its end, or is gone: it keeps the turn of its key no more.
function keys.end_keep(job)
  if not keys.any_kept(job.type) then return end
  if call('ZREM', keepers_key(job.type, job.ckey), job.id) == 1 then let_go(job.type, job.ckey) end
end

-- A job that has been leased before becomes pending: if it keeps the turn of its key, that may be served.
function keys.keeper_comes(job)
  local type, key = job.type, job.ckey
  if not (job.ran and keys.any_kept(type)) then return end
  if call('ZADD', keepers_key(type, key), 'XX', 'CH', '0', job.id) == 0
    and not call('ZSCORE', keepers_key(type, key), job.id) then return end
  end_kept_wait(type, key)
  change_of(type, key).left = true
end

-- Has no job keep the turn of a key any more, or with `failed_only` none that has failed for good. Each that has goes
-- to `forget_later`.
function keys.resume(type, key, failed_only, forget_later)
  local name = keepers_key(type, key)
  local failed = call('ZRANGEBYSCORE', name, '1', '1')
  local ended = failed_only and failed or call('ZRANGE', name, '0', '-1')
  if #ended == 0 then return end
  for _, id in ipairs(failed) do forget_later(id) end
  call('ZREM', name, unpack(ended))
  let_go(type, key)
end

-- The same for keys of a type, at most `count` behind the first `skip` ones. Returns how many are kept no more, and
-- how many are left as they are.
function keys.resume_some(type, skip, count, failed_only, forget_later)
  local found = call('ZRANGE', kept_keys_key(type), whole(skip), whole(skip + count - 1))
  for _, key in ipairs(found) do keys.resume(type, key, failed_only, forget_later) end
  local left = 0
  for _, key in ipairs(found) do
    if call('ZSCORE', kept_keys_key(type), key) then left = left + 1 end
  end
  flush_index()
  return #found - left, left
end
