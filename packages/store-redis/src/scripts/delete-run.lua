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

-- The next jobs, and whether there may be others.
local function next_jobs(most)
  local fields, cursor = {}, '0'
  repeat
    local page
    cursor, page = unpack(call('HSCAN', run_key(id), cursor, 'MATCH', '/*', 'COUNT', '1000'))
    for i = 1, #page, 2 do
      if #fields == most then return fields, true end
      fields[#fields + 1] = page[i]
    end
  until cursor == '0' or #fields == most
  return fields, cursor ~= '0'
end

local fields, has_more = next_jobs(tonumber(ARGV[3]))
for _, field in ipairs(fields) do
  local job_id = string.sub(field, 2)
  local job, unreadable = read_job(job_id)
  if job then forget_job(job)
  -- Maintenance takes one that cannot be read out of its index.
  elseif unreadable then call('DEL', job_key(job_id), body_key(job_id)) end
end
end_changes()
if #fields > 0 then call('HDEL', run_key(id), unpack(fields)) end
if has_more then return 'MORE' end

local key, place = call('HGET', run_key(id), 'key'), run_place(created, id)
-- In the background, as it may have many parts.
call('UNLINK', run_key(id), news_key(id), followers_key(id))
call('ZREM', RUN_TIMES, id)
call('ZREM', ALL_RUNS, place)
call('ZREM', runs_in_state(state), place)
call('ZREM', runs_of_workflow(workflow), place)
if key then call('DEL', run_of_key(key)) end
return 'DELETED'
