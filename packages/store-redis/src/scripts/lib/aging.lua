-- The ageing of a queue: see aging.ts in core. Pending jobs that have a score by age stand before those by priority.
--
-- A score by age is when the job is due, later by what its priority lacks, in 256ths of a ms, less 2^52. The part of a
-- ms tells those of one ms apart, in the order in which they came: so many at most, and the others by their ids.

-- include: lib/general

local AGE_STEPS, AGE_SHIFT, SOON_MS = 256, 4503599627370496, '1000'
-- As in lib/place.lua, which is not at hand here.
local FIRST_PLACE = 17592186044416 -- 2^44

-- Writes the scores of jobs of an index, which have changed: { id, key or false, score }.
local function rescore(type, status, jobs)
  local scores = {}
  for i, job in ipairs(jobs) do
    local score = whole(job[3])
    scores[2 * i - 1], scores[2 * i] = score, job[1]
    if job[2] then key_way().rescore(type, job[2], score, job[1]) end
  end
  if #scores > 0 then call('ZADD', index_key(type, status), unpack(scores)) end
  if flushers.keys then flushers.keys() end
end

-- Gives jobs of an index their scores by age, at most `count`. Returns how many were found.
local function age_index(type, status, aging, count)
  local found, jobs = call('ZRANGEBYSCORE', index_key(type, status), '0', '+inf', 'WITHSCORES', 'LIMIT', '0', whole(count)), {}
  if #found == 0 then return 0 end
  -- Of which ms the last one was, and how many of that were told apart.
  local last_key = P .. ':a:' .. type
  local last_ms, last_step = string.match(call('GET', last_key) or '', '^(%S+) (%S+)$')
  last_ms, last_step = tonumber(last_ms or -1), tonumber(last_step or -1)
  local first_ms, first_step, ms, step, place = last_ms, last_step, nil, nil, nil
  for i = 1, #found, 2 do
    local id, score = found[i], tonumber(found[i + 1])
    local fields = try('HMGET', JOB .. id, 'job', 'runAt', 'ckey')
    local due = tonumber(fields[2] or fields[1] and string.match(fields[1], '^%d+') or nil)
    if due then
      if due ~= ms then ms, step = due, due == first_ms and first_step + 1 or 0
      elseif score ~= place then step = step + 1 end
      place = score
      if ms > last_ms then last_ms, last_step = ms, step
      elseif ms == last_ms then last_step = math.max(last_step, step) end
      local lacking = math.floor(score / BAND)
      jobs[#jobs + 1] = {
        id, fields[3], (due + lacking * aging) * AGE_STEPS + math.min(step, AGE_STEPS - 1) - AGE_SHIFT,
      }
    end
  end
  call('SET', last_key, whole(last_ms) .. ' ' .. whole(last_step), 'PX', SOON_MS)
  rescore(type, status, jobs)
  return #found / 2
end

-- Has jobs of an index stand by their priority again, at the front, at most `count`: those that come last first, so
-- that each that follows stands before them. Returns how many were found.
local function end_age_of_index(type, status, count)
  local found = call('ZREVRANGEBYSCORE', index_key(type, status), '(0', '-inf', 'LIMIT', '0', whole(count))
  if #found == 0 then return 0 end
  local front, jobs = call('INCRBY', P .. ':front', whole(#found)) - #found, {}
  for i, id in ipairs(found) do
    local job = read_job(id)
    if job and not read_policy(job) then
      jobs[#jobs + 1] = { id, job.ckey, (100 - job.priority) * BAND + FIRST_PLACE - front - i }
    else call('ZREM', index_key(type, status), id) end
  end
  rescore(type, status, jobs)
  return #found
end

-- Does a round of what the settings of a queue ask for, of at most `count` jobs with a key and as many without; ends
-- is whether jobs have scores by an age that does not count any more. Returns how many of the larger kind there were.
local function age_queue(type, aging, ends, count)
  go_general_way()
  if ends then
    local plain = end_age_of_index(type, 'PENDING', count)
    local most = math.max(plain, end_age_of_index(type, 'KEYED', count))
    if most == count then return most end
    local key = settings_key(type)
    call('HDEL', key, 'agingEnds')
    if call('HLEN', key) == 1 then call('DEL', key) end
  end
  if not aging then return 0 end
  local plain = age_index(type, 'PENDING', tonumber(aging), count)
  return math.max(plain, age_index(type, 'KEYED', tonumber(aging), count))
end
