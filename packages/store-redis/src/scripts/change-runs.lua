-- Creates or changes runs, each if it is at a version, and makes the jobs of each in the same step. A change that repeats
-- one whose answer was lost finds that it is not.
--
-- ARGV[1]  '1' when jobs or runs are made
-- then of each change:
--   number of its arguments that follow
--   id
--   the version that the run must have, 0 where there must be none
--   of a run to create its key, or ''
--   of a run to create its workflow, or ''
--   state
--   the number of the last of its news that is taken into account, or ''
--   when it is to be due, in ms, or '' for never
--   number of the arguments that follow: field, value, … of its hash, see partition-runs.ts
--   number of those that follow: fields to delete
--   number of those that follow: ids of final jobs of its to forget
--   number of those that follow: id, text of each run that is told something
--   number of those that follow: id, workflow, state, number of fields and values, these of each run to create
--   number of those that follow: of each job that the end of others makes its id, the number of those others, their ids,
--   the number of its arguments, and these as enqueue.lua has them
--   what enqueue.lua has of the jobs to make
--
-- Returns of each 1 when it has changed, 0 when it is at another version, and the id of the run that has the key.

-- include: lib/runs

-- While Redis is full, no jobs and no runs are made, see complete-parent.lua; what else comes of a run is let through, see
-- drain.lua.
if ARGV[1] == '1' then call('SETRANGE', P, '0', '') else call('PERSIST', P) end

-- include: lib/run-lists
-- include: lib/step-jobs

local at

-- The arguments of a list, whose number the next one says.
local function next_list()
  local first = at + 1
  at = first + ARGV[at]
  return unpack(ARGV, first, at - 1)
end

-- The same, or nil when there are none.
local function next_list_if_any()
  if ARGV[at] ~= '0' then return { next_list() } end
  at = at + 1
end

local function write_run(id, version, created, taken, state, workflow)
  local head = version .. ' ' .. created .. ' ' .. taken .. ' ' .. state .. ' ' .. workflow
  call('HSET', run_key(id), 'head', head, next_list())
  known_runs[id] = true
end

local function create_run(id, state, workflow)
  write_run(id, '1', NOW, '0', state, workflow)
  local place = run_place(now, id)
  call('ZADD', ALL_RUNS, '0', place)
  call('ZADD', runs_in_state(state), '0', place)
  call('ZADD', runs_of_workflow(workflow), '0', place)
end

local function forget_jobs(run, ids)
  for i, id in ipairs(ids) do
    local status, type = string.match(call('HGET', JOB .. id, 'state') or '', '^(%u+) %S+ %d+ %d+ %d+ (%S+) %d+$')
    if FINAL[status] then
      index_remove(type, status, id)
      call('DEL', JOB .. id, body_key(id))
    end
    ids[i] = '/' .. id
  end
  call('HDEL', run_key(run), unpack(ids))
end

-- Keeps which jobs the ends of others make until a time, in place of those before: of each of the others by its id a list
-- of that time and of what it makes, the arguments of a job, or its id where others make it as well. Of such a job stands
-- by + and its id how many they are that have not ended, and by = and its id its arguments.
local function set_followers(run, last, till)
  local key = followers_key(run)
  local fields, lists = {}, {}
  till = till == '' and math.huge or tonumber(till)
  while at <= last do
    local id, count = ARGV[at], tonumber(ARGV[at + 1])
    local first = at + 2
    at = first + count
    local args_end = at + ARGV[at]
    local made = { unpack(ARGV, at + 1, args_end) }
    if count > 1 then
      fields[#fields + 1] = '=' .. id
      fields[#fields + 1] = cmsgpack.pack(made)
      fields[#fields + 1] = '+' .. id
      fields[#fields + 1] = count
      made = id
    end
    for i = first, first + count - 1 do
      local list = lists[ARGV[i]] or { till }
      lists[ARGV[i]] = list
      list[#list + 1] = made
    end
    at = args_end + 1
  end
  for id, list in pairs(lists) do
    fields[#fields + 1] = id
    fields[#fields + 1] = cmsgpack.pack(list)
  end
  if #fields > 0 then call('HSET', key, unpack(fields)) end
end

-- Makes the change from ARGV[at] on, which ends at `last`.
local function change(last)
  local id, if_version, key, new_workflow, state, taken_to, wake_at = unpack(ARGV, at, at + 6)
  at = at + 7
  local has_left
  local version, created, taken, old_state, workflow = read_head(id)
  if (version or '0') ~= if_version then return 0 end
  if version then
    if taken_to == '' then taken_to = taken end
    if taken_to ~= taken then call('LTRIM', news_key(id), whole(taken_to - taken), '-1') end
    write_run(id, whole(version + 1), created, taken_to, state, workflow)
    if state ~= old_state then
      local place = run_place(created, id)
      call('ZREM', runs_in_state(old_state), place)
      call('ZADD', runs_in_state(state), '0', place)
    end
    has_left = call('EXISTS', news_key(id)) == 1
    run_times[id] = has_left and NOW or wake_at ~= '' and wake_at
    if not has_left then call('DEL', followers_key(id)) end
  else
    if key ~= '' then
      local holder = call('GET', run_of_key(key))
      if holder then return holder end
      call('SET', run_of_key(key), id)
      call('HSET', run_key(id), 'key', key)
    end
    create_run(id, state, new_workflow)
    if wake_at ~= '' then run_times[id] = wake_at end
  end

  local deleted = next_list_if_any()
  if deleted then call('HDEL', run_key(id), unpack(deleted)) end
  local forgotten = next_list_if_any()
  if forgotten then forget_jobs(id, forgotten) end
  local tells = next_list_if_any() or {}
  for i = 1, #tells, 2 do add_news(tells[i], told(tells[i + 1])) end

  local children_end = at + ARGV[at]
  at = at + 1
  while at <= children_end do
    local child, its_workflow, its_state = unpack(ARGV, at, at + 2)
    at = at + 3
    if call('EXISTS', run_key(child)) == 0 then
      create_run(child, its_state, its_workflow)
      run_times[child] = NOW
    else next_list() end
  end

  local followers_end = at + ARGV[at]
  at = at + 1
  if not has_left then set_followers(id, followers_end, wake_at) end
  at = followers_end + 1

  if at <= last then make_step_jobs(ARGV, at, last) end
  return 1
end

local answers = {}
local next_at = 2
while next_at <= #ARGV do
  at = next_at + 1
  next_at = at + ARGV[next_at]
  answers[#answers + 1] = change(next_at - 1)
end
flush_index()
return answers
