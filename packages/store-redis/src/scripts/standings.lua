-- Tells what is kept of jobs besides what their hashes say: see ArchiveStore of core.
--
-- ARGV  their ids
--
-- Returns of each { token, fingerprint or '', hold on its unique key (a letter, see job-hash.ts) or '', '1' when it
-- has that key, until when in ms or '', '1' when it keeps the turn of its concurrency key }, or nil when it is not there,
-- or { the field that cannot be read }.

-- include: lib/general

go_general_way()

local function time_now()
  local clock = call('TIME')
  return clock[1] * 1000 + math.floor(clock[2] / 1000)
end

-- When a key expires, in ms. Redis before 7.0 only says how long that is, from a time that goes on meanwhile: it is the
-- one that was read before if it is still that afterwards.
local function expiry_of(key)
  local at = try('PEXPIRETIME', key)
  if type(at) == 'number' then return whole(at) end
  local before, left
  repeat
    before = time_now()
    left = call('PTTL', key)
  until time_now() == before
  return whole(before + left)
end

local function standing_of(job)
  local fingerprint, holds, ends, keeps = '', '', '', ''
  if job.key then
    local holder, known = string.match(
      call('GET', idempotency_key(job.type, job.key, job.ckey)) or '', '^(%S+) (.*)$')
    if holder == job.id then fingerprint = known end
  end
  if job.unique then
    local key = unique_key(job.type, job.unique, job.ckey)
    if call('GET', key) == job.id then
      holds = '1'
      if job.hold == 'T' then ends = expiry_of(key) end
    end
  end
  if job.ckey and key_way().keeps(job) then keeps = '1' end
  return { job.token, fingerprint, job.hold or '', holds, ends, keeps }
end

local reply = {}
for i, id in ipairs(ARGV) do
  local job, field = read_job(id)
  if job then field = read_policy(job) end
  if field then reply[i] = { field }
  else reply[i] = job and standing_of(job) or false end
end
return reply
