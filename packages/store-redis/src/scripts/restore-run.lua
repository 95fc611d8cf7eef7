-- Adds a run as it was in another store; its jobs come after it.
--
-- ARGV[1]  id
-- ARGV[2]  when it was made, in ms
-- ARGV[3]  state
-- ARGV[4]  workflow
-- ARGV[5]  its key, or ''
-- ARGV[6]  when it is due, in ms, or '' for never
-- ARGV[7]  number of the arguments that follow: field, value, … of its hash, see partition-runs.ts
-- then     its news
--
-- Returns RESTORED, EXISTS, or the id of the run that has its key.

-- include: lib/runs

-- While Redis is full, no runs are made, see complete-parent.lua.
call('SETRANGE', P, '0', '')

-- include: lib/run-lists

-- How many arguments one command takes: a run can have more parts.
local STEP = 1000

local id, created, state, workflow, key, due, count = unpack(ARGV, 1, 7)
if call('EXISTS', run_key(id)) == 1 then return 'EXISTS' end
if key ~= '' then
  local holder = call('GET', run_of_key(key))
  if holder then return holder end
  call('SET', run_of_key(key), id)
end

local function in_steps(command, name, first, last)
  for from = first, last, STEP do call(command, name, unpack(ARGV, from, math.min(from + STEP - 1, last))) end
end

local last = 7 + count
in_steps('HSET', run_key(id), 8, last)
in_steps('RPUSH', news_key(id), last + 1, #ARGV)
local place = run_place(tonumber(created), id)
call('ZADD', ALL_RUNS, '0', place)
call('ZADD', runs_in_state(state), '0', place)
call('ZADD', runs_of_workflow(workflow), '0', place)
if #ARGV > last then due = NOW end
if due ~= '' then call('ZADD', RUN_TIMES, due, id) end
return 'RESTORED'
