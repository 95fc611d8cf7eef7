-- Adds jobs as they were in another store, each by itself and at the back of its queue: see ArchiveStore of core.
--
-- ARGV: of each job
--   id, type, status, priority
--   the time of a status that has one, in ms, or ''
--   when it is forgotten, in ms, - for never, '' for one that has not finished
--   concurrency key or ''
--   idempotency key or '', the request's fingerprint or ''
--   unique key or '', and its hold on that: '' for none, - for one that no time ends, else the ms
--   what ends that hold, a letter (see job-hash.ts), or ''
--   body kept in a key of its own, or ''
--   by when its first attempt must begin, in ms, or ''
--   '1' when it keeps the turn of its concurrency key
--   the ids of its group and of its run, or ''
--   the ids of what it waits for, with spaces between
--   number of the arguments that follow: field, value, … of its hash
--
-- Returns of each RESTORED, EXISTS, EXPIRED, or 'TAKEN id' or 'HELD id' with the job that has its idempotency or
-- unique key.

-- include: lib/partition

-- As a new job is, these are refused while Redis is full: see complete-parent.lua.
call('SETRANGE', P, '0', '')

-- include: lib/place
-- include: lib/group
-- include: lib/runs
-- include: lib/general

go_general_way()

local ARGUMENTS = 19

-- How many jobs of each type workers may lease now that they could not.
local woken = {}

-- Whether a job is the one that has `unique` as its unique key next or before, by their types and concurrency keys.
local function has_same_key(job, type, unique, ckey)
  return job and job.type == type and job.unique == unique and job.ckey == ckey
end

-- Has a job wait for others, which may not be there yet; one that holds its unique key is told so.
local function begin_waits(id, type, waits, unique, ckey, place)
  local others = {}
  for other in string.gmatch(waits, '%S+') do
    local job = read_job(other)
    others[#others + 1] = job or { id = other, awaited = true }
    if unique ~= '' and has_same_key(job, type, unique, ckey) then call('HSET', job.hash, 'successor', id) end
  end
  join_way().begin(id, others, place)
end

-- Marks a new job as one that others wait for, which came before it.
local function note_waiters(id, type, unique, ckey)
  local waiters = call('ZRANGE', P .. ':b:' .. id, '0', '-1')
  if #waiters == 0 then return end
  local hash = job_key(id)
  call('HSET', hash, 'state', (string.gsub(call('HGET', hash, 'state'), '^(%u+) %+ ', '%1 & ', 1)))
  if unique == '' then return end
  for _, waiter in ipairs(waiters) do
    if has_same_key(read_job(waiter), type, unique, ckey) then call('HSET', hash, 'successor', waiter) end
  end
end

local function join_group(id, group)
  local key = group_key(group)
  if call('EXISTS', key) == 0 then return end
  call('ZADD', members_key(group), call('HINCRBY', key, 'joined', '1'), id)
  local expires = call('HGET', key, 'expires')
  if expires then call('PEXPIREAT', members_key(group), expires) end
end

local function restore(at)
  local id, type, status, priority, time, expiry, ckey, key, fingerprint, unique, holds, hold, large, start_by, keeps,
    group, run, waits, count = unpack(ARGV, at, at + ARGUMENTS - 1)
  local hash = job_key(id)
  if ckey == '' then ckey = nil end
  if call('EXISTS', hash) == 1 then return 'EXISTS' end
  local ends = expiry ~= '' and expiry ~= '-'
  if ends and tonumber(expiry) <= now then return 'EXPIRED' end
  local name = key ~= '' and idempotency_key(type, key, ckey)
  if name then
    local other = string.match(call('GET', name) or '', '^%S+')
    if other and call('EXISTS', job_key(other)) == 1 then return 'TAKEN ' .. other end
  end
  local held = holds ~= '' and unique_key(type, unique, ckey)
  if held then
    local other = call('GET', held)
    if other and may_hold(other) then return 'HELD ' .. other end
  end

  call('HSET', hash, unpack(ARGV, at + ARGUMENTS, at + ARGUMENTS - 1 + count))
  if large ~= '' then call('SET', body_key(id), large) end
  if name then call('SET', name, id .. ' ' .. fingerprint) end
  if held then
    call('SET', held, id)
    if holds ~= '-' then call('PEXPIREAT', held, holds)
    elseif ends and hold == 'C' then call('PEXPIREAT', held, expiry) end
  end
  if ends and run == '' then
    call('PEXPIREAT', hash, expiry)
    if large ~= '' then call('PEXPIREAT', body_key(id), expiry) end
    if name then call('PEXPIREAT', name, expiry) end
  end
  note_waiters(id, type, unique, ckey)

  local score = time
  if status == 'PENDING' then score = pending_score(tonumber(priority), next_back())
  elseif status == 'BLOCKED' then score = whole(next_back())
  elseif FINAL[status] then score = ends and expiry or NEVER end
  if status == 'BLOCKED' then begin_waits(id, type, waits, unique, ckey, score) end
  if ckey then
    local job = { id = id, type = type, ckey = ckey, ran = true }
    if keeps == '1' then key_way().keep_turn(job, FINAL[status] and status or 'RETRYING') end
    key_way().enter(job, status, score)
  else
    index_add(type, status, score, id)
  end
  if status == 'PENDING' and start_by ~= '' then index_add(type, 'START', start_by, id) end
  call('ZADD', P .. ':types', 0, type)
  if group ~= '' then join_group(id, group) end
  if run ~= '' and call('EXISTS', run_key(run)) == 1 then call('HSET', run_key(run), '/' .. id, '') end
  if status ~= 'BLOCKED' and not FINAL[status] then woken[type] = (woken[type] or 0) + 1 end
  return 'RESTORED'
end

local reply, at = {}, 1
while at <= #ARGV do
  reply[#reply + 1] = restore(at)
  at = at + ARGUMENTS + ARGV[at + ARGUMENTS - 1]
end
flush_index()
for type, count in pairs(woken) do wake(type, count) end
return reply
