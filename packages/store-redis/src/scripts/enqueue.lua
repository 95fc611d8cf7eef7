-- Enqueues a batch of jobs, each by itself. A job that exists is left as it is: the call may repeat one
-- whose answer was lost, or come after the call that repeats it. enqueue-one.lua does the same for one
-- plain job alone, because making the functions here takes longer than one job.
--
-- It writes in any case, a batch a place in the queue and a job alone its hash, because an enqueue that
-- waits for replicas waits for what its connection has written: see replicated-link.ts.
--
-- ARGV: for each run of jobs of one type and priority, no two of which have the same unique key:
--   type
--   priority
--   number of its jobs
-- and for each of its jobs, in the order of their ids:
--   id
--   kind, see job-hash.ts
--   the first piece of the body
-- for a plain job:
--   the further pieces
-- for one that is plain but for its concurrency key:
--   the concurrency key
--   the further pieces
-- for one with options of which its hash, its unique key and when it is due say all:
--   the field `unique`, of a unique job
--   the further pieces
--   field, value, … of its hash besides, as many as the kind says
-- for any other:
--   number of the arguments that follow
--   when it is due: '' at once, '+ms' after a delay, 'ms' at a time
--   idempotency key, or ''
--   the request's fingerprint, or ''
--   body kept in a key of its own, or ''
--   what ends the hold on its unique key (a letter, see job-hash.ts, and of T the ms), where it is to replace
--   the job that holds it ! and how many ms after that was created it is due at the latest, a space and that
--   key; or ''
--   what it comes after, "rule delay-in-ms id id …", without a delay two spaces; or ''
--   how long after it is due its first attempt may begin in ms, or ''
--   concurrency key, or ''
--   the id of the group that it joins, or ''
--   field, value, … of the job's hash
--
-- Returns the time in ms, then for each job that was not created { its place in the batch from 0,
-- 'EXISTS' (the same request made the job that follows), 'TAKEN' (another request did), 'HELD' (the job that
-- follows holds the unique key) or 'REPLACED' (so does it, and it has become what was asked for), job, or for a
-- REPLACED one that was never leased "id created sequence" }, or its
-- place, 'DRAINING' (the queue takes no new jobs), the hold that says so, see lib/settings.lua }, or its place,
-- 'NO_JOB' (it would come after one that does not exist), the id of that }, or its place, 'NO_GROUP' or 'SEALED'
-- (it would join a group that does not exist, or takes no more jobs), the id of that }; and for each job that was created
-- and comes after others { its place, 'MADE', job }.

-- include: lib/partition

-- inner function begins

-- include: lib/place
-- include: lib/job-keys
-- include: lib/pieces
-- include: lib/general-kind
-- include: lib/index
-- include: lib/key-turns
-- include: lib/reply
-- include: lib/settings
-- include: lib/wake

-- inner function begins

-- Looked up once, as they are for each job.
local ARGV, sub, find = ARGV, string.sub, string.find

local reply = { now }
-- The types that have got pending jobs without concurrency keys, the earliest run-at time of the types' scheduled ones, and the types
-- that have got blocked ones.
local pending, scheduled, blocked = {}, {}, {}
-- Of types that have got pending jobs with concurrency keys how many, and whether no other such job could be leased.
local keyed

-- What the queues of the batch were like before it: whether anything was pending, and the hold of one that
-- takes no new jobs.
local queues = {}

local function queue_of(type)
  local queue = queues[type]
  if not queue then
    local pending_key, settings = index_key(type, 'PENDING'), settings_key(type)
    -- Settings count twice.
    local there = call('EXISTS', pending_key, settings, settings)
    queue = { is_empty = there % 2 == 0, draining = there >= 2 and draining_hold(type) }
    queues[type] = queue
  end
  return queue
end

-- The scores of this batch's pending jobs, by priority; their ids keep them in order. A job that has a concurrency key
-- has its place alone: which of two keys comes first may be told by the places of their first jobs alone.
local place, scores = next_back(), {}
-- Whether any job has this place, and whether one has that has a key.
local is_given, is_taken = false, false

local function give_place(is_alone)
  if is_taken or is_alone and is_given then
    place, scores, places_given = place + 1, {}, places_given + 1
  end
  is_given, is_taken = true, is_alone
end

local function score_of(priority)
  local score = scores[priority]
  if not score then
    score = pending_score(priority, place)
    scores[priority] = score
  end
  return score
end

