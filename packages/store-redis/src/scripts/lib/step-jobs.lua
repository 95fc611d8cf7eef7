-- Makes the jobs of runs' steps, which have no idempotency or unique key, wait for no others, and are made whether or not
-- their queues are draining. They are leased in their order, though their ids are in none.

-- include: lib/place
-- include: lib/job-keys
-- include: lib/pieces
-- include: lib/index
-- include: lib/wake

-- Of each type how many have become pending without and with a concurrency key, whether no such ones were before, and
-- the earliest time of those that are not due.
local made_of = {}
local place, last_id, enter_key
-- What the functions below read from.
local args

local function made_of_type(type)
  local made = made_of[type]
  if not made then
    made = { plain = 0, keyed = 0, was_empty = call('EXISTS', index_key(type, 'PENDING')) == 0 }
    made_of[type] = made
  end
  return made
end

local function step_score(priority, id)
  -- Those of one place are leased in the order of their ids.
  if not place or id < last_id then place = next_back() end
  last_id = id
  return pending_score(priority, place)
end

local function enter(id, type, ckey, score, made)
  if not enter_key then
    -- include: lib/general
    go_general_way()
    enter_key = key_way().enter
  end
  if made.keyed == 0 then made.had_none = call('EXISTS', P .. ':r:' .. type) == 0 end
  made.keyed = made.keyed + 1
  enter_key({ id = id, type = type, ckey = ckey }, 'PENDING', score)
end

-- Makes a job whose arguments behind their number lie from `at` to `last`.
local function make(type, priority, id, kind, body, at, last)
  local due_at, large, expires_in, ckey = args[at], args[at + 3], args[at + 6], args[at + 7]
  local hash, made, run_at = JOB .. id, made_of_type(type), now
  if string.sub(due_at, 1, 1) == '+' then run_at = now + due_at
  elseif due_at ~= '' then run_at = math.max(now, tonumber(due_at)) end
  if large ~= '' then call('SET', body_key(id), large) end
  call('HSET', hash, 'job', NOW .. ' ' .. kind .. ' ' .. type .. ' ' .. body, unpack(args, at + 9, last))
  if expires_in ~= '' then
    local start_by = whole(run_at + expires_in)
    call('HSET', hash, 'start', expires_in .. ' ' .. start_by)
    if run_at == now then index_add(type, 'START', start_by, id) end
  end
  if run_at > now then
    local score = whole(run_at)
    call('HSET', hash, 'state', 'SCHEDULED + 1 0 0 ' .. type .. ' ' .. NOW, 'runAt', score)
    made.head = made.head or head_time(type, 'SCHEDULED')
    made.due = math.min(made.due or math.huge, run_at)
    index_add(type, 'SCHEDULED', score, id)
  elseif ckey ~= '' then enter(id, type, ckey, step_score(priority, id), made)
  else
    made.plain = made.plain + 1
    index_add(type, 'PENDING', step_score(priority, id), id)
  end
end

-- Makes a job that is plain but for its run, whose field is args[at] and whose further pieces follow.
local function make_plain(type, priority, id, kind, body, at, pieces)
  local hash, made = JOB .. id, made_of_type(type)
  local head = NOW .. ' ' .. kind .. ' ' .. type .. ' ' .. body
  if pieces == 0 then call('HSET', hash, 'job', head, 'run', args[at])
  elseif pieces == 1 then call('HSET', hash, 'job', head, '1', args[at + 1], 'run', args[at])
  else
    local fields = { 'job', head, 'run', args[at] }
    for piece = 1, pieces do
      fields[#fields + 1] = piece
      fields[#fields + 1] = args[at + piece]
    end
    call('HSET', hash, unpack(fields))
  end
  made.plain = made.plain + 1
  index_add(type, 'PENDING', step_score(priority, id), id)
end

-- Makes a job that is not there, whose arguments, as enqueue.lua has them, are in a list.
local function make_step_job(list)
  args = list
  local type, priority, _, id, kind, body = unpack(list, 1, 6)
  local pieces = pieces_of(string.sub(kind, 1, 1))
  if pieces then make_plain(type, priority, id, kind, body, 7, pieces)
  else make(type, priority, id, kind, body, 8, #list) end
end

-- Makes the jobs whose arguments, as enqueue.lua has them, lie in `list` from `at` to `last`.
local function make_step_jobs(list, at, last)
  args = list
  while at <= last do
    local type, priority, count = unpack(args, at, at + 2)
    at = at + 3
    for _ = 1, count do
      local id, kind, body = unpack(args, at, at + 2)
      local pieces, is_new = pieces_of(string.sub(kind, 1, 1)), call('EXISTS', JOB .. id) == 0
      at = at + 3
      if pieces then
        if is_new then make_plain(type, priority, id, kind, body, at, pieces) end
        at = at + 1 + pieces
      else
        local last_argument = at + args[at]
        if is_new then make(type, priority, id, kind, body, at + 1, last_argument) end
        at = last_argument + 1
      end
    end
  end
end

-- Wakes the workers that wait, as enqueue.lua does.
function flushers.made()
  for type, made in pairs(made_of) do
    local woken = 0
    if made.was_empty then woken = made.plain end
    if made.had_none then woken = woken + made.keyed end
    if woken == 0 and made.due and made.due < made.head then woken = 1 end
    if woken > 0 then
      call('ZADD', P .. ':types', 0, type)
      wake(type, woken)
    end
  end
  made_of, place = {}, nil
end
