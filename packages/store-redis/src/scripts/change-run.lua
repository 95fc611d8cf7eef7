-- Creates or changes a run that is at a version, and makes its jobs in the same step. A call that repeats one whose
-- answer was lost finds that it is not.
--
-- ARGV: id
--       the version that it must have, 0 where there must be none
--       of a run to create its key, or ''
--       of a run to create its workflow, or ''
--       state
--       the number of the last of its news that is taken into account, or ''
--       when it is to be due, in ms, or '' for never
--       number of the jobs to make
--       number of the arguments that follow: field, value, … of its hash, of which parts begin with a dot
--       number of those that follow: fields to delete
--       number of those that follow: ids of final jobs of its to forget
--       number of those that follow: id, text of each run that is told something
--       number of those that follow: id, workflow, state, number of fields and values, these of each run to create
--       inside of it
--       ids of the jobs to make, then what enqueue.lua has of them
--
-- Returns 1 when it has changed, 0 when it is at another version, and the id of the run that has the key.

-- include: lib/runs
-- include: lib/run-lists

local id, if_version, key, new_workflow, state, taken_to, wake_at, job_count = unpack(ARGV, 1, 8)
local version, created, taken, old_state, workflow = read_head(id)
if (version or '0') ~= if_version then return 0 end
if key ~= '' then
  local holder = call('GET', run_of_key(key))
  if holder then return holder end
end
local at = 9

-- The arguments of a list, whose number the next one says.
local function next_list()
  local first = at + 1
  at = first + ARGV[at]
  return unpack(ARGV, first, at - 1)
end

local function has_next() return ARGV[at] ~= '0' end

local function write_run(id, version, created, taken, state, workflow)
  local head = version .. ' ' .. created .. ' ' .. taken .. ' ' .. state .. ' ' .. workflow
  call('HSET', run_key(id), 'head', head, next_list())
end

local function list_run(id, created, state, workflow)
  local place = run_place(created, id)
  call('ZADD', ALL_RUNS, '0', place)
  call('ZADD', runs_in_state(state), '0', place)
  call('ZADD', runs_of_workflow(workflow), '0', place)
end

-- While Redis is full, no jobs and no runs are made, as complete-parent.lua says; what else comes of a run is let through,
-- as drain.lua does.
if version and job_count == '0' then call('PERSIST', P) else call('SETRANGE', P, '0', '') end

if version then
  local last = taken_to == '' and taken or taken_to
  if last ~= taken then call('LTRIM', news_key(id), whole(last - taken), '-1') end
  write_run(id, whole(version + 1), created, last, state, workflow)
  if state ~= old_state then
    call('ZREM', runs_in_state(old_state), run_place(created, id))
    call('ZADD', runs_in_state(state), '0', run_place(created, id))
  end
  if call('EXISTS', news_key(id)) == 1 then call('ZADD', RUN_TIMES, NOW, id)
  elseif wake_at ~= '' then call('ZADD', RUN_TIMES, wake_at, id)
  else call('ZREM', RUN_TIMES, id) end
else
  write_run(id, '1', NOW, '0', state, new_workflow)
  list_run(id, now, state, new_workflow)
  if key ~= '' then
    call('SET', run_of_key(key), id)
    call('HSET', run_key(id), 'key', key)
  end
  if wake_at ~= '' then call('ZADD', RUN_TIMES, wake_at, id) end
end

if has_next() then call('HDEL', run_key(id), next_list()) else at = at + 1 end

if has_next() then
  local forgotten = { next_list() }
  call('SREM', run_jobs_key(id), unpack(forgotten))
  for _, job in ipairs(forgotten) do
    local status, type = string.match(call('HGET', JOB .. job, 'state') or '', '^(%u+) %S+ %d+ %d+ %d+ (%S+) %d+$')
    if FINAL[status] then
      call('ZREM', index_key(type, status), job)
      call('DEL', JOB .. job, P .. ':p:' .. job)
    end
  end
else at = at + 1 end

if has_next() then
  local tells = { next_list() }
  for i = 1, #tells, 2 do add_news(tells[i], told(tells[i + 1])) end
else at = at + 1 end

local children_end = at + ARGV[at]
at = at + 1
while at <= children_end do
  local child, its_workflow, its_state = unpack(ARGV, at, at + 2)
  at = at + 3
  if call('EXISTS', run_key(child)) == 0 then
    write_run(child, '1', NOW, '0', its_state, its_workflow)
    list_run(child, now, its_state, its_workflow)
    call('ZADD', RUN_TIMES, NOW, child)
  else next_list() end
end

if job_count ~= '0' then
  -- include: lib/step-jobs
  call('SADD', run_jobs_key(id), unpack(ARGV, at, at + job_count - 1))
  make_step_jobs(at + job_count)
end
return 1
