-- Ends leases with the outcomes of their attempts.
--
-- ARGV[1]  '1' when this call repeats one whose answer was lost, '2' when the runs that get news are to be read,
--          '3' for both
-- ARGV[2]  random number in [0, 1), for backoff
-- ARGV[3]  number of the items that follow: first leases (token 1) that completed without a result
--   id of each
-- then for each other item: id, token, kind, and by the kind
--   'completed'  '1' when there is a result, result
--   'telling'    what the run of the job is told before it completes; the result behind a '1', or ''
--   'failed'     JSON of the error's message and details, 'permanent' or ms to the retry or ''
--   'snoozed'    ms, ''
--   'throttled'  ms, 'QUEUE' or 'KEY', for whom waits
--   'released'   '1' when the handler may have started, ''
--
-- Returns first { place from 0, status, … } of the first leases that led to anything but COMPLETED, the time in ms, and
-- which attempts have ended: { "status type start-in-ms", how many, … }, with "MADE type" for jobs that were made by it;
-- the types whose limits are kept by grants, each with how long ago in ms attempts had begun that were given back before they have started, or '';
-- then the status of each other item; for one plain job alone, "now status type start-in-ms". A status is 'LEASE_LOST' when it was refused; behind that of
-- a job that has throttled its queue stand its type and until when. In place of the 0 of a run that has got news stands,
-- if asked for, what read-run.lua tells of it.

-- include: lib/plain
-- include: lib/run-news

