-- Forgets a run that is at a version, with its jobs, whatever their status, and all that is kept of it.
--
-- ARGV[1]  its id
-- ARGV[2]  the version that it must have
-- ARGV[3]  how many jobs at most
--
-- Returns 'DELETED', also when there is none, 'MORE' when jobs are left, and 'CHANGED' when it is at another version.

-- include: lib/runs
-- include: lib/run-lists
-- include: lib/operator

local id = ARGV[1]
local version, created, _, state, workflow = read_head(id)
if not version then return 'DELETED' end
if version ~= ARGV[2] then return 'CHANGED' end

for _, job_id in ipairs(call('SPOP', run_jobs_key(id), ARGV[3])) do
  local job, field = read_job(job_id)
  if job then forget_job(job)
  -- Maintenance takes one that cannot be read out of its index.
  elseif field then call('DEL', job_key(job_id), body_key(job_id)) end
end
end_changes()
if call('EXISTS', run_jobs_key(id)) == 1 then return 'MORE' end

local key, place = call('HGET', run_key(id), 'key'), run_place(created, id)
-- In the background, as it may have many parts.
call('UNLINK', run_key(id), news_key(id))
call('ZREM', RUN_TIMES, id)
call('ZREM', ALL_RUNS, place)
call('ZREM', runs_in_state(state), place)
call('ZREM', runs_of_workflow(workflow), place)
if key then call('DEL', run_of_key(key)) end
return 'DELETED'
