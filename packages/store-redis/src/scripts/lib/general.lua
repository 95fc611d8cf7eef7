-- The general way: reading a job of any kind, and the moves that more than one script makes.
--
-- These functions are made when a script first needs one, because making them takes longer than all
-- else that an idle lease does. A script that needs some of what they include by itself includes that
-- before.

-- include: lib/partition
-- include: lib/drain
-- include: lib/job-keys
-- include: lib/watch
-- include: lib/index
-- include: lib/wake
-- include: lib/rate-rules
-- include: lib/key-turns

local read_job, read_policy, write_job, move_job, restart_deadline, corrupt
local leave_index
local begin_attempt, end_attempt, finish, fail, expire_job, bury, misplaced
local promote, rescue, expire, note_end, give_key_up, pass_key_on, take_key_again, join_way
local key_way, run_way, forget_later

-- The functions of lib/run-job.lua, once a job is one of a run.
local run_jobs

-- The functions of lib/join.lua, once a job waits or is waited for.
local joins

-- Which attempts have ended: "status type start-in-ms", how many, and so on; and which runs have got news: the id of
-- each, and 0.
local ended = {}

-- Makes the functions above.
local function go_general_way()
  if read_job then return end
  -- general way begins

  -- include: lib/place
  -- include: lib/due
  -- include: lib/record
  -- include: lib/unique
  -- include: lib/attempt

  -- Makes the functions that have to do with jobs which wait for others.
  function join_way()
    if not joins then
      joins = {}
      -- include: lib/join
      -- include: lib/members
    end
    return joins
  end

  -- Makes the functions that have to do with jobs of runs.
  function run_way()
    if not run_jobs then
      run_jobs = {}
      -- include: lib/run-job
    end
    return run_jobs
  end

  -- The functions that have to do with concurrency keys.
  function key_way()
    local keys = key_turns()
    keys.make_the_rest()
    return keys
  end

  -- Notes that the job's attempt has led to a status.
  function note_end(job, status)
    local started = string.match(job.ran or '', '^%d+') or NOW
    ended[#ended + 1] = status .. ' ' .. job.type .. ' ' .. started
    ended[#ended + 1] = 1
  end

  -- What to do with a job found in an index where it does not belong, as read_job has returned it:
  -- one that is gone or elsewhere is dropped from this index, one that cannot be read is buried. `ckey` is the
  -- concurrency key by which a pending one was found.
  function misplaced(id, type, status, job, field, ckey)
    if job and job.type ~= type then field = 'type' end
    if job and status == 'PENDING' and job.ckey ~= ckey then field = 'ckey' end
    if field then return bury(id, type, status, field, ckey) end
    if not job then
      join_way().note_end(id, 'GONE')
      if status == 'RUNNING' then key_way().lose_slot(type, id) end
    end
    leave_index({ id = id, type = type, status = status, ckey = ckey })
  end

  -- Moves every due job by `move(job)`.
  local function move_due(type, status, move)
    local ids = due(type, status)
    for _, id in ipairs(ids) do
      local job, field = read_job(id)
      local fits = job and job.status == status and job.type == type
      if fits then field = read_policy(job) end
      if fits and not field then move(job) else misplaced(id, type, status, job, field) end
    end
    if #ids > 0 then flush_index() end
    return #ids
  end

  local function promote_job(job)
    move_job(job, 'PENDING', pending_score(job.priority, next_back()))
  end

  -- Makes jobs pending whose time has come in a status. Returns how many.
  function promote(type, status) return move_due(type, status, promote_job) end

  -- Cancels the pending jobs whose start deadline has passed. Returns how many.
  function expire(type)
    local ids, expired = due(type, 'START'), 0
    for _, id in ipairs(ids) do
      local job = read_job(id)
      if job and job.status == 'PENDING' and job.type == type then
        expire_job(job)
        expired = expired + 1
      else index_remove(type, 'START', id) end
    end
    if #ids > 0 then flush_index() end
    return expired
  end

  -- Ends the attempts whose leases have expired. The token grows, so that the lost lease's own does
  -- not match any more. Returns how many.
  function rescue(type, random)
    return move_due(type, 'RUNNING', function(job)
      job.token = job.token + 1
      note_end(job, fail(job, { message = LEASE_EXPIRED_MESSAGE }, false, nil, random))
    end)
  end
  -- general way ends
end
