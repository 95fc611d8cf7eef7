-- Leases pending jobs, after promoting and rescuing what time has brought.
--
-- ARGV[1]  jobs at most; fewer come when their payloads reach LEASE_BYTES
-- ARGV[2]  length of the leases in ms
-- ARGV[3]  worker id
-- ARGV[4]  random number in [0, 1), for the backoff of rescued jobs
-- ARGV[5]  '1' after a wake-up: jobs that are pending are leased without a look at the time, which the
--          next call takes
-- ARGV[6]  the caller's name as a waiter, or '' when it never waits
-- ARGV[7]  number of the caller's call
-- ARGV[8]  for how long in ms it waits if there is no job, or 0
-- ARGV[9]  the grants that it may use, "until type jobs type jobs …", see lib/grants.lua: up to a time in ms, and 0 of a
--          type for which none are wanted; '' before it has any
-- ARGV[10…] types, the first is served first
--
-- Returns the time in ms, when to look again ('' for when a wake-up comes; "type number" of the first
-- type that has jobs left when there was no room for them and others who wait may not know of them), which
-- attempts have ended because their leases have expired, as settle.lua tells it, or '', the types of jobs whose
-- queues have limits, each alone, and with a number for how many jobs it wants grants, or '', then each job: for a plain job at its first attempt its id, the field `job` and the further pieces
-- of its body, behind which that has its concurrency key or its run which is plain but for that, for any other one a list: the job as it was before the lease, in the form that
-- reply.lua describes.

-- include: lib/partition
-- include: lib/plain
-- include: lib/pieces
-- include: lib/note-due
-- include: lib/waiting

local max, worker, expiry = tonumber(ARGV[1]), NOW .. ' ' .. ARGV[3], whole(now + ARGV[2])
local is_woken, waiter = ARGV[5] == '1', ARGV[6]
local byte, find = string.byte, string.find

-- The field `job` begins with a time, a space, the kind, a space, the type and a space.
local KIND_AT, TYPE_AT = #NOW + 2, #NOW + 4

