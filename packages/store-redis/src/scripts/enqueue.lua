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

  function enqueue_keyed(at, type, priority, count, first, draining)
    local waiting, add = list_of(additions, type, 'KEYED'), turns.add
    local n = #waiting
    local last_kind, head, pieces
    local first_length, number, band_start = n, 0, (100 - priority) * BAND
    while number < count do
      local id, kind, body, ckey = unpack(ARGV, at, at + 3)
      if kind ~= last_kind then
        pieces = sub(kind, 2, 2) == '=' and pieces_of(sub(kind, 1, 1))
        if not pieces then break end
        head = NOW .. ' ' .. kind .. ' ' .. type .. ' '
        last_kind = kind
      end
      local hash = JOB .. id
      if draining and call('EXISTS', hash) == 0 then
        reply[#reply + 1] = { first + number, 'DRAINING', draining }
      else
        if write_plain(hash, head .. body, at + 4, pieces, 'ckey', ckey) > 0 then
          give_place(true)
          local exact = band_start + place
          local score = whole(exact)
          waiting[n + 1], waiting[n + 2] = score, id
          n = n + 2
          add(type, ckey, score, id, exact)
        else
          call('HSET', hash, 'job', NOW .. ' ' .. general_kind(kind) .. ' ' .. type .. ' ' .. body)
        end
      end
      at, number = at + 4 + pieces, number + 1
    end
    if n > first_length then note_keyed(type, (n - first_length) / 2) end
    return at, number
  end
end

-- Makes the other ones.
local function go_special_way()
  -- include: lib/claim

  -- include: lib/options
  -- include: lib/watch

  -- Enqueues such a job as any other one.
  local function enqueue_as_any(id, kind, type, priority, at)
    local body, unique, claims = ARGV[at], kind.is_unique and ARGV[at + 1], ''
    if unique then
      local replaces = kind.replaces and '!' .. (kind.max_wait and whole(kind.max_wait) or '') or ''
      claims = sub(unique, 1, 1) .. (kind.ttl or '') .. replaces .. sub(unique, 2)
    end
    local arguments = { kind.due, '', '', '', claims, '', '', '', '' }
    -- When it is due stands in the first one.
    local run_at = kind.run_at
    kind.run_at = nil
    for i, value in ipairs(option_fields(kind, ARGV, at + 1)) do arguments[9 + i] = value end
    kind.run_at = run_at
    return enqueue_special(id, kind.general, type, priority, body, arguments, 1, #arguments)
  end

  function enqueue_options(at, type, priority, count, first, draining)
    local prefix, kinds, last_kind, kind = unique_key(type, ''), {}, nil, nil
    local function kind_of(text)
      local known = kinds[text]
      if known == nil then
        known = read_options(text, type) or false
        kinds[text] = known
      end
      last_kind = text
      return known
    end

    local claims, hashes, n, c, h, from = {}, {}, 0, 0, 0, at
    while n < count do
      local id, text = ARGV[at], ARGV[at + 1]
      if text ~= last_kind then
        kind = kind_of(text)
        if not kind then break end
      end
      if kind.is_unique then
        claims[c + 1], claims[c + 2] = prefix .. sub(ARGV[at + 3], 3), id
        c = c + 2
      end
      -- Of any other job HSET tells whether it is there, and has changed nothing of it then.
      if kind.run_at or not kind.is_unique then
        h = h + 1
        hashes[h] = JOB .. id
      end
      n, at = n + 1, at + 3 + kind.more
    end
    if n == 0 then return at, 0 end
    local are_free = not draining and (h == 0 or call('EXISTS', unpack(hashes)) == 0)
      and (c == 0 or call('MSETNX', unpack(claims)) == 1)

    local waiting, score, length, later, later_length
    -- Anew after another job, which may have written the indexes.
    local function prepare()
      give_place(false)
      waiting, score = list_of(additions, type, 'PENDING'), score_of(priority)
      later = list_of(additions, type, 'SCHEDULED')
      length, later_length = #waiting, #later
    end
    prepare()

    local function note_scheduled(score, id, run_at)
      later[later_length + 1], later[later_length + 2] = score, id
      later_length = later_length + 2
      note_later(type, run_at)
      scheduled[type] = math.min(scheduled[type] or math.huge, run_at)
    end

    local holders, is_none_there = {}, true
    if not are_free then
      local ids, keys = {}, {}
      at = from
      for i = 1, n do
        ids[i] = JOB .. ARGV[at]
        at = at + 3 + kinds[ARGV[at + 1]].more
      end
      for i = 1, c, 2 do keys[(i + 1) / 2] = claims[i] end
      is_none_there = call('EXISTS', unpack(ids)) == 0
      if c > 0 then holders = call('MGET', unpack(keys)) end
    end

    at, c = from, 0
    for number = 0, n - 1 do
      local id, text, key, holder = ARGV[at], ARGV[at + 1], nil, nil
      if text ~= last_kind then kind = kind_of(text) end
      if kind.is_unique then
        key, holder = claims[2 * c + 1], holders[c + 1]
        c = c + 1
      end
      local is_free = are_free
      if not is_free and is_none_there and not draining and not holder then
        is_free = not key or take(id, key, kind.ttl)
      elseif is_free and kind.ttl then call('PEXPIRE', key, kind.ttl)
      end
      local is_done = is_free
      if is_free then
        if write_options(JOB .. id, kind, ARGV, at + 2) == kind.fields then
          if kind.run_at then note_scheduled(kind.score, id, kind.run_at)
          else
            waiting[length + 1], waiting[length + 2] = score, id
            length = length + 2
            pending[type] = true
          end
        elseif key then call('DEL', key) end
      elseif holder and is_none_there and kind.replaces then
        local said, due = replace_short(holder, kind, type, ARGV, at + 2)
        if due then note_scheduled(due, holder, tonumber(due)) end
        if said then
          is_done = true
          changed(holder)
          reply[#reply + 1] = { first + number, 'REPLACED', said }
        end
      elseif holder and is_none_there then
        local existing = may_hold(holder) and job_reply(holder)
        if existing then
          is_done = true
          reply[#reply + 1] = { first + number, 'HELD', existing }
        end
      end
      if not is_done then
        local said, about = enqueue_as_any(id, kind, type, priority, at + 2)
        if said then reply[#reply + 1] = { first + number, said, about } end
        prepare()
      end
      at = at + 3 + kind.more
    end
    return at, n
  end

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

    -- What a job would wait for: { open = those that have not ended, vain = one by whose end it waits in vain,
    -- how = that end, join = what its field says }, or nil and the id of one that does not exist.
    function look_at_awaited(after)
      local rule, delay, ids = string.match(after, '^(%u+) (%d*) (.*)$')
      local wait = { open = {}, join = delay == '' and rule or rule .. ' ' .. delay }
      for id in string.gmatch(ids, '%S+') do
        local job = read_job(id)
        if not job then return nil, id end
        if not FINAL[job.status] then
          wait.open[#wait.open + 1] = job
        elseif not wait.vain and not join_way().runs_after(rule, job.status) then
          wait.vain, wait.how = id, job.status
        end
      end
      return wait
    end

    function enqueue_blocked(id, type, run_at, job, wait, ...)
      call('HSET', job_key(id), 'job', job, 'state', 'BLOCKED + 1 0 0 ' .. type .. ' ' .. NOW,
        'runAt', whole(math.max(now, run_at)), 'join', wait.join, ...)
      blocked[type] = true
      if wait.vain then return join_way().end_in_vain(read_job(id), wait.vain, wait.how) end
      index_add(type, 'BLOCKED', whole(place), id)
      join_way().begin(id, wait.open, whole(place))
    end

    -- The job with an id, which holds a unique key, and the id of its successor, if that waits for it, or its own.
    function last_in_line(id)
      local next_one = call('HGET', job_key(id), 'successor')
      local successor = next_one and read_job(next_one)
      return read_job(id), successor and successor.status == 'BLOCKED' and next_one or id
    end

    -- The names of what a request may give a job, and what it has of its attempts.
    local NAMES = { 'keep', 'priority', 'maxAttempts', 'delivery', 'backoff', 'progress', 'progressMessage',
      'start' }
    for piece = 1, MAX_PIECES do NAMES[#NAMES + 1] = piece end

    -- The fields and values that the job is to have, and its retention.
    local function fields_of(job, head, run_at, list, first, last)
      local fields, retention = { 'job', head, 'runAt', run_at }, whole(DEFAULT_RETENTION_MS)
      for i = first, last, 2 do
        local name, value = list[i], list[i + 1]
        if name == 'keep' then retention = string.match(value, '^%d+')
        -- It holds its key as it did, and stays in its group, if it has one.
        elseif name ~= 'unique' and name ~= 'group' then
          fields[#fields + 1] = name
          fields[#fields + 1] = value
        end
      end
      return fields, retention
    end

    -- Has the job that holds a unique key become what is asked for, if it waits; its fields and values lie from
    -- list[first] to list[last]. It is due at `run_at`, but no later than `latest` ms after it was created.
    -- Returns whether it has.
    function replace(id, kind, priority, body, run_at, latest, large, expires_in, list, first, last)
      local job, unreadable = read_job(id)
      if job then unreadable = read_policy(job) end
      if not job or unreadable or not MAY_UPDATE[job.status] then return false end
      -- It may be of this very batch, and what comes behind it stands behind it.
      write_indexes()
      queues, pending, scheduled, blocked, keyed = {}, {}, {}, {}, nil
      local created = string.match(call('HGET', job.hash, 'job'), '^%d+')
      run_at = math.max(now, math.min(run_at, created + latest))
      local head = created .. ' ' .. kind .. ' ' .. job.type .. ' ' .. body
      local fields, retention = fields_of(job, head, whole(run_at), list, first, last)
      if large ~= '' then call('SET', body_key(id), large)
      elseif job.large then call('DEL', body_key(id)) end
      fields[#fields + 1] = 'keep'
      fields[#fields + 1] = retention .. ' ' .. (large == '' and 0 or 1) .. ' ' .. (job.key or '')
      call('HDEL', job.hash, unpack(NAMES))
      if job.start_by then index_remove(job.type, 'START', id) end
      job.start_by = nil
      if expires_in ~= '' then
        job.expires_in = expires_in
        local deadline, start = restart_deadline(job, run_at)
        fields[#fields + 1] = deadline
        fields[#fields + 1] = start
      end
      job.attempt = 0
      local status = 'PENDING'
      if run_at > now then status = 'SCHEDULED' end
      if job.status == 'BLOCKED' then
        -- The time is in place of a delay from the end of the wait.
        fields[#fields + 1] = 'join'
        fields[#fields + 1] = string.match(call('HGET', job.hash, 'join') or '', '^%u*')
        write_job(job, 'BLOCKED', unpack(fields))
      elseif status == 'PENDING' and job.status == status and job.priority == tonumber(priority) then
        write_job(job, status, unpack(fields))
        if job.start_by then index_add(job.type, 'START', job.start_by, id) end
      else
        local score = status == 'PENDING' and pending_score(priority, next_back()) or whole(run_at)
        move_job(job, status, score, unpack(fields))
        flush_index()
        wake(job.type, 1)
      end
      place, scores, is_given, is_taken = next_back(), {}, false, false
      return true
    end
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