-- Writes the hash of a plain job, whose further pieces begin at ARGV[at], and maybe another field. Returns how
-- many fields are new.
local function write_plain(hash, job, at, pieces, ...)
  if pieces == 0 then return call('HSET', hash, 'job', job, ...) end
  if pieces == 1 then return call('HSET', hash, 'job', job, '1', ARGV[at], ...) end
  local fields = { ... }
  for piece = 1, pieces do
    fields[#fields + 1] = piece
    fields[#fields + 1] = ARGV[at + piece - 1]
  end
  return call('HSET', hash, 'job', job, unpack(fields))
end

-- Enqueues the plain jobs from ARGV[at] on, up to one that is not plain; at most `count`. `first` is the place
-- of the first one in the batch, `draining` the hold of a queue that takes no new jobs. Returns where the next
-- one begins, and how many they were.
--
-- HSET counts the fields that are new, which spares a look whether a job exists. One that does has
-- got a new time of creation then, and must not look like a job that was never moved.
local function enqueue_plain(at, type, priority, count, first, draining)
  local waiting, score = list_of(additions, type, 'PENDING'), nil
  -- Its length, because to look for the end of a list takes longer than to add to it.
  local n = #waiting
  -- What jobs of one kind share, which mostly come together.
  local last_kind, head, pieces
  for number = 1, count do
    local id, kind, body = ARGV[at], ARGV[at + 1], ARGV[at + 2]
    if kind ~= last_kind then
      pieces = pieces_of(kind)
      if not pieces then return at, number - 1 end
      if not score then
        give_place(false)
        score = score_of(priority)
      end
      head = NOW .. ' ' .. kind .. ' ' .. type .. ' '
      last_kind = kind
    end
    local hash = JOB .. id
    if draining and call('EXISTS', hash) == 0 then
      reply[#reply + 1] = { first + number - 1, 'DRAINING', draining }
    elseif write_plain(hash, head .. body, at + 3, pieces) > 0 then
      waiting[n + 1], waiting[n + 2] = score, id
      n = n + 2
      pending[type] = true
    else
      call('HSET', hash, 'job', NOW .. ' ' .. general_kind(kind) .. ' ' .. type .. ' ' .. body)
    end
    at = at + 3 + pieces
  end
  return at, count
end

-- Writes what was enqueued so far into the indexes, and wakes the workers that wait: those of a type that had
-- nothing pending, and those whose next job comes due earlier than they know. A type that had jobs there is
-- known already.
local function write_indexes()
  for type in pairs(pending) do
    if queue_of(type).is_empty then
      call('ZADD', P .. ':types', 0, type)
      wake(type, #list_of(additions, type, 'PENDING') / 2)
    end
  end
  for type in pairs(blocked) do call('ZADD', P .. ':types', 0, type) end
  if keyed then
    for type, came in pairs(keyed) do
      if came.was_empty then
        call('ZADD', P .. ':types', 0, type)
        wake(type, came.count)
      end
    end
  end
  for type, earliest in pairs(scheduled) do
    if earliest < head_time(type, 'SCHEDULED') then
      call('ZADD', P .. ':types', 0, type)
      wake(type, 1)
    end
  end
  flush_index()
end

-- Enqueues the jobs from ARGV[at] on that are plain but for their concurrency keys; else as enqueue_plain.
local enqueue_keyed

-- What is known of a type that gets pending jobs with concurrency keys.
local function note_keyed(type, count)
  keyed = keyed or {}
  keyed[type] = keyed[type] or { was_empty = call('EXISTS', P .. ':r:' .. type) == 0, count = 0 }
  keyed[type].count = keyed[type].count + count
end

-- Enqueues a job that is not plain; its arguments lie in a list from `first` to `last`. Returns what to say of it, if
-- anything, with the job that this is about.
local enqueue_special

-- Enqueues the jobs with options from ARGV[at] on of which their hashes, their unique keys and when they are due say
-- all, up to one of another kind; else as enqueue_plain. No two jobs of one run have the same key. If no key of theirs
-- is held, one command takes all.
local enqueue_options

-- Makes that function when it is first needed.
local function go_keyed_way()
  local turns = key_turns()
  turns.make_the_rest()

  -- include: lib/batch-keyed
end

-- Makes the other ones.
local function go_special_way()
  -- include: lib/claim

  -- include: lib/options
  -- include: lib/watch

  -- include: lib/batch-options

  local function schedule(id, type, run_at, job, ...)
    local score = whole(run_at)
    call('HSET', job_key(id), 'job', job,
      'state', 'SCHEDULED + 1 0 0 ' .. type .. ' ' .. NOW, 'runAt', score, ...)
    index_add(type, 'SCHEDULED', score, id)
    scheduled[type] = math.min(scheduled[type] or math.huge, run_at)
  end

  -- The job that holds the idempotency key, if it is still kept, and whether `fingerprint` made it.
  local function holder(type, key, ckey, fingerprint)
    local held = call('GET', idempotency_key(type, key, ckey))
    if not held then return nil end
    local id, held_by = string.match(held, '^(%S+) (%S+)$')
    return id and job_reply(id), held_by == fingerprint
  end

  -- include: lib/group

  -- Why no job can join a group, if so.
  local function refusal_of(group)
    local created, sealed = unpack(call('HMGET', group_key(group), 'created', 'sealed'))
    if sealed then return 'SEALED' end
    if not created then return 'NO_GROUP' end
  end

  local enqueue_blocked, look_at_awaited, last_in_line, replace, enter_key

  -- Makes these functions, which a job needs that has a concurrency key, comes after others, or replaces one.
  local function look_at_others()
    if look_at_awaited then return end

    -- include: lib/general

    go_general_way()
    function enter_key(job, score) key_way().enter(job, 'PENDING', score) end

    -- include: lib/after-others
  end

  -- When a job is due that is to run at a time, after a delay, or at once.
  local function run_at_of(due_at)
    if due_at == '' then return now end
    if sub(due_at, 1, 1) == '+' then return now + due_at end
    return tonumber(due_at)
  end

  function enqueue_special(id, kind, type, priority, body, list, first, last)
    local due_at, key, fingerprint, large, unique, after, expires_in, ckey, group = unpack(list, first, first + 8)
    if ckey == '' then ckey = nil end
    if call('EXISTS', job_key(id)) == 1 then
      if after ~= '' or find(unique, '^%u%d*!') then return 'MADE', job_reply(id) end
      return nil
    end
    if key ~= '' then
      local existing, same = holder(type, key, ckey, fingerprint)
      if existing and existing[1] ~= id then return same and 'EXISTS' or 'TAKEN', existing end
    end
    local draining = queue_of(type).draining
    -- `held` is the job that holds the unique key, where the request may become its successor.
    local wait, missing, held
    local no_group = group ~= '' and refusal_of(group)
    if after ~= '' then
      look_at_others()
      wait, missing = look_at_awaited(after)
    end
    if unique ~= '' then
      local ttl, replaces, max_wait, name = string.match(unique, '^%u(%d*)(!?)(%d*) (.+)$')
      local existing = claim(id, unique_key(type, name, ckey), ttl ~= '' and ttl, not (draining or missing or no_group))
      if existing and replaces == '!' then
        look_at_others()
        local run_at = run_at_of(due_at)
        local latest = tonumber(max_wait) or math.huge
        local last_one
        held, last_one = last_in_line(existing[1])
        if replace(last_one, kind, priority, body, run_at, latest, large, expires_in, list, first + 9, last) then
          return 'REPLACED', job_reply(last_one)
        end
      end
      if held and not FINAL[held.status] then wait = { open = { held }, join = 'FINISHED' }
      elseif existing then return 'HELD', existing end
    end
    if draining then return 'DRAINING', draining end
    if no_group then return no_group, group end
    if missing then return 'NO_JOB', missing end
    if key ~= '' then call('SET', idempotency_key(type, key, ckey), id .. ' ' .. fingerprint) end
    if large ~= '' then call('SET', body_key(id), large) end
    if group ~= '' then
      call('HINCRBY', group_key(group), 'open', '1')
      call('ZADD', members_key(group), call('HINCRBY', group_key(group), 'joined', '1'), id)
    end
    local run_at = run_at_of(due_at)
    local job = NOW .. ' ' .. kind .. ' ' .. type .. ' ' .. body
    give_place(ckey ~= nil)
    local is_blocked = wait and (wait.vain or #wait.open > 0)
    if expires_in ~= '' then
      local start_by = whole(math.max(now, run_at) + expires_in)
      call('HSET', job_key(id), 'start', expires_in .. ' ' .. start_by)
      if run_at <= now and not is_blocked then index_add(type, 'START', start_by, id) end
    end
    if is_blocked then
      enqueue_blocked(id, type, run_at, job, wait, unpack(list, first + 9, last))
      if held then
        call('HSET', held.hash, 'successor', id)
        call('HSET', job_key(id), 'unique', held.hold .. ' ' .. held.unique)
      end
    elseif run_at > now then schedule(id, type, run_at, job, unpack(list, first + 9, last))
    else
      call('HSET', job_key(id), 'job', job, unpack(list, first + 9, last))
      if ckey then
        look_at_others()
        note_keyed(type, 1)
        enter_key({ id = id, type = type, ckey = ckey }, score_of(priority))
      else
        index_add(type, 'PENDING', score_of(priority), id)
        pending[type] = true
      end
    end
    if wait then return 'MADE', job_reply(id) end
  end
end

local at, number = 1, 0
while at <= #ARGV do
  local type, priority, count = unpack(ARGV, at, at + 2)
  at = at + 3
  local last, draining = number + count, queue_of(type).draining
  while number < last do
    local done
    at, done = enqueue_plain(at, type, priority, last - number, number, draining)
    number = number + done
    if number < last and find(ARGV[at + 1], '=', 2, true) then
      if not enqueue_keyed then go_keyed_way() end
      at, done = enqueue_keyed(at, type, priority, last - number, number, draining)
      number = number + done
    elseif number < last then
      if not enqueue_options then go_special_way() end
      at, done = enqueue_options(at, type, priority, last - number, number, draining)
      number = number + done
    end
    if number < last and done == 0 then
      local id, kind, body, more = unpack(ARGV, at, at + 3)
      local last_argument = at + 3 + more
      local said, about = enqueue_special(id, kind, type, priority, body, ARGV, at + 4, last_argument)
      if said then reply[#reply + 1] = { number, said, about } end
      at, number = at + 4 + more, number + 1
    end
  end
end

write_indexes()
if places_given > 0 then call('INCRBY', P .. ':back', whole(places_given)) end
return reply