-- Adds the pieces of a body behind the first of those that have fields of their own.
local function add_pieces(reply, hash, pieces)
  local names = {}
  for i = 2, pieces do names[i - 1] = i end
  for _, piece in ipairs(call('HMGET', hash, unpack(names))) do reply[#reply + 1] = piece end
end

local FIRST_TYPE = 10

-- One plain job at its first attempt, or none, of one type for which nothing else is there: no job that waits for a
-- time, no key, no setting, and nobody who watches. It stands before all else, because making the functions that
-- other leases need takes longer than all that it does.
local only_type = not ARGV[FIRST_TYPE + 1] and ARGV[FIRST_TYPE]
local first_promoted, second_promoted = unpack(PROMOTED_STATUSES)
if only_type and call('EXISTS', index_key(only_type, first_promoted), index_key(only_type, second_promoted),
  P .. ':w:' .. only_type, P .. ':r:' .. only_type, P .. ':c:' .. only_type, P .. ':watched') == 0 then
  local pending = index_key(only_type, 'PENDING')
  local running = index_key(only_type, 'RUNNING')
  local ids, earliest, is_short = call('ZRANGE', pending, '0', '1'), '', true
  local id = ids[1]
  if id and ids[2] and max > 1 then is_short = false end
  if is_short and not (is_woken and id) then
    earliest = call('ZRANGE', running, '0', '0', 'WITHSCORES')[2] or ''
    if earliest ~= '' then
      earliest = tonumber(earliest)
      is_short = earliest > now
    end
  end
  if is_short and not id then
    if waiter ~= '' then
      -- In any case, because the wait may begin then while Redis is full, see drain.lua.
      wait_no_longer(waiter)
      if ARGV[8] ~= '0' then wait_for_job(waiter, ARGV[7], ARGV[2], ARGV[3], ARGV[8], FIRST_TYPE) end
    end
    return { now, earliest, '', '' }
  end
  local hash = is_short and JOB .. id
  local values = is_short and try('HMGET', hash, 'job', '1')
  local job = values and values[1]
  local pieces = job and find(job, only_type .. ' ', TYPE_AT, true) == TYPE_AT and pieces_of(string.sub(job, KIND_AT, KIND_AT))
  if pieces then
    -- First what needs no memory, as above.
    call('ZREM', pending, id)
    begin_plain(hash, PLAIN_RUNNING .. only_type .. ' ' .. NOW, worker)
    call('ZADD', running, expiry, id)
    note_due(only_type, expiry)
    if waiter ~= '' then wait_no_longer(waiter) end
    if max == 1 then
      earliest = ''
      if is_woken and ids[2] then earliest = only_type .. ' ' .. call('ZCARD', pending) end
    end
    local reply = { now, earliest, '', '', id, job }
    if pieces > 0 then reply[7] = values[2] end
    if pieces > 1 then add_pieces(reply, hash, pieces) end
    return reply
  end
end

-- short way ends
-- inner function begins

-- include: lib/wake
-- include: lib/general

-- inner function begins

local random = tonumber(ARGV[4])
local reply = { now, '', '', '' }
-- How many jobs may be leased of a type whose limits are kept by grants, and for how many jobs some are wanted,
-- which are to have room.
local grants, wanted_grants = {}, 0
-- How many jobs the reply has.
local taken = 0
-- The bytes of their bodies that have keys of their own; those of plain jobs are few.
local bytes = 0

-- Begins an attempt of a job that is no plain one at its first attempt, and was found by a concurrency key or
-- without one.
local function begin_any(id, type, ckey)
  go_general_way()
  local job, field = read_job(id)
  if not job or job.status ~= 'PENDING' or job.type ~= type or job.ckey ~= ckey then
    return misplaced(id, type, 'PENDING', job, field, ckey)
  end
  if job.start_by and tonumber(job.start_by) <= now then return expire_job(job) end
  local fields = call('HGETALL', job.hash)
  -- What earlier attempts have logged can be much, and no worker wants it.
  for i = 1, #fields, 2 do
    if fields[i] == 'log' then fields[i], fields[i + 1] = '', '' end
  end
  begin_attempt(job, worker, expiry)
  local large_body = job.large and call('GET', body_key(id)) or ''
  reply[#reply + 1] = { id, '', large_body, fields }
  taken, bytes = taken + 1, bytes + #large_body
  if bytes >= LEASE_BYTES then max = taken end
end

-- What stands behind the kind of a job that is plain but for its run, which puts the type off by one.
local STEP, STEP_TYPE_AT = byte('>'), TYPE_AT + 1

-- How many further pieces the body of a plain job has, by the byte of its kind; false for a job of
-- another kind.
local known_pieces = {}

-- Begins the attempts of jobs that were found pending, until there are enough. Returns how many of
-- them it has looked at.
local function begin(ids, type)
  local spaced_type = type .. ' '
  local first_state, step_state = PLAIN_RUNNING .. type .. ' ' .. NOW, STEP_RUNNING .. type .. ' ' .. NOW
  local running, watching = list_of(additions, type, 'RUNNING'), is_watching()
  note_later(type, expiry)
  -- Their lengths, because to look for the end of a list takes longer than to add to it.
  local running_length, length = #running, #reply
  -- Whether the last one was plain but for its run, as the next one is then as a rule.
  local is_step = false
  for i = 1, #ids do
    local id = ids[i]
    local hash = JOB .. id
    local values
    if is_step then values = try('HMGET', hash, 'job', '1', 'run') else values = try('HMGET', hash, 'job', '1') end
    local job = values[1]
    local kind = job and byte(job, KIND_AT)
    local pieces = kind and known_pieces[kind]
    if kind and pieces == nil then
      pieces = pieces_of(string.char(kind)) or false
      known_pieces[kind] = pieces
    end
    local type_at, run = pieces and find(job, spaced_type, TYPE_AT, true), nil
    is_step = type_at == STEP_TYPE_AT and byte(job, KIND_AT + 1) == STEP
    if is_step then run = values[3] or call('HGET', hash, 'run') end
    if run or type_at == TYPE_AT then
      begin_plain(hash, run and step_state or first_state, worker)
      if watching then changed(id) end
      running[running_length + 1], running[running_length + 2] = expiry, id
      running_length = running_length + 2
      reply[length + 1], reply[length + 2] = id, job
      length = length + 2
      if pieces > 0 then
        reply[length + 1] = values[2]
        length = length + 1
        if pieces > 1 then
          add_pieces(reply, hash, pieces)
          length = #reply
        end
      end
      if run then
        length = length + 1
        reply[length] = run
      end
      taken = taken + 1
    else
      begin_any(id, type)
      running_length, length = #running, #reply
      if taken == max then return i end
    end
  end
  return #ids
end

-- A place that a job which is no longer pending leaves empty is filled again, a few times.
local REFILLS = 10

-- The earliest time at which something comes due.
local earliest = math.huge
-- The types whose queues have limits.
local limited = {}
-- Whether it may leave jobs of which others who wait do not know.
local knows_more = is_woken

-- Serves the keys of a queue by turns; made when a queue has any.
local serve_keys

-- Takes jobs from the front of the queue, and returns how many it has found there. ZPOPMIN would
-- write out every score, which takes longer. `may_have_keys` says whether to look for jobs with concurrency keys
-- when there are no others.
local function take_pending(type, count, may_have_keys)
  local pending = index_key(type, 'PENDING')
  local ids = call('ZRANGE', pending, '0', whole(count - 1))
  if #ids == 0 and not may_have_keys then return 0 end
  -- Which of them are there, in one number: settings twice, keys that may be served four times, and what is not
  -- known yet of watches once.
  local settings, ring, there = P .. ':c:' .. type, P .. ':r:' .. type, nil
  if any_watched == nil then
    there = call('EXISTS', settings, settings, ring, ring, ring, ring, P .. ':watched')
    any_watched = there % 2 == 1
  else there = call('EXISTS', settings, settings, ring, ring, ring, ring) end
  local has_keys = there >= 4
  -- The look at the time that follows makes what serves them.
  if has_keys and not serve_keys then return 0 end
  local note_starts
  if there % 4 >= 2 then
    -- Here, because making these functions takes longer than the rest of a plain queue's lease can spare.
    -- include: lib/admission
    local wanted = has_keys and count or #ids
    local running = #list_of(additions, type, 'RUNNING') / 2
    local room, ends, has_limits, note, aging, wants_grants = room_in(type, wanted, running, grants[type])
    earliest, note_starts = math.min(earliest, ends or math.huge), note
    if wants_grants then
      if has_keys then wanted = math.min(wanted, #ids + call('ZCARD', index_key(type, 'KEYED'))) end
      grants[type], wanted_grants = 0, wanted_grants + wanted
      limited[#limited + 1] = type .. ' ' .. wanted
    end
    if room == 0 then return 0 end
    if grants[type] then note_starts = function(leased) grants[type] = grants[type] - leased end end
    if aging then
      -- include: lib/aging
      age_queue(type, aging[1], aging[2], AGED_JOBS)
      ids = call('ZRANGE', pending, '0', whole(count - 1))
    end
    count = math.min(count, room)
    if #ids > room then ids = { unpack(ids, 1, room) } end
    if has_limits then limited[#limited + 1] = type end
  end
  local before = taken
  if has_keys then
    local found = serve_keys(type, ids, count)
    if note_starts then note_starts(taken - before) end
    return found
  end
  if #ids == 0 then return 0 end
  call('ZREMRANGEBYRANK', pending, '0', whole(begin(ids, type) - 1))
  if note_starts then note_starts(taken - before) end
  return #ids
end

-- Moves what is due in an index, and notes when its next job comes due.
local function pass_time(type, status)
  local head = head_time(type, status)
  if head <= now then
    go_general_way()
    knows_more = true
    if status == 'RUNNING' then rescue(type, random)
    else promote(type, status) end
    head = head_time(type, status)
  end
  earliest = math.min(earliest, head)
end

-- The most keys whose waits one lease ends.
local KEY_WAITS = 200

-- The same for keys of a type that wait for a time.
local function pass_key_waits(type, waits)
  local head = tonumber(call('ZRANGE', waits, '0', '0', 'WITHSCORES')[2] or nil)
  if head and head <= now then
    go_general_way()
    knows_more = true
    key_way().end_waits(type, NOW, KEY_WAITS)
    head = tonumber(call('ZRANGE', waits, '0', '0', 'WITHSCORES')[2] or nil)
  end
  earliest = math.min(earliest, head or math.huge)
end

-- Leases what is pending of a type.
local function serve(type, may_have_keys)
  for refill = 1, REFILLS do
    local wanted = max - taken - wanted_grants
    if wanted <= 0 then break end
    if take_pending(type, wanted, may_have_keys) < wanted then break end
    -- What is left is for the next call to look at.
    if refill == REFILLS then earliest = now end
  end
end

if ARGV[9] ~= '' then
  local ends, granted = string.match(ARGV[9], '^(%d+)(.*)$')
  for type, jobs in string.gmatch(granted, ' (%S+) (%d+)') do
    -- Those of which it is too late to use any are given back.
    grants[type] = now <= tonumber(ends) and tonumber(jobs) or 0
  end
end

if is_woken then
  for i = FIRST_TYPE, #ARGV do serve(ARGV[i]) end
end
if taken == 0 then
  for i = FIRST_TYPE, #ARGV do
    local type = ARGV[i]
    if taken == max then break end
    -- A rescued job retries, so retries come after.
    pass_time(type, 'RUNNING')
    -- Which of them are there, in one number: the two statuses and the keys that wait for a time once, the keys
    -- that may be served four times.
    local ring, waits = P .. ':r:' .. type, P .. ':w:' .. type
    local there = call('EXISTS', index_key(type, first_promoted), index_key(type, second_promoted), waits, ring,
      ring, ring, ring)
    if there % 4 > 0 then
      for _, status in ipairs(PROMOTED_STATUSES) do pass_time(type, status) end
      pass_key_waits(type, waits)
    end
    if not serve_keys and (there >= 4 or there > 0 and call('EXISTS', ring) == 1) then
      -- Here, because a function that makes it would cost every lease.
      -- include: lib/serve-keys
    end
    serve(type, there > 0)
  end
end
flush_index()
if #ended > 0 then reply[3] = ended end
if #limited > 0 then reply[4] = limited end

local wait_ms = ARGV[8]
if waiter ~= '' then
  if taken == 0 and wait_ms ~= '0' then
    wait_for_job(waiter, ARGV[7], ARGV[2], ARGV[3], wait_ms, FIRST_TYPE)
  else
    wait_no_longer(waiter)
  end
end

if taken < max or wanted_grants > 0 then
  if earliest < math.huge then reply[2] = earliest end
elseif knows_more then
  for i = FIRST_TYPE, #ARGV do
    local jobs = call('ZCARD', index_key(ARGV[i], 'PENDING')) + call('ZCARD', P .. ':r:' .. ARGV[i])
    if jobs > 0 then
      reply[2] = ARGV[i] .. ' ' .. jobs
      break
    end
  end
end
return reply