-- A plain job alone, as most settles are of. It stands before all else, because making the functions
-- that a batch needs takes longer than one job.
local is_first = ARGV[3] == '1' and #ARGV == 4
if is_first or #ARGV == 8 and ARGV[5] == '1' and ARGV[6] == 'completed' then
  local id, result = ARGV[4], ARGV[7] == '1' and ARGV[8]
  local hash = JOB .. id
  local state = try('HGET', hash, 'state')
  -- An error of HGET's is a table.
  local kind, type
  if state and not state.err then kind, type = string.match(state, '^RUNNING ([-=>]) 2 1 1 (%S+) %d+$') end
  -- The concurrency key or the run of one that is plain but for that; false where the short way does not know what
  -- follows: the queue may have room then, or the key, which is FULL in no queue that has no such key.
  local ckey, run, is_short
  if kind == '=' then
    ckey = call('HGET', hash, 'ckey')
    is_short = ckey and call('EXISTS', P .. ':watched', P .. ':f:' .. type) == 0
      and call('HEXISTS', P .. ':c:' .. type, 'maxRunning') == 0
  elseif kind then
    is_short = call('EXISTS', P .. ':watched', P .. ':c:' .. type) == 0
    if kind == '>' then
      run = call('HGET', hash, 'run')
      is_short = is_short and run and call('EXISTS', P .. ':run-next:' .. string.match(run, '^%S+')) == 0
    end
  end
  if is_short then
    local expiry = whole(now + (run and RUN_JOB_RETENTION_MS or DEFAULT_RETENTION_MS))
    local completed, next_state = index_key(type, 'COMPLETED'), 'COMPLETED ' .. kind .. ' 3 1 1 ' .. type .. ' ' .. NOW
    -- First what needs no memory: the rest may run then while Redis is full, see drain.lua.
    call('ZREM', index_key(type, 'RUNNING'), id)
    if ckey then call('ZREM', P .. ':g:' .. type .. ' ' .. ckey, id) end
    if result then call('HSET', hash, 'result', result) end
    if run then call('HSET', hash, 'state', next_state) else end_plain(hash, next_state, expiry) end
    -- One job comes, so that two that have expired can go.
    local expired = call('ZRANGEBYSCORE', completed, '-inf', NOW, 'LIMIT', '0', '2')
    if #expired > 0 then call('ZREM', completed, unpack(expired)) end
    call('ZADD', completed, expiry, id)
    local ending = 'COMPLETED ' .. string.sub(state, #PLAIN_RUNNING + 1)
    local run_id = run and string.match(run, '^%S+')
    if run and call('EXISTS', P .. ':run:' .. run_id) == 1 then
      -- As lib/runs.lua adds news, and lib/read-run.lua reads them.
      local news, read = news_of_end(id, run, 'COMPLETED', '', result), 0
      if call('RPUSH', P .. ':run-news:' .. run_id, news) == 1 then
        call('ZADD', P .. ':run-times', NOW, run_id)
        if ARGV[1] >= '2' then
          local head, record = unpack(call('HMGET', P .. ':run:' .. run_id, 'head', 'record'))
          read = { head, record, { news }, {} }
        end
      end
      return { {}, now, { ending, 1, run_id, read }, not is_first and 'COMPLETED' or nil }
    end
    -- A text, because each table of an answer costs Redis as much as a command.
    return NOW .. ' ' .. ending
  end
end

-- short way ends
-- inner function begins

-- include: lib/place
-- include: lib/due
-- include: lib/wake
-- include: lib/general

-- inner function begins

local resend, reads_runs, random = ARGV[1] == '1' or ARGV[1] == '3', ARGV[1] >= '2', tonumber(ARGV[2])
local reply = {}
-- The statuses that jobs have reached, by type, each with how many have by the general way.
local reached = {}

-- How many jobs of types with settings have left room, by type; false for a type without any.
local left_room = {}

local function note_room(type, count)
  local room = left_room[type]
  if room == nil then room = has_settings(type) and 0 end
  left_room[type] = room and room + count
end

-- Until when queues are throttled, and for which job each, by type.
local throttles = {}

-- When attempts had begun that were given back before their handlers started, by type.
local unstarted = {}

-- Puts a job back without counting the attempt.
local function give_back(job, status, score, ...)
  job.attempt = job.attempt - 1
  return end_attempt(job, status, score, ...)
end

local DEFAULT_EXPIRY = whole(now + DEFAULT_RETENTION_MS)
local RUN_EXPIRY = whole(now + RUN_JOB_RETENTION_MS)

local settlers = {}

function settlers.completed(job, has_result, result)
  if has_result == '1' then return finish(job, 'COMPLETED', 'result', result) end
  return finish(job, 'COMPLETED')
end

function settlers.telling(job, text, result)
  if job.run then run_way().tell_text(job.run, text) end
  if result == '' then return finish(job, 'COMPLETED') end
  return finish(job, 'COMPLETED', 'result', string.sub(result, 2))
end

function settlers.failed(job, failure, how)
  return fail(job, cjson.decode(failure), how == 'permanent', tonumber(how), random)
end

function settlers.snoozed(job, delay)
  if job.cancelRequested then return finish(job, 'CANCELLED') end
  local run_at = whole(now + delay)
  return give_back(job, 'SCHEDULED', run_at, 'runAt', run_at)
end

function settlers.throttled(job, wait, scope)
  local ends = now + wait
  if scope == 'KEY' then
    if not job.ckey then return settlers.snoozed(job, wait) end
    key_way().wait(job.type, job.ckey, ends, job.id)
  else
    local known = throttles[job.type]
    if not known or ends > known.ends then throttles[job.type] = { ends = ends, id = job.id } end
    left_room[job.type] = left_room[job.type] or 0
    job.throttled = job.type .. ' ' .. whole(ends)
  end
  if job.cancelRequested then return finish(job, 'CANCELLED') end
  return give_back(job, 'PENDING', pending_score(job.priority, next_front()))
end

function settlers.released(job, started)
  if started == '1' and job.delivery == 'AT_MOST_ONCE' then
    return fail(job, { message = RELEASED_AT_MOST_ONCE }, true, nil, random)
  end
  if started ~= '1' then
    job.unstarted = true
    local began = tonumber(string.match(job.ran or '', '^%d+'))
    if job.ckey and began then key_way().take_back(job.type, job.ckey, began) end
    local times = unstarted[job.type] or {}
    unstarted[job.type] = times
    times[#times + 1] = began
  end
  if job.cancelRequested then return finish(job, 'CANCELLED') end
  return give_back(job, 'PENDING', pending_score(job.priority, next_front()))
end

-- A job whose policy cannot be read is buried.
local function settle(job, kind, a, b)
  local unreadable = kind ~= 'completed' and read_policy(job)
  if unreadable then return bury(job.id, job.type, 'RUNNING', unreadable) end
  return settlers[kind](job, a, b)
end

-- What completing plain jobs takes that are in the same state, which those leased at the same time are;
-- false for a state that is not of a plain job at its first attempt. Those that are plain but for their
-- concurrency keys or their runs have states of their own.
local plain_states = {}

local function plain_state(state)
  local is_text = type(state) == 'string'
  local kind, type
  if is_text then kind, type = string.match(state, '^RUNNING ([-=>]) 2 1 1 (%S+) %d+$') end
  if not type then return false end
  if kind ~= '-' then go_general_way() end
  list_of(reached, type, 'COMPLETED')
  note_room(type, 0)
  return {
    type = type,
    watching = is_watching(),
    next = 'COMPLETED ' .. kind .. ' 3 1 1 ' .. type .. ' ' .. NOW,
    stop = kind == '=' and key_way().stop,
    tell = kind == '>' and run_way().tell,
    ended = 'COMPLETED ' .. string.sub(state, #PLAIN_RUNNING + 1),
    count = 0,
    running = list_of(removals, type, 'RUNNING'),
    completed = list_of(additions, type, 'COMPLETED'),
  }
end

-- Completes the first attempt of a job that is plain but for its run.
local function complete_step(plain, hash, id, run, result)
  if result then call('HSET', hash, 'state', plain.next, 'result', result)
  else call('HSET', hash, 'state', plain.next) end
  plain.tell(id, run, 'COMPLETED', '', result)
  if plain.watching then changed(id) end
  local running, completed = plain.running, plain.completed
  running[#running + 1] = id
  completed[#completed + 1] = RUN_EXPIRY
  completed[#completed + 1] = id
end

-- Completes the first attempt of a job that is plain, be it but for its run. Returns whether it is one.
local function complete_plain(id, has_result, result)
  local hash = JOB .. id
  local state, run = unpack(try('HMGET', hash, 'state', 'run'))
  if not state then return false end
  local plain = plain_states[state]
  if plain == nil then
    plain = plain_state(state)
    plain_states[state] = plain
  end
  if not plain or plain.stop or plain.tell and not run then return false end
  plain.count = plain.count + 1
  if plain.tell then
    complete_step(plain, hash, id, run, has_result == '1' and result)
    return true
  end
  if has_result == '1' then call('HSET', hash, 'state', plain.next, 'result', result)
  else call('HSET', hash, 'state', plain.next) end
  call('PEXPIREAT', hash, DEFAULT_EXPIRY)
  if plain.watching then changed(id) end
  local running, completed = plain.running, plain.completed
  running[#running + 1] = id
  completed[#completed + 1] = DEFAULT_EXPIRY
  completed[#completed + 1] = id
  return true
end

-- Settles a job of any kind by `token`. Returns the status it leads to.
local function settle_any(id, token, kind, a, b)
  if kind == 'completed' and token == '1' and complete_plain(id, a, b) then return 'COMPLETED' end
  go_general_way()
  local job = read_job(id)
  if not job or job.token ~= token then return 'LEASE_LOST' end
  if job.status ~= 'RUNNING' then
    -- Only the settle of this very lease leaves its token behind: a rescue raises it.
    return resend and job.status or 'LEASE_LOST'
  end
  local status = settle(job, kind, a, b)
  note_end(job, status)
  note_room(job.type, 1)
  local count = list_of(reached, job.type, status)
  count[1] = (count[1] or 0) + 1
  return job.throttled and status .. ' ' .. job.throttled or status
end

local first_leases = tonumber(ARGV[3])
local exceptions = {}
reply[1], reply[2], reply[3], reply[4] = exceptions, now, ended, ''
-- What jobs share that are in the same state, in locals, because those leased together mostly come together;
-- `r` and `c` are the lengths of the two lists.
local state, plain, next_state, watching, stop, tell, running, completed, r, c
local count = 0
for place = 0, first_leases - 1 do
  local id = ARGV[4 + place]
  local hash = JOB .. id
  local found, ckey, run
  if tell then
    -- The next one is of a run, too, as a rule.
    local values = try('HMGET', hash, 'state', 'run')
    found, run = values[1] or values, values[2]
  elseif stop then
    -- The next one has a concurrency key, too, as a rule.
    local values = try('HMGET', hash, 'state', 'ckey')
    found, ckey = values[1] or values, values[2]
  else found = try('HGET', hash, 'state') end
  if found ~= state then
    if plain then plain.count = plain.count + count end
    state, plain, count = found, plain_states[found], 0
    if plain == nil then
      plain = plain_state(state)
      plain_states[state] = plain
    end
    if plain then
      next_state, watching, stop, tell = plain.next, plain.watching, plain.stop, plain.tell
      running, completed = plain.running, plain.completed
      r, c = #running, #completed
    end
  end
  if stop and ckey == nil then ckey = call('HGET', hash, 'ckey') end
  if plain and tell and run then
    complete_step(plain, hash, id, run, false)
    count = count + 1
  elseif plain and not tell and not (stop and not ckey) then
    if stop then stop(plain.type, ckey, id) end
    -- As end_plain does, of which a call for each job of a batch would take 1 % of all that a job takes.
    call('HSET', hash, 'state', next_state)
    call('PEXPIREAT', hash, DEFAULT_EXPIRY)
    count = count + 1
    if watching then changed(id) end
    -- Its type is noted already by the end of its lease, which is no longer than this retention.
    running[r + 1] = id
    completed[c + 1], completed[c + 2] = DEFAULT_EXPIRY, id
    r, c = r + 1, c + 2
  else
    local status = settle_any(id, '1', 'completed', '', '')
    if status ~= 'COMPLETED' then
      exceptions[#exceptions + 1] = place
      exceptions[#exceptions + 1] = status
    end
  end
end
for at = 4 + first_leases, #ARGV, 5 do
  reply[#reply + 1] = settle_any(unpack(ARGV, at, at + 4))
end
if plain then plain.count = plain.count + count end
for _, plain in pairs(plain_states) do
  if plain and plain.count > 0 then
    note_room(plain.type, plain.count)
    ended[#ended + 1] = plain.ended
    ended[#ended + 1] = plain.count
  end
end

-- Queues keep as little as they can: what finished jobs add here, expired ones make room for.
for type, statuses in pairs(reached) do
  for status, count in pairs(statuses) do
    if FINAL[status] then prune(type, status) else wake(type, count[1]) end
  end
end
flush_index()
local parted = {}
for type, room in pairs(left_room) do
  if room then
    -- include: lib/admission
    -- include: lib/throttle
    local throttle = throttles[type]
    if throttle then throttle_queue(type, throttle.ends, throttle.id, NOW) end
    parted[#parted + 1] = leave_room(type, room, unstarted[type])
  end
end
if #parted > 0 then reply[4] = parted end
if run_jobs then
  run_jobs.count_made()
  if reads_runs then run_jobs.read() end
end
return reply
