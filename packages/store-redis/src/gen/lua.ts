// Generated from packages/store-redis/src/scripts by `pnpm generate`: edit the .lua files there.

export type LuaName =
  | "add-grants"
  | "add-operation"
  | "archived-groups"
  | "archived-run"
  | "cancel"
  | "change-all"
  | "change-runs"
  | "change-schedule"
  | "complete-parent"
  | "configure"
  | "count"
  | "count-workers"
  | "create-group"
  | "delete"
  | "delete-run"
  | "due-runs"
  | "due-schedules"
  | "end-key-waits"
  | "enqueue"
  | "enqueue-keyed"
  | "enqueue-one"
  | "enqueue-options"
  | "explain"
  | "extend"
  | "firings"
  | "get"
  | "get-group"
  | "get-operation"
  | "get-runs"
  | "get-schedule"
  | "get-workflow"
  | "group-members"
  | "heartbeat"
  | "hold-role"
  | "keep-grants"
  | "lease"
  | "lib/admission"
  | "lib/after-others"
  | "lib/aging"
  | "lib/attempt"
  | "lib/basic-reply"
  | "lib/batch-keyed"
  | "lib/batch-options"
  | "lib/claim"
  | "lib/counted"
  | "lib/drain"
  | "lib/due"
  | "lib/general"
  | "lib/general-kind"
  | "lib/grants"
  | "lib/group"
  | "lib/index"
  | "lib/job-keys"
  | "lib/join"
  | "lib/key-clock"
  | "lib/key-facts"
  | "lib/key-jobs"
  | "lib/key-keepers"
  | "lib/key-moves"
  | "lib/key-order"
  | "lib/key-places"
  | "lib/key-rates"
  | "lib/key-room"
  | "lib/key-scores"
  | "lib/key-turns"
  | "lib/key-waits"
  | "lib/keys"
  | "lib/members"
  | "lib/note-due"
  | "lib/operations"
  | "lib/operator"
  | "lib/options"
  | "lib/partition"
  | "lib/pieces"
  | "lib/place"
  | "lib/plain"
  | "lib/rate"
  | "lib/rate-rules"
  | "lib/read-run"
  | "lib/record"
  | "lib/reply"
  | "lib/run-job"
  | "lib/run-lists"
  | "lib/run-news"
  | "lib/runs"
  | "lib/schedules"
  | "lib/serve-keys"
  | "lib/settings"
  | "lib/starts"
  | "lib/step-jobs"
  | "lib/throttle"
  | "lib/unique"
  | "lib/waiting"
  | "lib/wake"
  | "lib/watch"
  | "lib/workers"
  | "lib/workflows"
  | "list"
  | "list-keys"
  | "list-operations"
  | "list-roles"
  | "list-runs"
  | "list-schedules"
  | "list-workers"
  | "list-workflows"
  | "look-at-grants"
  | "maintain"
  | "minutes"
  | "partitions"
  | "put-workflow"
  | "queues"
  | "recent"
  | "redrive"
  | "release-grants"
  | "release-keys"
  | "release-role"
  | "replace-operation"
  | "restore"
  | "restore-group"
  | "restore-run"
  | "resume-key"
  | "running-jobs"
  | "seal-group"
  | "set-key-limits"
  | "settle"
  | "standings"
  | "stop-waiting"
  | "take-grants"
  | "tell-run"
  | "throttle"
  | "time"
  | "types"
  | "update"
  | "wake-for-grants"
  | "watch"
  | "worker-leaves"
  | "workers-of";

/** The text of each file. */
export const LUA: Readonly<Record<LuaName, string>> = {
  "add-grants": `-- Has grants last as long as leases that are about to be extended, or that had begun before the queue had a limit.
--
-- ARGV[1]  type
-- ARGV[2]  number of the partition that has told all its running jobs with this, or ''
-- then for each lease: "id token", for how long in ms it lasts from now
--
-- Returns nothing.

-- include: lib/grants

local type, part = ARGV[1], ARGV[2]
if call('HEXISTS', settings_key(type), 'maxRunning') == 0 then return false end
local entries = {}
for i = 3, #ARGV, 2 do
  entries[i - 2], entries[i - 1] = whole(now + ARGV[i + 1] + GRANT_MARGIN_MS), ARGV[i]
end
if #entries > 0 then call('ZADD', grants_key(type), 'GT', unpack(entries)) end
if part ~= '' then call('SADD', counted_key(type), part) end
return false
`,
  "add-operation": `-- Adds an operation, unless so many are open; the same one again changes nothing.
--
-- ARGV[1]  id
-- ARGV[2]  record
-- ARGV[3]  '1' for one that is over, else ''
-- ARGV[4]  how many may be open
-- ARGV[5]  how many that are over are kept, the latest
-- ARGV[6]  for how long, in ms
--
-- Returns 1 when it is there, else 0.

-- include: lib/operations

local id, is_over, most, ended, keep = ARGV[1], ARGV[3] ~= '', tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
if call('EXISTS', operation_key(id)) == 1 then return 1 end
if not is_over and call('ZCOUNT', OPERATIONS, 'inf', 'inf') >= most then return 0 end
call('ZREMRANGEBYSCORE', OPERATIONS, '-inf', NOW)
write_operation(id, 1, ARGV[2], is_over, keep)
local surplus = call('ZCOUNT', OPERATIONS, '-inf', '(inf') - ended
if surplus > 0 then
  for _, earliest in ipairs(call('ZRANGE', OPERATIONS, 0, surplus - 1)) do
    call('DEL', operation_key(earliest))
    call('ZREM', OPERATIONS, earliest)
  end
end
return 1
`,
  "archived-groups": `-- Lists groups, in no order; one may come twice.
--
-- ARGV[1]  where to go on, 0 for the start
--
-- Returns where to go on, 0 for nowhere, then of each group its id and the fields and values of its hash.

-- include: lib/group

local KEYS_LOOKED_AT = '1000'

local beginning = group_key('')
local pattern = string.gsub(beginning, '[%*%?%[%]\\\\]', '\\\\%0') .. '*'
local cursor, found = unpack(call('SCAN', ARGV[1], 'MATCH', pattern, 'COUNT', KEYS_LOOKED_AT))
local reply = { cursor }
for _, key in ipairs(found) do
  reply[#reply + 1] = string.sub(key, #beginning + 1)
  reply[#reply + 1] = call('HGETALL', key)
end
return reply
`,
  "archived-run": `-- Reads all that is kept of a run.
--
-- ARGV[1]  id
--
-- Returns the fields and values of its hash, when it is due in ms or '', and its news; nil when there is no such run.

-- include: lib/runs

local id = ARGV[1]
local fields = call('HGETALL', run_key(id))
if #fields == 0 then return false end
local due = call('ZSCORE', RUN_TIMES, id)
return { fields, due and whole(tonumber(due)) or '', call('LRANGE', news_key(id), '0', '-1') }
`,
  "cancel": `-- Cancels a job: at once, or by a request to its worker when it is running.
--
-- ARGV[1]  id
-- ARGV[2]  reason, or ''
-- ARGV[3]  the sequence number at which to do it; absent for any
--
-- Returns the job as reply.lua describes it, or what operator.lua returns for one that was not changed, nil
-- for none.

-- include: lib/operator
-- include: lib/reply

local answer = cancel_job(ARGV[1], ARGV[2], ARGV[3])
if answer ~= 'OK' then return answer end
end_changes()
return job_reply(ARGV[1])
`,
  "change-all": `-- Redrives, cancels or deletes jobs, each by itself.
--
-- ARGV[1]  'RETRY', 'CANCEL' or 'DELETE'
-- ARGV[2]  reason of a cancel, or ''
-- ARGV[3]… of each job its id, and the sequence number at which to do it, '' for any
--
-- Returns what operator.lua does, one for each job, nil where there is none and the text of an error.

-- include: lib/operator

local action, reason = ARGV[1], ARGV[2]
local answers = {}
for i = 3, #ARGV, 2 do
  local id, if_sequence = ARGV[i], ARGV[i + 1]
  if if_sequence == '' then if_sequence = nil end
  local answer
  if action == 'RETRY' then answer = redrive_job(id, if_sequence)
  elseif action == 'CANCEL' then answer = cancel_job(id, reason, if_sequence)
  else answer = delete_job(id, if_sequence) end
  answers[#answers + 1] = type(answer) == 'table' and answer.err or answer
  -- A job that has moved because of another one may be the next in the list.
  if joins then flush_index() end
end
end_changes()
return answers
`,
  "change-runs": `-- Creates or changes runs, each if it is at a version, and makes the jobs of each in the same step. A change that repeats
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

-- Makes the change from ARGV[at] on, which ends at \`last\`.
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
`,
  "change-schedule": `-- Changes a schedule that is at a version, and makes its jobs in the same step. A call that repeats one whose answer
-- was lost finds that it is not.
--
-- ARGV: name
--       the version that it must have, 0 where there must be none
--       '1' to keep it, '' to delete it
--       record
--       when it is to be due, in ms, or '' for never
--       how many firings of it are kept
--       number of the firings to add
--       the firings, the latest first
--       what enqueue.lua has of its jobs
--
-- Returns 1 when it has changed, 0 when it is at another version, and what enqueue.lua returns when a job was
-- refused: then nothing has changed.

-- include: lib/schedules

local name, version, is_kept, record, wake_at, most, added = unpack(ARGV, 1, 7)
local key = schedule_key(name)
if (call('HGET', key, 'version') or '0') ~= version then return 0 end

local function make_jobs(ARGV)
  -- include: enqueue
end

local jobs = {}
for i = 8 + added, #ARGV do jobs[#jobs + 1] = ARGV[i] end
if #jobs > 0 then
  local made = make_jobs(jobs)
  -- What refuses one job of a schedule refuses the first one, so that none was made.
  for i = 2, #made do
    if made[i][2] ~= 'MADE' then return made end
  end
end

if is_kept == '' then
  call('DEL', key, firings_key(name))
  call('ZREM', SCHEDULE_NAMES, name)
  call('ZREM', SCHEDULE_TIMES, name)
else
  call('HSET', key, 'version', whole(version + 1), 'record', record)
  call('ZADD', SCHEDULE_NAMES, '0', name)
  if wake_at == '' then call('ZREM', SCHEDULE_TIMES, name) else call('ZADD', SCHEDULE_TIMES, wake_at, name) end
  for i = 7 + added, 8, -1 do call('LPUSH', firings_key(name), ARGV[i]) end
  if added ~= '0' then call('LTRIM', firings_key(name), '0', whole(most - 1)) end
end
if #jobs == 0 then call('PUBLISH', P .. ':wake', SCHEDULES_CHANGED .. ' 1') end
return 1
`,
  "complete-parent": `-- Completes a job and creates its children, the jobs that its handler has enqueued: both, or neither.
--
-- ARGV[1]  '1' when this call repeats one whose answer was lost
-- ARGV[2]  id of the job
-- ARGV[3]  token of its lease
-- ARGV[4]  '1' when there is a result
-- ARGV[5]  the result, or ''
-- ARGV[6]  what the run of the job is told before its end, or ''
-- ARGV[7…] the children, as enqueue.lua is told of jobs
--
-- Returns the time in ms, which attempts have ended, as settle.lua tells it, and the status, or 'LEASE_LOST'
-- when it was refused; then the type if its limits are kept by grants, '' if not.

-- include: lib/partition

-- While Redis is full, new jobs are refused. This command needs memory by its name, and writes nothing: without
-- it the script would be let run, see drain.lua.
call('SETRANGE', P, '0', '')

-- include: lib/place
-- include: lib/pieces
-- include: lib/due
-- include: lib/wake
-- include: lib/settings
-- include: lib/group
-- include: lib/general

local resend, id, token, has_result, result, told_run = unpack(ARGV, 1, 6)

-- What is behind the first arguments is what enqueue.lua is told. It is asked for no plan of its own for a queue
-- that is draining: what runs there goes on, and its children are part of it.
local function create_children(ARGV)
  local function draining_hold() return nil end
  -- include: enqueue
end

go_general_way()
local job = read_job(id)
if not job or job.token ~= token then return { now, ended, 'LEASE_LOST' } end
if job.status ~= 'RUNNING' then
  -- Only the settle of this very lease leaves its token behind, see settle.lua.
  return { now, ended, resend == '1' and job.status or 'LEASE_LOST' }
end
if told_run ~= '' and job.run then run_way().tell_text(job.run, told_run) end
if has_result == '1' then finish(job, 'COMPLETED', 'result', result)
else finish(job, 'COMPLETED') end
note_end(job, 'COMPLETED')
local children = {}
-- not by unpack, which fails on many of them
for i = 7, #ARGV do children[i - 6] = ARGV[i] end
create_children(children)
prune(job.type, 'COMPLETED')
if run_jobs then run_jobs.count_made() end
flush_index()
local room
if has_settings(job.type) then
  -- include: lib/admission
  room = leave_room(job.type, 1)
end
return { now, ended, 'COMPLETED', room or '' }
`,
  "configure": `-- Changes what is set for the queue of a type, or copies what is set for it in another partition.
--
-- ARGV[1]  type
-- ARGV[2]  revision of what is copied, which takes effect if that here is older; '' for a change
-- ARGV[3]  for how long in ms the revision is remembered when nothing more is set, so that no copy of what
--          was set before comes late; -1 for until further notice
-- then field, value, … of the hash that lib/settings.lua describes: of a copy all of them; of a change the
-- fields that it concerns, holds without their first part, or '' to end one
--
-- Returns the revision, then each field and value.

-- include: lib/admission
-- include: lib/throttle

local type, copied, memory_ms = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local key = settings_key(type)
local was_held = call('HEXISTS', key, 'paused') + call('HEXISTS', key, 'throttled') > 0
local revision = tonumber(call('HGET', key, 'revision') or 0)

local HOLDS = { 'paused', 'draining', 'throttled' }
local is_hold = { paused = true, draining = true, throttled = true }
local is_limit = {
  maxRunning = true, keyMaxRunning = true, rate = true, keyRate = true, order = true, keyOnFailure = true,
  agingMs = true,
}
local limits_changed = false
-- In which order keys are served: see keyOrder of core.
local function key_order()
  local order, aging = unpack(call('HMGET', key, 'order', 'agingMs'))
  return order or aging and 'STRICT' or 'PRIORITY', aging
end
local order_before, aging_before = key_order()
local ends_before, most_before = unpack(call('HMGET', key, 'agingEnds', 'maxRunning'))

local function set(field, value)
  if is_limit[field] then limits_changed = true end
  if value == '' then call('HDEL', key, field)
  elseif copied or not is_hold[field] then call('HSET', key, field, value)
  else call('HSET', key, field, NOW .. ' ' .. value) end
end

if not copied or copied > revision then
  revision = copied or math.max(revision + 1, now)
  if copied then
    -- What is set no more is not named.
    call('DEL', key)
    limits_changed = true
  end
  for at = 4, #ARGV, 2 do set(ARGV[at], ARGV[at + 1]) end
  for _, field in ipairs(HOLDS) do
    if not hold_end(call('HGET', key, field)) then call('HDEL', key, field) end
  end
  -- The keys that wait are to be put where they stand in it: see lib/key-places.lua.
  local order, aging = key_order()
  if order ~= order_before and call('EXISTS', P .. ':r:' .. type, P .. ':f:' .. type) > 0 then
    call('HSET', P .. ':v:' .. type, 'reorder', '1')
  end
  -- Jobs have scores by an age that does not count any more: see lib/aging.lua.
  if ends_before or aging_before and aging ~= aging_before then call('HSET', key, 'agingEnds', '1') end
  local most, rate = unpack(call('HMGET', key, 'maxRunning', 'rate'))
  if not rate then call('DEL', starts_key(type)) end
  if not (most or rate) then call('HDEL', key, 'parted') end
  -- Which jobs run is told anew once there is a limit again: see lib/grants.lua.
  if not most_before ~= not most then
    call('DEL', P .. ':grants:' .. type, P .. ':grants-of:' .. type, P .. ':grant-calls:' .. type)
  end
  call('HSET', key, 'revision', whole(revision))
  call('PERSIST', key)
end

local ends = leases_hold_end(unpack(call('HMGET', key, 'paused', 'throttled')))
if ends then
  if ends < math.huge then note_due(type, whole(ends)) end
elseif was_held or limits_changed then
  wake(type, pending_jobs(type))
end
if call('HLEN', key) > 1 then call('ZADD', P .. ':types', '0', type)
elseif memory_ms == 0 then call('DEL', key)
elseif memory_ms > 0 then call('PEXPIRE', key, whole(memory_ms)) end

-- What each partition has to put right by itself is no setting.
local reply, fields = { whole(revision) }, call('HGETALL', key)
for i = 1, #fields, 2 do
  if fields[i] ~= 'agingEnds' then reply[#reply + 1], reply[#reply + 2] = fields[i], fields[i + 1] end
end
return reply
`,
  "count": `-- Adds to what is counted of types; all of it is in the first partition.
--
-- ARGV  for each type, '' for all together:
--   type
--   number of the counts of the minute that follow
--   number of the counts of times that follow
--   for each count: its place from 0, how many jobs
--
-- Returns 'OK'. A type for which there is no room is left out.

-- include: lib/partition
-- include: lib/counted

local counted = P .. ':counted'
local DAY_MS = STATS_MINUTES * MINUTE_MS

-- Whether the type is counted; a new one is if there is room for it.
local function has_room(type)
  if type == '' or call('ZSCORE', counted, type) then return true end
  if call('ZCARD', counted) < MAX_COUNTED_TYPES then return true end
  call('ZREMRANGEBYSCORE', counted, '-inf', whole(now - DAY_MS))
  return call('ZCARD', counted) < MAX_COUNTED_TYPES
end

-- Adds the counts that stand in ARGV from \`at\` on, behind \`base\` others.
local function add(key, base, at, count, keep_ms)
  if count == 0 then return end
  local steps = { 'OVERFLOW', 'SAT' }
  for i = at, at + 2 * count - 1, 2 do
    local n = #steps
    steps[n + 1], steps[n + 2] = 'INCRBY', 'u32'
    steps[n + 3], steps[n + 4] = '#' .. whole(base + ARGV[i]), ARGV[i + 1]
  end
  call('BITFIELD', key, unpack(steps))
  call('PEXPIRE', key, whole(keep_ms))
end

local minute = math.floor(now / MINUTE_MS)
local at = 1
while at <= #ARGV do
  local type, minutes, times = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  at = at + 3
  if has_room(type) then
    if type ~= '' then call('ZADD', counted, NOW, type) end
    add(hour_key(type, minute), (minute % 60) * COUNTS, at, minutes, DAY_MS + 60 * MINUTE_MS)
    add(times_key(type, 0), 0, at + 2 * minutes, times, 2 * TIME_SPAN_MS)
  end
  at = at + 2 * (minutes + times)
end
call('PEXPIRE', counted, whole(DAY_MS))
return 'OK'
`,
  "count-workers": `-- How many workers lease jobs of each type.
--
-- ARGV  types
--
-- Returns a number for each.

-- include: lib/partition
-- include: lib/workers

local reply = {}
for i, type in ipairs(ARGV) do
  reply[i] = call('ZCOUNT', of_type_key(type), '(' .. NOW, '+inf')
end
return reply
`,
  "create-group": `-- Creates a group with its callbacks, which wait for it, and its jobs; or none of it when one of their types is
-- draining. A call that repeats one whose answer was lost finds the group, and changes nothing.
--
-- ARGV[1]  id of the group
-- ARGV[2]  '1' when it is sealed
-- ARGV[3]  its retention in ms
-- ARGV[4]  its callbacks, "name id name id …"
-- ARGV[5]  number of the types of its jobs and callbacks, which follow
-- then the number of its callbacks, and for each:
--   rule, delay in ms or '', type, id, kind, the first piece of the body, and the further arguments as enqueue.lua
--   has them of a job that is not plain, behind their number
-- then its jobs, as enqueue.lua is told of them
--
-- Returns the fields and values of the group, or { type, hold } of one that is draining.

-- include: lib/partition

-- As a new job is, a group is refused while Redis is full: see complete-parent.lua.
call('SETRANGE', P, '0', '')

-- include: lib/place
-- include: lib/pieces
-- include: lib/due
-- include: lib/wake
-- include: lib/settings
-- include: lib/group
-- include: lib/general

local id, sealed, retention, callbacks = unpack(ARGV, 1, 4)
local key = group_key(id)
if call('EXISTS', key) == 1 then return call('HGETALL', key) end

local at = 6 + ARGV[5]
for i = 6, at - 1 do
  local hold = draining_hold(ARGV[i])
  if hold then return { ARGV[i], hold } end
end

call('HSET', key, 'created', NOW, 'retention', retention, 'callbacks', callbacks,
  'open', '0', 'completed', '0', 'failed', '0', 'cancelled', '0')
go_general_way()

local count = tonumber(ARGV[at])
at = at + 1
for _ = 1, count do
  local rule, delay, type, job_id, kind, body, more = unpack(ARGV, at, at + 6)
  local first = at + 7
  local due_at, large, expires_in = ARGV[first], ARGV[first + 3], ARGV[first + 6]
  local run_at = now
  if string.sub(due_at, 1, 1) == '+' then run_at = now + due_at
  elseif due_at ~= '' then run_at = math.max(now, tonumber(due_at)) end
  local place = whole(next_back())
  call('HSET', job_key(job_id), 'job', NOW .. ' ' .. kind .. ' ' .. type .. ' ' .. body,
    'state', 'BLOCKED + 1 0 0 ' .. type .. ' ' .. NOW, 'runAt', whole(run_at),
    'join', delay == '' and rule or rule .. ' ' .. delay, unpack(ARGV, first + 9, first + more - 1))
  if large ~= '' then call('SET', body_key(job_id), large) end
  if expires_in ~= '' then
    call('HSET', job_key(job_id), 'start', expires_in .. ' ' .. whole(run_at + expires_in))
  end
  index_add(type, 'BLOCKED', place, job_id)
  call('ZADD', P .. ':types', 0, type)
  -- A group needs no mark.
  join_way().begin(job_id, { { id = id, awaited = true } }, place)
  at = first + more
end

local function create_jobs(ARGV)
  -- include: enqueue
end

local jobs = {}
for i = at, #ARGV do jobs[i - at + 1] = ARGV[i] end
create_jobs(jobs)
if sealed == '1' then
  call('HSET', key, 'sealed', '1')
  join_way().settle_group(id)
end
flush_index()
return call('HGETALL', key)
`,
  "delete": `-- Forgets a job, its idempotency key and its hold on its unique key.
--
-- ARGV[1]  id
-- ARGV[2]  the sequence number at which to do it; absent for any
--
-- Returns what operator.lua does, nil when there is no such job.

-- include: lib/operator

local answer = delete_job(ARGV[1], ARGV[2])
if answer == 'OK' then end_changes() end
return answer
`,
  "delete-run": `-- Forgets a run that is at a version, with its jobs, whatever their status, and all that is kept of it.
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
`,
  "due-runs": `-- Names the runs that are due, those first that have been due for longest.
--
-- ARGV[1]  how many at most
--
-- Returns { time in ms, when the first one is due that is not due yet, or '', then of each its id and since when it is
-- due }.

-- include: lib/runs

local _, next_at = unpack(call('ZRANGEBYSCORE', RUN_TIMES, '(' .. NOW, '+inf', 'WITHSCORES', 'LIMIT', '0', '1'))
local due = call('ZRANGEBYSCORE', RUN_TIMES, '-inf', NOW, 'WITHSCORES', 'LIMIT', '0', ARGV[1])
return { now, next_at or '', unpack(due) }
`,
  "due-schedules": `-- Reads the schedules that are due, those first that have been due for longest.
--
-- ARGV[1]  how many at most
--
-- Returns { time in ms, when the first one is due that is not due yet, or '', then of each its name, when it was due,
-- version, record }.

-- include: lib/schedules

local _, next_at = unpack(call('ZRANGEBYSCORE', SCHEDULE_TIMES, '(' .. NOW, '+inf', 'WITHSCORES', 'LIMIT', '0', '1'))
local reply = { now, next_at or '' }
local due = call('ZRANGEBYSCORE', SCHEDULE_TIMES, '-inf', NOW, 'WITHSCORES', 'LIMIT', '0', ARGV[1])
for i = 1, #due, 2 do
  local name = due[i]
  local version, record = unpack(call('HMGET', schedule_key(name), 'version', 'record'))
  reply[#reply + 1] = name
  reply[#reply + 1] = due[i + 1]
  reply[#reply + 1] = version
  reply[#reply + 1] = record
end
return reply
`,
  "end-key-waits": `-- Ends the waits of the concurrency keys of a type, also of those whose time has not come, at most so many.
--
-- ARGV[1]  type
-- ARGV[2]  how many
--
-- Returns how many there were.

-- include: lib/general

go_general_way()
local ended = key_way().end_waits(ARGV[1], '(+inf', tonumber(ARGV[2]))
-- Those that are left are kept, be they throttled or not.
if ended < tonumber(ARGV[2]) then call('DEL', P .. ':wb:' .. ARGV[1]) end
return ended
`,
  "enqueue": `-- Enqueues a batch of jobs, each by itself. A job that exists is left as it is: the call may repeat one
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
--   the field \`unique\`, of a unique job
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

-- Enqueues the plain jobs from ARGV[at] on, up to one that is not plain; at most \`count\`. \`first\` is the place
-- of the first one in the batch, \`draining\` the hold of a queue that takes no new jobs. Returns where the next
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

-- Enqueues a job that is not plain; its arguments lie in a list from \`first\` to \`last\`. Returns what to say of it, if
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

  -- The job that holds the idempotency key, if it is still kept, and whether \`fingerprint\` made it.
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
    -- \`held\` is the job that holds the unique key, where the request may become its successor.
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
`,
  "enqueue-keyed": `-- Enqueues one job alone that is plain but for its concurrency key. A job that exists is left as it is: see
-- enqueue.lua.
--
-- ARGV: type, priority, id
--       kind, see job-hash.ts
--       the first piece of the body
--       the concurrency key
--       the further pieces
--
-- Returns { time in ms }; when the queue takes no new jobs, { time, { 0, 'DRAINING', the hold that says so } }.

-- include: lib/partition
-- include: lib/place

local type, priority, id, kind, body, key = unpack(ARGV, 1, 6)
local hash, settings, ring = JOB .. id, P .. ':c:' .. type, P .. ':r:' .. type
-- Settings count twice.
local there = call('EXISTS', ring, settings, settings)

if there >= 2 then
  -- include: lib/settings
  local draining = draining_hold(type)
  if draining and call('EXISTS', hash) == 0 then return { now, { 0, 'DRAINING', draining } } end
end

local fields = { 'job', NOW .. ' ' .. kind .. ' ' .. type .. ' ' .. body, 'ckey', key }
for piece = 1, #ARGV - 6 do
  fields[2 * piece + 3] = whole(piece)
  fields[2 * piece + 4] = ARGV[6 + piece]
end
if call('HSET', hash, unpack(fields)) == 0 then
  -- include: lib/general-kind
  call('HSET', hash, 'job', NOW .. ' ' .. general_kind(kind) .. ' ' .. type .. ' ' .. body)
  return { now }
end

-- include: lib/wake
if there % 2 == 0 then
  call('ZADD', P .. ':types', '0', type)
  wake(type, 1)
end

local score = pending_score(priority, next_back())
call('ZADD', index_key(type, 'KEYED'), score, id)
call('ZADD', P .. ':g:' .. type .. ' ' .. key, score, id)

local keys = {}
-- include: lib/key-scores
-- include: lib/key-clock
local best = tonumber(score)
local ready = there % 2 == 1 and call('ZSCORE', ring, key)
local number = tonumber(ready or nil)
if not number or number >= end_of_scores(band_of(best)) or comes_earlier(number, best) then
  -- Without settings keys are served by priority.
  if there < 2 then keys.turns_of(type).order = 'PRIORITY' end
  if not ready and call('EXISTS', full_key(type), drained_key(type), waits_key(type)) == 0 then
    -- It joins, as it does by the functions of lib/key-places.lua, which take longer to make than all else here.
    call('ZADD', ring, ready_score(keys.order_of(type), best, keys.next_tag(type)), key)
    keys.write_clock(type, false)
  else
    -- include: lib/key-room
    -- include: lib/key-moves
    -- include: lib/key-places
    place_keys(type, { { key = key, best = best, left = false } }, { key }, {})
  end
end
return { now }
`,
  "enqueue-one": `-- Enqueues one plain job alone. When the queue is empty and a worker waits, the job is leased to it at
-- once. A job that exists is left as it is: see enqueue.lua.
--
-- ARGV: type, priority, id
--       the name of the caller's process, or '' when no worker waits in it
--       kind, see job-hash.ts
--       the pieces of the body
--
-- Returns { time in ms }; when the job is leased to a waiter of the caller, { time, waiter, its call }; when
-- the queue takes no new jobs, { time, the hold that says so }, see lib/settings.lua.

-- include: lib/partition
-- include: lib/place
-- include: lib/wake

local type, priority, id, caller, kind = unpack(ARGV, 1, 5)
local hash, queue = JOB .. id, index_key(type, 'PENDING')
local head = NOW .. ' ' .. kind .. ' ' .. type .. ' '

-- How many waiters are tried: those whose wait is over are still in the lists of their other types.
local TRIES = 5

-- Tells the process of a waiter of the job; one that is gone does not hear it.
local function is_heard(process, waiter, call_number)
  -- "waiter call id time", a line end, the field \`job\` with all of the body.
  local message = waiter .. ' ' .. call_number .. ' ' .. id .. ' ' .. NOW .. '\\n' .. head
    .. table.concat(ARGV, '', 6)
  return call('PUBLISH', P .. ':to:' .. process, message) > 0
end

local fields = { 'job', head .. ARGV[6] }
for piece = 1, #ARGV - 6 do
  fields[2 * piece + 1] = whole(piece)
  fields[2 * piece + 2] = ARGV[6 + piece]
end

-- Which of them are there, in one number: settings count twice. Without them, it is 2 only for a job that is
-- there in a queue that is not empty, which the way of a queue with settings does no harm.
local settings = P .. ':c:' .. type
local there = call('EXISTS', hash, queue, settings, settings)

-- A job that is not there yet, and none before it, in a queue for which nothing is set.
if there == 0 then
  call('ZADD', P .. ':types', '0', type)
  for _ = 1, TRIES do
    local waiter = call('ZPOPMIN', P .. ':waiting:' .. type)[1]
    if not waiter then break end
    local terms = call('GETDEL', P .. ':waiter:' .. waiter)
    if terms then
      local call_number, lease_ms, worker = string.match(terms, '^(%d+) (%d+) (.*)$')
      local process = string.match(waiter, '^[^.]*')
      if process == caller or is_heard(process, waiter, call_number) then
        -- Here, because making these functions takes longer than the rest when nobody waits.
        -- include: lib/plain
        -- include: lib/note-due
        local state = PLAIN_RUNNING .. type .. ' ' .. NOW
        begin_plain(hash, state, NOW .. ' ' .. worker, unpack(fields))
        local expiry = whole(now + lease_ms)
        call('ZADD', index_key(type, 'RUNNING'), expiry, id)
        note_due(type, expiry)
        if process ~= caller then return { now } end
        return { now, waiter, tonumber(call_number) }
      end
    end
  end
  wake(type, 1)
elseif there >= 2 then
  -- include: lib/settings
  local draining = draining_hold(type)
  if draining and call('EXISTS', hash) == 0 then return { now, draining } end
  if there == 2 then
    call('ZADD', P .. ':types', '0', type)
    wake(type, 1)
  end
end

if call('HSET', hash, unpack(fields)) > 0 then
  call('ZADD', queue, pending_score(priority, next_back()), id)
else
  -- include: lib/general-kind
  call('HSET', hash, 'job', NOW .. ' ' .. general_kind(kind) .. ' ' .. type .. ' ' .. ARGV[6])
end
return { now }
`,
  "enqueue-options": `-- Enqueues one job alone that has options of which its hash, its unique key and when it is due say all. A job that
-- exists is left as it is: see enqueue.lua.
--
-- ARGV: type, priority, id
--       kind, see job-hash.ts
--       the first piece of the body
--       the field \`unique\`, of a unique job
--       the further pieces
--       field, value, … of the job's hash besides
--
-- Returns { time in ms }, with what enqueue.lua says of the job behind it, if anything.

-- include: lib/partition

-- inner function begins

-- include: lib/options

local type, priority, id, kind_text = unpack(ARGV, 1, 4)
local kind, hash = read_options(kind_text, type), JOB .. id
local queue, settings = index_key(type, 'PENDING'), P .. ':c:' .. type
-- Settings count twice.
local there = call('EXISTS', queue, settings, settings)

-- Returns what the script does; nil, with nothing written, where enqueue.lua has to look at more.
local function enqueue_alone()
  -- The queue may take no new jobs. A job that is there already was to replace another one, or would change; any other
  -- unique one is found by its key, or by its fields.
  if there >= 2 and call('HEXISTS', settings, 'draining') == 1 then return nil end
  if (kind.run_at or kind.replaces or not kind.is_unique) and call('EXISTS', hash) == 1 then return nil end

  -- As lib/claim.lua does, of which the functions take longer to make than this job.
  local key, holder = kind.is_unique and P .. ':u:' .. type .. ' ' .. string.sub(ARGV[6], 3), nil
  if key then
    holder = kind.replaces and call('GET', key)
    local is_taken
    if holder then is_taken = false
    elseif kind.ttl then is_taken = call('SET', key, id, 'NX', 'PX', kind.ttl)
    else is_taken = call('SET', key, id, 'NX') end
    if not is_taken and not holder then
      -- include: lib/claim
      local is_new, said, about = take_key(id, key, kind.ttl)
      if said then return { now, { 0, said, about } } end
      if not is_new then return { now } end
    end
  end

  local said, score = nil, kind.score
  if holder then
    said, score = replace_short(holder, kind, type, ARGV, 5)
    if not said then return nil end
    -- include: lib/watch
    changed(holder)
  elseif write_options(hash, kind, ARGV, 5) < kind.fields then
    -- It is there, and had given up its key.
    call('DEL', key)
    return { now }
  end

  -- include: lib/wake
  if score then
    local scheduled = index_key(type, 'SCHEDULED')
    local head = call('ZRANGE', scheduled, '0', '0', 'WITHSCORES')[2]
    if not head or tonumber(score) < tonumber(head) then
      call('ZADD', P .. ':types', '0', type)
      wake(type, 1)
    end
    call('ZADD', scheduled, score, holder or id)
    -- include: lib/note-due
    note_due(type, score)
  elseif not holder then
    -- include: lib/place
    if there % 2 == 0 then
      call('ZADD', P .. ':types', '0', type)
      wake(type, 1)
    end
    call('ZADD', queue, pending_score(priority, next_back()), id)
  end
  if said then return { now, { 0, 'REPLACED', said } } end
  return { now }
end

local reply = enqueue_alone()
if reply then return reply end

-- short way ends

local function enqueue_batch(ARGV)
  -- include anew: enqueue
end

return enqueue_batch({ type, priority, '1', unpack(ARGV, 3) })
`,
  "explain": `-- Tells how a job stands in its queue.
--
-- ARGV[1]  id
-- ARGV[2]  how many of the jobs that run are named
--
-- Returns nil when there is no such job, else the time in ms, the job as reply.lua describes it, the fields
-- \`paused\`, \`draining\`, \`throttled\`, \`maxRunning\`, \`keyMaxRunning\`, \`rate\`, \`keyRate\`, \`order\`, \`keyOnFailure\` and \`agingMs\` of the settings of its queue, '' for none, how many jobs
-- of its key, or without one, or in the order STRICT of all, are leased before it, '' for one that is not pending, and how many jobs run and
-- the ids of the first ones, of the queue, '' without that limit, and of its key, likewise; for how many starts the
-- rate has room, and when it has next, '' without one; the same of the rate of its key; up to when its key waits, and because of which job, "until
-- job", '' for none; what is set for that, see lib/key-facts.lua, '' for nothing; and what keepers_of there tells,
-- without ids for a job that is one of them.

-- include: lib/reply
-- include: lib/settings
-- include: lib/starts
-- include: lib/key-facts

local id, named = ARGV[1], tonumber(ARGV[2])
local job = job_reply(id)
if not job then return false end

local state, field, ckey
for i = 1, #job[4], 2 do
  local name, value = job[4][i], job[4][i + 1]
  if name == 'state' then state = value
  elseif name == 'job' then field = value
  elseif name == 'ckey' then ckey = value end
end
-- The field \`job\` of one that was never moved has its type.
local type = string.match(state or '', '^%u+ %S+ %S+ %S+ %S+ (%S+)') or string.match(field or '', '^%d+ %S+ (%S+)')
if not type then
  return { now, job, '', '', '', '', '', '', '', '', '', '', '', '', {}, '', {}, '', '', '', '', '', '', {}, '', '' }
end

local set = call('HMGET', settings_key(type), 'paused', 'draining', 'throttled', 'maxRunning', 'keyMaxRunning',
  'rate', 'keyRate', 'order', 'keyOnFailure', 'agingMs')

-- How many jobs of a sorted set run, and the ids of the first ones; \`count\` tells how many where more run than are
-- named. Those that run have the score -inf where others stand behind them.
local function running_in(key, count, has_others)
  local found, ids = call('ZRANGE', key, '0', whole(named), 'WITHSCORES'), {}
  for i = 1, #found, 2 do
    if not has_others or found[i + 1] == '-inf' then ids[#ids + 1] = found[i] end
  end
  if #ids <= named then return #ids, ids end
  ids[#ids] = nil
  return count(), ids
end

-- The jobs of a key stand behind those of it that run: see lib/keys.lua.
local jobs_of_key = ckey and P .. ':g:' .. type .. ' ' .. ckey
local running_of_key, ids_of_key = 0, {}
if ckey then
  running_of_key, ids_of_key = running_in(jobs_of_key, function() return call('ZCOUNT', jobs_of_key, '-inf', '-inf') end, true)
end
local ahead
if set[8] == 'STRICT' or set[10] and not set[8] then
  local pending, keyed = index_key(type, 'PENDING'), index_key(type, 'KEYED')
  local own, others = pending, keyed
  if ckey then own, others = keyed, pending end
  local score = call('ZSCORE', own, id)
  ahead = score and call('ZRANK', own, id) + call('ZCOUNT', others, '-inf', '(' .. score)
else
  local rank = call('ZRANK', jobs_of_key or index_key(type, 'PENDING'), id)
  if rank and rank >= running_of_key then ahead = rank - running_of_key end
end
local reply = {
  now, job, '', '', '', set[4] or '', set[5] or '', set[6] or '', set[7] or '', set[8] or '', set[9] or '',
  set[10] or '',
  ahead or '',
}
for i = 1, 3 do if hold_end(set[i]) then reply[2 + i] = set[i] end end
local function tell_running(count, ids) reply[#reply + 1], reply[#reply + 2] = count, ids end
if set[4] then
  local running = index_key(type, 'RUNNING')
  tell_running(running_in(running, function() return call('ZCARD', running) end))
else tell_running('', {}) end
local own_limits = ckey and call('HGET', P .. ':kc:' .. type, ckey) or ''
if ckey and (set[5] or string.find(own_limits, '^%d')) then tell_running(running_of_key, ids_of_key)
else tell_running('', {}) end

local rate, key_rate = set[6], ckey and (string.match(own_limits, '^%S+ %S+ (.+)$') or set[7])
local starts = {}
if rate or key_rate then starts = call('MGET', starts_key(type), P .. ':ks:' .. type .. ' ' .. (ckey or '')) end
local function tell_room(text, counted)
  local room, next_at = '', ''
  if text then room, next_at = rate_room(parse_starts(counted), read_rate(text), now) end
  reply[#reply + 1], reply[#reply + 2] = room, next_at
end
tell_room(rate, starts[1])
tell_room(key_rate, starts[2])
reply[#reply + 1] = ckey and call('HGET', P .. ':wb:' .. type, ckey) or ''
reply[#reply + 1] = own_limits
local keepers, any_pending, any_failed = {}, '', ''
if ckey then keepers, any_pending, any_failed = keepers_of(type, ckey, named, id) end
reply[#reply + 1], reply[#reply + 2], reply[#reply + 3] = keepers, any_pending, any_failed
return reply
`,
  "extend": `-- Extends leases, stores progress and adds to logs.
--
-- ARGV[1]  length of the leases from now in ms
-- ARGV[2]  up to when in ms their grants have been extended for long enough, 0 when they have not, '' when no limits
--          are kept by grants, see lib/grants.lua
-- then for each item: id, token, fraction or '', '1' when there is a message, message, the lines to log as
-- a list in JSON or ''
--
-- Returns for each item 'OK', 'CANCEL_REQUESTED', 'LEASE_LOST', or 'GRANT', the time in ms and its type when its grant is to be
-- extended first.

-- include: lib/general

go_general_way()

-- The log of a job, in JSON, with further texts, cut to the last lines.
local function longer_log(job, texts)
  local ok, log = pcall(cjson.decode, call('HGET', job.hash, 'log') or '[]')
  if not ok or type(log) ~= 'table' then log = {} end
  for _, text in ipairs(texts) do
    log[#log + 1] = { at = now, attempt = tonumber(job.attempt), text = text }
  end
  return cjson.encode({ unpack(log, math.max(1, #log - MAX_LOG_LINES + 1)) })
end

local expiry = whole(now + ARGV[1])
local reply = {}
local granted_until = tonumber(ARGV[2])

-- Whether a lease has to have a grant, by type.
local granted = {}
local function needs_grant(type)
  if granted[type] == nil then
    local most, parted = unpack(call('HMGET', P .. ':c:' .. type, 'maxRunning', 'parted'))
    granted[type] = most and parted and true or false
  end
  return granted[type]
end

for at = 3, #ARGV, 6 do
  local id, token, fraction, has_message, message, lines = unpack(ARGV, at, at + 5)
  local job = read_job(id)
  if not job or job.status ~= 'RUNNING' or job.token ~= token then
    reply[#reply + 1] = 'LEASE_LOST'
  elseif granted_until and now > granted_until and needs_grant(job.type) then
    reply[#reply + 1] = 'GRANT ' .. NOW .. ' ' .. job.type
  else
    index_add(job.type, 'RUNNING', expiry, id)
    local fields = {}
    if fraction ~= '' then fields = { 'progress', fraction } end
    if lines ~= '' then
      fields[#fields + 1] = 'log'
      fields[#fields + 1] = longer_log(job, cjson.decode(lines))
    end
    if #fields > 0 then write_job(job, 'RUNNING', unpack(fields)) end
    if fraction ~= '' then
      if has_message == '1' then call('HSET', job_key(id), 'progressMessage', message)
      else call('HDEL', job_key(id), 'progressMessage') end
    end
    local cancelled = call('HEXISTS', job_key(id), 'cancelRequested') == 1
    reply[#reply + 1] = cancelled and 'CANCEL_REQUESTED' or 'OK'
  end
end
flush_index()
return reply
`,
  "firings": `-- Lists what became of the latest times of a schedule, the latest first.
--
-- ARGV[1]  its name

-- include: lib/schedules

return call('LRANGE', firings_key(ARGV[1]), '0', '-1')
`,
  "get": `-- Reads a job.
--
-- ARGV[1]  id
-- ARGV[2]  view, BASIC or FULL
--
-- Returns the job as reply.lua or basic-reply.lua describes it, or nil when there is none.

-- include: lib/basic-reply

return reply_by(ARGV[2])(ARGV[1])
`,
  "get-group": `-- Reads a group.
--
-- ARGV[1]  id
--
-- Returns its fields and values, none when there is no such group.

-- include: lib/group

return call('HGETALL', group_key(ARGV[1]))
`,
  "get-operation": `-- Reads an operation.
--
-- ARGV[1]  id
--
-- Returns what lib/operations.lua reads, nil for none.

-- include: lib/operations

return read_operation(ARGV[1]) or false
`,
  "get-runs": `-- Reads runs.
--
-- ARGV of each: its id
--               how many of its news at most
--               after how many bytes of news no more follow
--               number of the parts to read that follow: names of their fields
--
-- Returns the time in ms and for each run what read-run.lua tells.

-- include: lib/read-run

local reply, at = { now }, 1
while at <= #ARGV do
  local id, most, most_bytes, count = unpack(ARGV, at, at + 3)
  local last = at + 3 + count
  reply[#reply + 1] = (read_run(id, tonumber(most), tonumber(most_bytes), unpack(ARGV, at + 4, last)))
  at = last + 1
end
return reply
`,
  "get-schedule": `-- Reads a schedule.
--
-- ARGV[1]  its name
--
-- Returns { time in ms, version, record }, without the last two when there is none.

-- include: lib/schedules

local version, record = unpack(call('HMGET', schedule_key(ARGV[1]), 'version', 'record'))
return { now, version, record }
`,
  "get-workflow": `-- Reads a version of a workflow.
--
-- ARGV[1]  its name
-- ARGV[2]  the version, or '' for the latest
--
-- Returns { version, definition }, nil when there is none.

-- include: lib/workflows

local key, version = workflow_key(ARGV[1]), ARGV[2]
if version == '' then version = call('HGET', key, 'latest') end
local definition = version and call('HGET', key, version)
return definition and { version, definition }
`,
  "group-members": `-- Lists the jobs of a group.
--
-- ARGV[1]  id
-- ARGV[2]  the number of the last one that was listed, or 0
-- ARGV[3]  how many at most
--
-- Returns id, number, id, number, …; nil when there is no such group.

-- include: lib/group

local id, after, limit = unpack(ARGV, 1, 3)
if call('EXISTS', group_key(id)) == 0 then return false end
return call('ZRANGEBYSCORE', members_key(id), '(' .. after, '+inf', 'WITHSCORES', 'LIMIT', '0', limit)
`,
  "heartbeat": `-- Notes that a worker lives. Workers are in the first partition.
--
-- ARGV[1]  its name
-- ARGV[2]  what it tells of itself, as JSON
-- ARGV[3…] its types
--
-- Returns 'OK'. A new one for which there is no room is left out.

-- include: lib/partition
-- include: lib/workers

forget_dead()
local name = ARGV[1]
if not call('ZSCORE', ENDS, name) and call('ZCARD', ENDS) >= MAX_WORKERS then return 'OK' end
call('SET', worker_key(name), NOW .. ' ' .. ARGV[2], 'PX', whole(WORKER_LIFE_MS))
call('ZADD', ENDS, whole(now + WORKER_LIFE_MS), name)
call('ZADD', NAMES, '0', name)
for i = 3, #ARGV do
  local key = of_type_key(ARGV[i])
  call('ZREMRANGEBYSCORE', key, '-inf', NOW)
  call('ZADD', key, whole(now + WORKER_LIFE_MS), name)
  call('PEXPIRE', key, whole(WORKER_LIFE_MS))
end
return 'OK'
`,
  "hold-role": `-- Takes a role that nobody holds, or holds on to one's own. Roles are in the first partition.
--
-- ARGV[1]  role
-- ARGV[2]  holder
-- ARGV[3]  lease in ms
--
-- Returns who has the role now: the holder, the fence, and when the lease ends, in ms.

-- include: lib/partition

local key = P .. ':role:' .. ARGV[1]
local holder, fence, held_at, expires_at = unpack(call('HMGET', key, 'holder', 'fence', 'held_at', 'expires_at'))
-- A lease that begins in the future is none: the clock was set back.
local is_held = expires_at and tonumber(held_at) <= now and now < tonumber(expires_at)
if is_held and holder ~= ARGV[2] then return { holder, tonumber(fence), tonumber(expires_at) } end

fence = tonumber(fence or 0)
if not is_held then fence = fence + 1 end
expires_at = now + ARGV[3]
call('HSET', key, 'holder', ARGV[2], 'fence', whole(fence), 'held_at', NOW, 'expires_at', whole(expires_at))
return { ARGV[2], fence, expires_at }
`,
  "keep-grants": `-- Keeps the grants that a call has used, and gives the others back.
--
-- ARGV[1]  type
-- ARGV[2]  name of the call that has taken them
-- ARGV[3]  length of the leases in ms
-- ARGV[4]  how many jobs may have been leased without an answer: their grants end by themselves
-- ARGV[5…] the leases, "id token" each
--
-- Returns nothing.

-- include: lib/grants
-- include: lib/wake

local type, name, lease_ms, unsure = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local used = #ARGV - 4
local most, rate_text = unpack(call('HMGET', settings_key(type), 'maxRunning', 'rate'))
local jobs, ends, starts_end = parse_call(call('HGET', grant_calls_key(type), name))

if used > 0 and most then
  local entries, expiry = {}, whole(now + lease_ms + GRANT_MARGIN_MS)
  for i = 1, used do entries[2 * i - 1], entries[2 * i] = expiry, ARGV[4 + i] end
  call('ZADD', grants_key(type), unpack(entries))
end
-- Those of a call that has come too late have been counted.
if used > 0 and rate_text and starts_end then
  local rates = rate_rules()
  local key, rate = starts_key(type), rates.parse(rate_text)
  rates.write(key, rates.count(rates.read(key), rate, now, used), rate)
end
if jobs then
  if unsure > 0 then write_call(type, name, whole(unsure), ends, starts_end)
  else call('HDEL', grant_calls_key(type), name) end
  local unused = jobs - used - unsure
  if unused > 0 then wake_all_parts(type, unused) end
end
return false
`,
  "lease": `-- Leases pending jobs, after promoting and rescuing what time has brought.
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
-- queues have limits, each alone, and with a number for how many jobs it wants grants, or '', then each job: for a plain job at its first attempt its id, the field \`job\` and the further pieces
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

-- The field \`job\` begins with a time, a space, the kind, a space, the type and a space.
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
-- write out every score, which takes longer. \`may_have_keys\` says whether to look for jobs with concurrency keys
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
`,
  "lib/admission": `-- What the settings of a queue let be leased.

-- include: lib/settings
-- include: lib/wake
-- include: lib/rate-rules

-- How many pending jobs a queue has, whether or not they may be leased.
local function pending_jobs(type)
  return call('ZCARD', index_key(type, 'PENDING')) + call('ZCARD', index_key(type, 'KEYED'))
end

-- Until when no job of a queue is leased, because it is paused or throttled: nil when jobs may be. The first to
-- find that this is over forgets it, and wakes those who wait for its jobs.
local function held_until(type)
  local key = settings_key(type)
  local paused, throttled = unpack(call('HMGET', key, 'paused', 'throttled'))
  local ends = leases_hold_end(paused, throttled)
  if (paused or throttled) and not ends then
    call('HDEL', key, 'paused', 'throttled')
    if call('HLEN', key) == 1 then call('DEL', key) end
    local jobs = pending_jobs(type)
    if jobs > 0 then wake(type, jobs) end
  end
  return ends
end

-- How many jobs of a queue with settings may be leased, at most \`wanted\`; \`started\` of those that the script
-- has begun are not in the index yet, and \`grants\` are left to it of a queue whose limits are kept by grants, see
-- lib/grants.lua. Then when more may, if that is a matter of time; and whether the queue has
-- limits; and a function that is to be told how many are leased, if that counts; and what its ageing asks for, if it
-- has any: { ms, whether an earlier one ends }; and whether more grants are wanted.
local function room_in(type, wanted, started, grants)
  local ends = held_until(type)
  if ends then return 0, ends end
  local limits = call('HMGET', settings_key(type), 'maxRunning', 'rate', 'keyMaxRunning', 'keyRate', 'keyOnFailure',
    'agingMs', 'agingEnds', 'parted')
  local aging = (limits[6] or limits[7]) and { limits[6], limits[7] }
  local most, rate_text = tonumber(limits[1] or nil), limits[2]
  if limits[8] and (most or rate_text) then
    if not grants or grants <= 0 then return 0, nil, true, nil, nil, not grants end
    return math.min(wanted, grants), nil, true, nil, aging
  end
  if most then wanted = math.min(wanted, most - call('ZCARD', index_key(type, 'RUNNING')) - started) end
  if wanted <= 0 then return 0, nil, true end
  if not rate_text then
    return wanted, nil, (most or limits[3] or limits[4] or limits[5]) and true, nil, aging
  end
  local rates = rate_rules()
  local key, rate = starts_key(type), rates.parse(rate_text)
  local state = rates.read(key)
  local room, next_at = rates.room(state, rate, now)
  if room == 0 then return 0, next_at, true end
  return math.min(wanted, room), nil, true, function(count)
    if count > 0 then rates.write(key, rates.count(state, rate, now, count), rate) end
  end, aging
end

-- Jobs were given back before they have started, whose attempts had begun at these times.
local function uncount_starts(type, rate_text, times)
  local rates = rate_rules()
  local key, rate = starts_key(type), rates.parse(rate_text)
  local state = rates.read(key)
  for _, at in ipairs(times) do state = rates.uncount(state, rate, at, now) end
  rates.write(key, state, rate)
  wake(type, #times)
end

-- Tells those who wait for room in a queue with settings that \`count\` jobs have left some, of which those had not
-- started that began at \`times\`, if any. Where its limits are kept by grants, whoever calls the script is to tell that
-- instead: returns the type then, and how long ago in ms those began.
local function leave_room(type, count, times)
  local most, rate_text, parted = unpack(call('HMGET', settings_key(type), 'maxRunning', 'rate', 'parted'))
  rate_text = times and rate_text
  if parted then
    if not (most or rate_text) then return nil end
    for _, at in ipairs(times or {}) do type = type .. ' ' .. whole(now - at) end
    return type
  end
  if most then
    local jobs = pending_jobs(type)
    if jobs > 0 then wake(type, math.min(count, jobs)) end
  end
  if rate_text then uncount_starts(type, rate_text, times) end
end
`,
  "lib/after-others": `-- What a new job needs that comes after others, or takes the place of one: look_at_awaited, enqueue_blocked,
-- last_in_line and replace of enqueue.lua. It comes behind go_general_way().

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
-- list[first] to list[last]. It is due at \`run_at\`, but no later than \`latest\` ms after it was created.
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
`,
  "lib/aging": `-- The ageing of a queue: see aging.ts in core. Pending jobs that have a score by age stand before those by priority.
--
-- A score by age is when the job is due, later by what its priority lacks, in 256ths of a ms, less 2^52. The part of a
-- ms tells those of one ms apart, in the order in which they came: so many at most, and the others by their ids.

-- include: lib/general

local AGE_STEPS, AGE_SHIFT, SOON_MS = 256, 4503599627370496, '1000'
-- As in lib/place.lua, which is not at hand here.
local FIRST_PLACE = 17592186044416 -- 2^44

-- Writes the scores of jobs of an index, which have changed: { id, key or false, score }.
local function rescore(type, status, jobs)
  local scores = {}
  for i, job in ipairs(jobs) do
    local score = whole(job[3])
    scores[2 * i - 1], scores[2 * i] = score, job[1]
    if job[2] then key_way().rescore(type, job[2], score, job[1]) end
  end
  if #scores > 0 then call('ZADD', index_key(type, status), unpack(scores)) end
  if flushers.keys then flushers.keys() end
end

-- Gives jobs of an index their scores by age, at most \`count\`. Returns how many were found.
local function age_index(type, status, aging, count)
  local found, jobs = call('ZRANGEBYSCORE', index_key(type, status), '0', '+inf', 'WITHSCORES', 'LIMIT', '0', whole(count)), {}
  if #found == 0 then return 0 end
  -- Of which ms the last one was, and how many of that were told apart.
  local last_key = P .. ':a:' .. type
  local last_ms, last_step = string.match(call('GET', last_key) or '', '^(%S+) (%S+)$')
  last_ms, last_step = tonumber(last_ms or -1), tonumber(last_step or -1)
  local first_ms, first_step, ms, step, place = last_ms, last_step, nil, nil, nil
  for i = 1, #found, 2 do
    local id, score = found[i], tonumber(found[i + 1])
    local fields = try('HMGET', JOB .. id, 'job', 'runAt', 'ckey')
    local due = tonumber(fields[2] or fields[1] and string.match(fields[1], '^%d+') or nil)
    if due then
      if due ~= ms then ms, step = due, due == first_ms and first_step + 1 or 0
      elseif score ~= place then step = step + 1 end
      place = score
      if ms > last_ms then last_ms, last_step = ms, step
      elseif ms == last_ms then last_step = math.max(last_step, step) end
      local lacking = math.floor(score / BAND)
      jobs[#jobs + 1] = {
        id, fields[3], (due + lacking * aging) * AGE_STEPS + math.min(step, AGE_STEPS - 1) - AGE_SHIFT,
      }
    end
  end
  call('SET', last_key, whole(last_ms) .. ' ' .. whole(last_step), 'PX', SOON_MS)
  rescore(type, status, jobs)
  return #found / 2
end

-- Has jobs of an index stand by their priority again, at the front, at most \`count\`: those that come last first, so
-- that each that follows stands before them. Returns how many were found.
local function end_age_of_index(type, status, count)
  local found = call('ZREVRANGEBYSCORE', index_key(type, status), '(0', '-inf', 'LIMIT', '0', whole(count))
  if #found == 0 then return 0 end
  local front, jobs = call('INCRBY', P .. ':front', whole(#found)) - #found, {}
  for i, id in ipairs(found) do
    local job = read_job(id)
    if job and not read_policy(job) then
      jobs[#jobs + 1] = { id, job.ckey, (100 - job.priority) * BAND + FIRST_PLACE - front - i }
    else call('ZREM', index_key(type, status), id) end
  end
  rescore(type, status, jobs)
  return #found
end

-- Does a round of what the settings of a queue ask for, of at most \`count\` jobs with a key and as many without; ends
-- is whether jobs have scores by an age that does not count any more. Returns how many of the larger kind there were.
local function age_queue(type, aging, ends, count)
  go_general_way()
  if ends then
    local plain = end_age_of_index(type, 'PENDING', count)
    local most = math.max(plain, end_age_of_index(type, 'KEYED', count))
    if most == count then return most end
    local key = settings_key(type)
    call('HDEL', key, 'agingEnds')
    if call('HLEN', key) == 1 then call('DEL', key) end
  end
  if not aging then return 0 end
  local plain = age_index(type, 'PENDING', tonumber(aging), count)
  return math.max(plain, age_index(type, 'KEYED', tonumber(aging), count))
end
`,
  "lib/attempt": `-- Where the attempt of a job of any kind begins, and where it ends; plain.lua does both for plain jobs,
-- of which nothing but their place in the index depends on it. Part of the general way.

-- Begins an attempt of a pending job, which the caller takes out of that index unless it has a concurrency key.
function begin_attempt(job, worker, expiry)
  job.token, job.attempt = job.token + 1, job.attempt + 1
  write_job(job, 'RUNNING', 'worker', worker)
  if job.token > 1 then call('HDEL', job.hash, 'progress', 'progressMessage') end
  if job.ckey then leave_index(job) end
  enter_index(job, 'RUNNING', expiry)
  if job.hold == 'S' then give_key_up(job) end
  if job.start_by then index_remove(job.type, 'START', job.id) end
end

-- Has a job be forgotten at a time, with what is its own.
local function expire_with(job, expiry)
  -- One of a run is deleted with that.
  if not job.run then
    call('PEXPIREAT', job.hash, expiry)
    if job.large then call('PEXPIREAT', body_key(job.id), expiry) end
  end
  if job.key then call('PEXPIREAT', idempotency_key(job.type, job.key, job.ckey), expiry) end
end

-- Has a job that has failed, and was to last, be forgotten after its retention from now on.
function forget_later(id)
  local job = read_job(id)
  if not job or job.status ~= 'FAILED' then return end
  local expiry = whole(now + (job.retention or DEFAULT_RETENTION_MS))
  index_add(job.type, 'FAILED', expiry, id)
  call('HSET', job.hash, 'expires', expiry)
  expire_with(job, expiry)
  if job.unique then end_hold(job, 'FAILED', expiry) end
end

-- Ends the attempt of a running job, which moves to \`status\` and has its place there by \`score\`.
-- Further fields and values are written. Returns the status.
function end_attempt(job, status, score, ...)
  -- The deadline ends with the attempt, unless that was given back before its handler started.
  if job.start_by and not (job.unstarted and status == 'PENDING') then
    call('HSET', job.hash, 'start', job.expires_in)
    job.start_by = nil
  end
  return move_job(job, status, score, ...)
end

-- Moves a job to a final status, to be forgotten after its retention. Returns the status.
function finish(job, status, ...)
  local expiry = whole(now + (job.retention or DEFAULT_RETENTION_MS))
  local is_lasting = job.ckey and key_way().keep_turn(job, status)
  if is_lasting then
    expiry = NEVER
    call('HSET', job.hash, 'expires', '-')
  end
  local move = job.status == 'RUNNING' and end_attempt or move_job
  if job.status == 'BLOCKED' then join_way().leave(job) end
  local awaited = job.awaited
  job.awaited = false
  move(job, status, expiry, ...)
  if not is_lasting then expire_with(job, expiry) end
  if job.unique and not (awaited and pass_key_on(job)) then end_hold(job, status, expiry) end
  if awaited then join_way().note_end(job.id, status) end
  if job.group then join_way().move_member(job, job.status, status) end
  if job.run then run_way().note_end(job, status, ...) end
  return status
end

-- The job's errors with one more, in JSON, cut to the last ones. \`failure\` has a message and maybe
-- details.
local function with_error(job, failure)
  local ok, errors = pcall(cjson.decode, job.errors or '[]')
  if not ok or type(errors) ~= 'table' then errors = {} end
  job.failure = failure.message
  failure.attempt = tonumber(job.attempt)
  failure.at = now
  failure.workerId = job.worker or ''
  errors[#errors + 1] = failure
  while #errors > MAX_ERRORS do table.remove(errors, 1) end
  return cjson.encode(errors)
end

-- min(max, initial * multiplier ^ (attempt - 1)) * (1 + jitter * random), in whole milliseconds.
local function backoff_ms(job, random)
  local backoff = job.backoff
  -- Kept finite, because 0 times infinity is no number.
  local growth = math.min(backoff.multiplier ^ (job.attempt - 1), 1e308)
  local wait = math.min(backoff.max, backoff.initial * growth)
  return math.floor(wait * (1 + backoff.jitter * random))
end

-- Ends a running job's attempt without success. \`retry_after\` is nil for the job's own backoff.
-- Returns the status it leads to.
function fail(job, failure, permanent, retry_after, random)
  local errors = with_error(job, failure)
  if job.cancelRequested then return finish(job, 'CANCELLED', 'errors', errors) end
  if permanent or job.delivery == 'AT_MOST_ONCE' or tonumber(job.attempt) >= job.maxAttempts then
    return finish(job, 'FAILED', 'errors', errors)
  end
  if job.ckey then key_way().keep_turn(job, 'RETRYING') end
  local run_at = whole(now + (retry_after or backoff_ms(job, random)))
  return end_attempt(job, 'RETRYING', run_at, 'runAt', run_at, 'errors', errors)
end

-- Cancels a pending job that nobody has leased by its start deadline.
function expire_job(job)
  local ms = tonumber(job.expires_in)
  local length = ms % 1000 == 0 and whole(ms / 1000) .. ' s' or whole(ms) .. ' ms'
  finish(job, 'CANCELLED', 'cancelReason', 'not started within ' .. length)
end

-- Buries a job that cannot be read: it fails with the reason, and the queue moves on. \`status\` is the
-- index in which it was found, \`ckey\` the concurrency key by which a pending one was.
function bury(id, type, status, field, ckey)
  local hash = job_key(id)
  local job, unreadable = nil, field
  -- One field after the other can turn out to be unreadable.
  while unreadable do
    if unreadable == 'key' then call('DEL', hash) else call('HDEL', hash, unreadable) end
    call('HSETNX', hash, 'job', NOW .. ' + ' .. type .. ' ')
    job, unreadable = read_job(id)
  end
  -- Whether others wait for it stood in what could not be read.
  job.awaited = true
  -- The index is what counts, whatever status and type the job has there.
  job.status, job.type = status, type
  if status == 'PENDING' then job.ckey = ckey end
  -- A worker that still holds a lease on what the job was must not settle it.
  job.token = job.token + 1
  local message = 'the stored job is corrupt: its ' .. field .. ' cannot be read'
  return finish(job, 'FAILED', 'errors', with_error(job, { message = message }))
end
`,
  "lib/basic-reply": `-- How scripts return a job by the view BASIC: as reply.lua says, but with the beginning of a large body
-- alone and without its result and its log, and then how many bytes the large body has, or '', and the
-- result, or ''.

-- include: lib/reply

-- The beginning of a body that has a key of its own: the line of JSON that it may begin with, see
-- job-hash.ts, and PREVIEW_BYTES of the payload.
local function body_beginning(id)
  local key = body_key(id)
  local kind = string.match(call('HGET', job_key(id), 'job') or '', '^%d+ (.) ')
  if kind ~= '*' then return call('GETRANGE', key, 0, PREVIEW_BYTES - 1) end
  local bytes = 1024
  while true do
    local head = call('GETRANGE', key, 0, bytes - 1)
    local line_end = string.find(head, '\\n', 1, true)
    if line_end then return call('GETRANGE', key, 0, line_end + PREVIEW_BYTES - 1) end
    if #head < bytes then return head end
    bytes = bytes * 4
  end
end

-- The fields of a hash and their values, but for its result and its log.
local function small_fields(hash)
  local names = {}
  for _, name in ipairs(call('HKEYS', hash)) do
    if name ~= 'result' and name ~= 'log' then names[#names + 1] = name end
  end
  local fields = {}
  for i, value in ipairs(call('HMGET', hash, unpack(names))) do
    fields[2 * i - 1], fields[2 * i] = names[i], value
  end
  return fields
end

local function basic_reply(id)
  local hash = job_key(id)
  local result_bytes = call('HSTRLEN', hash, 'result')
  local has_large = result_bytes > 0 or call('HEXISTS', hash, 'log') == 1
  local fields = has_large and small_fields(hash) or nil
  local reply = job_reply(id, fields, body_beginning)
  if not reply then return false end
  reply[5] = reply[3] ~= '' and call('STRLEN', body_key(id)) or ''
  reply[6] = result_bytes > 0 and result_bytes or ''
  return reply
end

-- What returns a job by a view.
local function reply_by(view) return view == 'BASIC' and basic_reply or job_reply end
`,
  "lib/batch-keyed": `-- enqueue_keyed of enqueue.lua, over the \`turns\` of keys.

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
`,
  "lib/batch-options": `-- enqueue_options of enqueue.lua, behind its enqueue_special.

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
`,
  "lib/claim": `-- How a new job takes its unique key.

-- include: lib/partition
-- include: lib/job-keys
-- include: lib/reply

local sub = string.sub

-- The job that holds a unique key.
local function key_holder(key)
  local id = call('GET', key)
  return id and may_hold(id) and job_reply(id)
end

-- Takes a unique key for a job, for \`ttl\` ms if any, if nobody holds it.
local function take(id, key, ttl)
  if not ttl then return call('SET', key, id, 'NX') end
  return call('SET', key, id, 'NX', 'PX', ttl)
end

-- The same if it \`may_take\`; else returns the one that holds the key, if any.
local function claim(id, key, ttl, may_take)
  if may_take and take(id, key, ttl) then return nil end
  local existing = key_holder(key)
  if existing or not may_take then return existing end
  -- A job that cannot be read was buried, and has left its key behind.
  call('DEL', key)
  take(id, key, ttl)
end

-- Takes the unique key of a job that may be there already, in a queue with the hold \`draining\` or none. Returns
-- whether the job is to be written; if not, what to say of it, if anything, with what this is about.
local function take_key(id, key, ttl, draining)
  local holder = claim(id, key, ttl, not draining)
  if not (holder or draining) then return true end
  -- The call may repeat one whose job has given up its key by now.
  if call('EXISTS', job_key(id)) == 1 then return false end
  if holder then return false, 'HELD', holder end
  return false, 'DRAINING', draining
end
`,
  "lib/counted": `-- Where it is kept what happens to the jobs of a type, as numbers of 32 bits: how many were enqueued and so
-- on, minute by minute, an hour a key; and how long they have waited and run, a span a key. No name of a
-- type has a space in it.

-- include: lib/partition

-- How many counts a minute has.
local COUNTS = MINUTE_COUNTS

-- The key of the hour in which a minute since 1970 lies.
local function hour_key(type, minute)
  return P .. ':n:' .. type .. ' ' .. whole(math.floor(minute / 60))
end

-- The key of the span of times that was \`back\` spans ago.
local function times_key(type, back)
  return P .. ':t:' .. type .. ' ' .. whole(math.floor(now / TIME_SPAN_MS) - back)
end
`,
  "lib/drain": `-- Lets the script run while Redis is full: only new jobs are refused then, so that those there are can
-- be worked off. Redis looks at its memory until a script has written by a command that needs none,
-- and this one writes nothing. (\`#!lua flags=allow-oom\` says the same to Redis 7, and is an error before.)

-- include: lib/partition

call('PERSIST', P)
`,
  "lib/due": `-- What is due in an index, in bounded steps.

-- include: lib/partition

local STEP = 200

-- The ids in an index whose time has come, at most STEP.
local function due(type, status)
  return call('ZRANGEBYSCORE', index_key(type, status), '-inf', NOW, 'LIMIT', 0, STEP)
end

-- Drops expired jobs, which Redis has forgotten by itself, from an index. Returns how many.
local function prune(type, status)
  local ids = due(type, status)
  if #ids > 0 then call('ZREM', index_key(type, status), unpack(ids)) end
  return #ids
end
`,
  "lib/general": `-- The general way: reading a job of any kind, and the moves that more than one script makes.
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
  -- one that is gone or elsewhere is dropped from this index, one that cannot be read is buried. \`ckey\` is the
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

  -- Moves every due job by \`move(job)\`.
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
`,
  "lib/general-kind": `-- The kind that a plain job has once it goes the general way. See job-hash.ts.
local function general_kind(kind) return string.find(kind, '%u') and '*' or '+' end
`,
  "lib/grants": `-- The limits of a queue that lies in several partitions, kept by the one to which a hash of its type leads: whoever
-- leases takes grants there first, and gives back what it has not used.
--
-- \`grants:TYPE\` is a sorted set of the leases, "id token" each, by when they end at the latest. \`grant-calls:TYPE\` is
-- a hash of the calls that have taken grants and not said yet what they have leased: how many, until when jobs may run
-- that they have leased, and until when they may lease any. \`grants-of:TYPE\` is a set of the partitions whose running
-- jobs have been told, which those are that had begun before the limit.

-- include: lib/settings
-- include: lib/rate-rules

local function grants_key(type) return P .. ':grants:' .. type end
local function grant_calls_key(type) return P .. ':grant-calls:' .. type end
local function counted_key(type) return P .. ':grants-of:' .. type end

local function parse_call(text)
  local jobs, ends, starts_end = string.match(text or '', '^(%d+) (%d+) (%S+)$')
  return tonumber(jobs), tonumber(ends), tonumber(starts_end)
end

local function write_call(type, name, jobs, ends, starts_end)
  call('HSET', grant_calls_key(type), name, jobs .. ' ' .. whole(ends) .. ' ' .. (starts_end and whole(starts_end) or '-'))
end

-- How a queue stands: \`parted\` tells whether its limits are kept by grants, \`most\` how many jobs may run, if that is
-- limited, \`used\` how many grants there are, \`ends\` when the next of them ends by itself, and for a queue with a rate
-- its \`starts\`, the room that it has, and when it has next. Forgets what has ended.
local function grants_of(type)
  local most, rate_text, parted = unpack(call('HMGET', settings_key(type), 'maxRunning', 'rate', 'parted'))
  local grants = { parted = parted, most = tonumber(most or nil), used = 0, ends = math.huge, rate = false }
  if not parted then return grants end
  local rates = rate_text and rate_rules()
  if rates then
    grants.rate = rates.parse(rate_text)
    grants.starts = rates.read(starts_key(type))
  end
  local calls, starting = call('HGETALL', grant_calls_key(type)), 0
  for i = 1, #calls, 2 do
    local jobs, ends, starts_end = parse_call(calls[i + 1])
    if starts_end and starts_end <= now then
      -- Nobody has told what it has started: all of it, at the latest time.
      if rates then
        grants.starts = rates.count(grants.starts, grants.rate, now, jobs)
        rates.write(starts_key(type), grants.starts, grants.rate)
      end
      starts_end = nil
      if grants.most then write_call(type, calls[i], jobs, ends) end
    end
    if ends <= now or not grants.most and not starts_end then call('HDEL', grant_calls_key(type), calls[i])
    else
      grants.used, grants.ends = grants.used + jobs, math.min(grants.ends, ends)
      if starts_end then starting = starting + jobs end
    end
  end
  if grants.most then
    local key = grants_key(type)
    call('ZREMRANGEBYSCORE', key, '-inf', NOW)
    grants.used = grants.used + call('ZCARD', key)
    local head = call('ZRANGE', key, '0', '0', 'WITHSCORES')
    grants.ends = math.min(grants.ends, tonumber(head[2] or nil) or math.huge)
  end
  if rates then
    local room, next_at = rates.room(grants.starts, grants.rate, now)
    if room > 0 and room <= starting then next_at = grants.ends end
    grants.start_room, grants.next_at = math.max(0, room - starting), next_at
  end
  return grants
end
`,
  "lib/group": `-- The keys of a group: a hash with what it is (see partition-groups.ts), and a sorted set with the ids of its jobs
-- by the numbers under which they have joined.

-- include: lib/partition

local function group_key(id) return P .. ':grp:' .. id end
local function members_key(id) return P .. ':grpm:' .. id end
`,
  "lib/index": `-- The sorted sets that say where jobs stand, one a type and status. Writes are collected, so that a
-- batch writes each set once. A batch has at most 1,000 jobs, which unpack can take.

-- include: lib/partition
-- include: lib/note-due

local additions, removals = {}, {}
-- The earliest times at which jobs that were added are due, by type.
local due_at = {}

-- The list for a type and status; made when there is none.
local function list_of(lists, type, status)
  local by_status = lists[type]
  if not by_status then
    by_status = {}
    lists[type] = by_status
  end
  local list = by_status[status]
  if not list then
    list = {}
    by_status[status] = list
  end
  return list
end

-- Remembers that something is due there, for when the index is written.
local function note_later(type, at)
  at = tonumber(at)
  if at < (due_at[type] or math.huge) then due_at[type] = at end
end

local function index_add(type, status, score, id)
  if status == 'START' or string.find(TIMED, status, 1, true) then note_later(type, score) end
  local list = list_of(additions, type, status)
  local n = #list
  list[n + 1] = score
  list[n + 2] = id
end

local function index_remove(type, status, id)
  local list = list_of(removals, type, status)
  list[#list + 1] = id
end

-- Writes what has changed of keys, and of runs, and wakes those who wait for the jobs of steps; made by keys.lua,
-- runs.lua and step-jobs.lua.
local flushers = {}

local function flush(lists, command)
  for type, by_status in pairs(lists) do
    for status, list in pairs(by_status) do
      if #list > 0 then call(command, index_key(type, status), unpack(list)) end
    end
  end
end

-- Writes what was collected.
local function flush_index()
  flush(removals, 'ZREM')
  flush(additions, 'ZADD')
  for type, at in pairs(due_at) do note_due(type, whole(at)) end
  additions, removals, due_at = {}, {}, {}
  if flushers.keys then flushers.keys() end
  if flushers.runs then flushers.runs() end
  if flushers.made then flushers.made() end
end

-- The earliest time in an index, or math.huge.
local function head_time(type, status)
  local head = call('ZRANGE', index_key(type, status), '0', '0', 'WITHSCORES')
  return tonumber(head[2]) or math.huge
end
`,
  "lib/job-keys": `-- The keys of a job: its hash, and what it may have besides.

-- include: lib/partition

local function job_key(id) return JOB .. id end
local function body_key(id) return P .. ':p:' .. id end
-- A type's name has no space in it, so the first one ends it, whatever the key holds.
-- Those of jobs that have a concurrency key have its length before it, which ends that.
local function scoped(plain, keyed, type, key, ckey)
  if ckey then return P .. keyed .. type .. ' ' .. #ckey .. ' ' .. ckey .. ' ' .. key end
  return P .. plain .. type .. ' ' .. key
end
local function idempotency_key(type, key, ckey) return scoped(':k:', ':kk:', type, key, ckey) end
local function unique_key(type, key, ckey) return scoped(':u:', ':uk:', type, key, ckey) end

-- Whether a job is there that has a unique key, be it this one or not: one that was buried has none.
local function may_hold(id) return call('HEXISTS', job_key(id), 'unique') == 1 end
`,
  "lib/join": `-- Jobs that wait for others to end. Part of the general way, made when a job first waits or is waited for.
--
-- A blocked job has the ids of the jobs that it waits for in a sorted set, by their places in its request,
-- and in the field \`join\` its rule and maybe a delay in ms. Each of those jobs has the ids of the jobs that
-- wait for it in another one, and a mark in its state, by which it leaves the short way.

local function awaited_key(id) return P .. ':a:' .. id end
local function waiters_key(id) return P .. ':b:' .. id end

-- What has ended, "id end" each, whose waiters have not all been told.
local ENDS = P .. ':ends'

-- How many waiters one script tells; maintenance goes on with what is left.
local waits_left = 200
local is_telling = false

-- Marks a job as one that others wait for, which is no change of the job.
local function mark_awaited(job)
  if job.awaited then return end
  end_short_way(job)
  job.awaited = true
  local state = call('HGET', job.hash, 'state')
  if not state then
    local created = string.match(call('HGET', job.hash, 'job'), '^%d+')
    state = job.status .. ' + 1 0 0 ' .. job.type .. ' ' .. created
  end
  call('HSET', job.hash, 'state', (string.gsub(state, '^(%u+) [-=>+] ', '%1 & ', 1)))
end

-- Has a job wait for others, behind those that wait for them already.
function joins.begin(id, awaited, place)
  for i, job in ipairs(awaited) do
    mark_awaited(job)
    call('ZADD', awaited_key(id), i, job.id)
    call('ZADD', waiters_key(job.id), place, id)
  end
end

-- Ends the wait of a job for all that it still waits for.
function joins.leave(job)
  for _, other in ipairs(call('ZRANGE', awaited_key(job.id), '0', '-1')) do
    call('ZREM', waiters_key(other), job.id)
  end
  call('DEL', awaited_key(job.id))
  call('HDEL', job.hash, 'join')
end

-- Whether a job that waits by a rule may run after such an end.
function joins.runs_after(rule, how)
  return string.find(RUNS_AFTER, '|' .. rule .. ' ' .. how .. '|', 1, true) ~= nil
end

-- Cancels a job because of the end of the job or group that it comes after.
function joins.end_in_vain(job, other, how)
  local what, became = string.match(IN_VAIN, '|' .. how .. ' (%a+) ([^|]+)|')
  finish(job, 'CANCELLED', 'cancelReason', 'it comes after ' .. what .. ' ' .. other .. ', ' .. became)
end

-- Makes a job runnable that has waited long enough. It keeps the place that its enqueue gave it.
local function unblock(job, delay)
  local run_at = tonumber(call('HGET', job.hash, 'runAt')) or 0
  run_at = delay ~= '' and now + delay or math.max(now, run_at)
  local at = whole(run_at)
  call('HDEL', job.hash, 'join')
  if job.expires_in then call('HSET', job.hash, restart_deadline(job, run_at)) end
  -- A job that was buried may have left its key without passing it on.
  if job.unique then take_key_again(job) end
  if run_at > now then return move_job(job, 'SCHEDULED', at, 'runAt', at) end
  local place = call('ZSCORE', index_key(job.type, 'BLOCKED'), job.id) or next_back()
  return move_job(job, 'PENDING', pending_score(job.priority, place), 'runAt', at)
end

-- Tells a blocked job how one has ended that it waits for. Returns its type if it waits no more.
local function tell_waiter(id, other, how)
  call('ZREM', awaited_key(id), other)
  local job, field = read_job(id)
  if not job or job.status ~= 'BLOCKED' then return nil end
  field = read_policy(job)
  local rule, delay = string.match(call('HGET', job.hash, 'join') or '', '^(%u+) ?(%d*)$')
  if field or not (rule and string.find(RUNS_AFTER, '|' .. rule .. ' ', 1, true)) then
    bury(id, job.type, 'BLOCKED', field or 'join')
  elseif not joins.runs_after(rule, how) then
    joins.end_in_vain(job, other, how)
  elseif call('EXISTS', awaited_key(id)) == 0 then
    unblock(job, delay)
    return job.type
  end
end

-- Tells those that wait for what has ended, as many as one script may. The caller writes the index.
function joins.tell()
  if is_telling then return end
  is_telling = true
  local counts = {}
  while waits_left > 0 do
    local head = call('LINDEX', ENDS, '0')
    if not head then break end
    local other, how = string.match(head, '^(%S+) (%S+)$')
    local waiter = call('ZPOPMIN', waiters_key(other))[1]
    if waiter then
      waits_left = waits_left - 1
      local type = tell_waiter(waiter, other, how)
      if type then counts[type] = (counts[type] or 0) + 1 end
    else
      call('LPOP', ENDS)
    end
  end
  for type, count in pairs(counts) do wake(type, count) end
  is_telling = false
end

-- Tells those that wait for a job of its end: its final status, or 'GONE'.
function joins.note_end(id, how)
  call('RPUSH', ENDS, id .. ' ' .. how)
  joins.tell()
end
`,
  "lib/key-clock": `-- The virtual time of a type, and what is set for its concurrency keys. Part of lib/key-turns.lua.

-- The clock of a type, whether keys are to be put into another order (\`reorder\`), and once that is asked for what is set for
-- its keys: \`order\`, \`limit\`, \`rate\` as its text at first, and whether keys have limits of their own. \`joined\` tells that a key has joined since it was written, \`served\` that one
-- was served.
local turns = {}
-- Whether jobs keep the turns of any of its keys.
local any_kept = {}

function keys.turns_of(type)
  local known = turns[type]
  if not known then
    local clock = call('HMGET', clock_key(type), 'floor', 'join', 'plain', 'reorder')
    known = {
      floor = tonumber(clock[1] or 0) / TICKS, join = tonumber(clock[2] or 0) / TICKS,
      plain = tonumber(clock[3] or 0) / TICKS, limit = false, rate = false, own_limits = false, joined = false,
      served = false, order = false, reorder = clock[4],
    }
    turns[type] = known
  end
  return known
end

-- The same with what is set for its keys.
function keys.limited_turns_of(type)
  local known = keys.turns_of(type)
  if not known.limit then
    local limits = call('HMGET', P .. ':c:' .. type, 'keyMaxRunning', 'keyRate', 'order', 'agingMs')
    known.order = limits[3] or limits[4] and 'STRICT' or 'PRIORITY'
    known.limit, known.rate = tonumber(limits[1] or math.huge), limits[2] and { text = limits[2] }
    -- Which of them are there, in one number: limits count twice, lost slots four times.
    local own, kept, lost = P .. ':kc:' .. type, P .. ':h:' .. type, lost_key(type)
    local there = call('EXISTS', kept, own, own, lost, lost, lost, lost)
    known.own_limits, any_kept[type], known.any_lost = there % 4 >= 2, there % 2 == 1, there >= 4
  end
  return known
end

-- In which order the keys of a type are served: see keyOrder of core.
function keys.order_of(type)
  local known = keys.turns_of(type)
  if not known.order then
    local order, aging = unpack(call('HMGET', P .. ':c:' .. type, 'order', 'agingMs'))
    known.order = order or aging and 'STRICT' or 'PRIORITY'
  end
  return known.order
end

-- The tag of a key that joins.
function keys.next_tag(type)
  local clock = keys.turns_of(type)
  if keys.order_of(type) == 'STRICT' then return 0 end
  local tag = math.max(clock.floor, clock.join)
  clock.join, clock.joined = tag + join_step(tag), true
  return tag
end

-- Whether jobs keep the turns of any keys of a type.
function keys.any_kept(type)
  if any_kept[type] == nil then any_kept[type] = call('EXISTS', P .. ':h:' .. type) == 1 end
  return any_kept[type]
end
function keys.note_kept(type) any_kept[type] = true end

-- How many jobs of a key may run, how far its tag moves on by one, and the text of its own rate, if it has one.
function keys.limits_of(type, key)
  local known = keys.limited_turns_of(type)
  local own = known.own_limits and call('HGET', P .. ':kc:' .. type, key)
  if not own then return known.limit, TURN end
  local most, weight, rate = string.match(own, '^(%S+) (%S+) ?(.*)$')
  local turn = TURN
  if weight ~= '-' then turn = math.max(1, math.floor(TICKS / weight + 0.5)) / TICKS end
  return tonumber(most) or known.limit, turn, rate ~= '' and rate or nil
end

-- Writes the virtual time of a type, and forgets what need not be known of keys: all of it once none has a job
-- that waits, which is looked at when \`has_left\` one that had.
function keys.write_clock(type, has_left)
  local clock = keys.turns_of(type)
  if has_left and call('EXISTS', ring_key(type), full_key(type)) == 0 then
    call('DEL', clock_key(type), drained_key(type))
    turns[type] = nil
    return
  end
  if clock.joined or clock.served then
    call('HSET', clock_key(type), 'floor', tag_text(clock.floor), 'join', tag_text(clock.join),
      'plain', tag_text(clock.plain))
  end
  if clock.served then call('ZREMRANGEBYSCORE', drained_key(type), '-inf', tag_text(clock.floor)) end
  clock.joined, clock.served = false, false
end
`,
  "lib/key-facts": `-- What is set for single concurrency keys, and how keys stand: see lib/keys.lua.

-- include: lib/partition

-- A hash of what is set for keys, "limit weight" each, - for none, and maybe behind them a rate as lib/rate.lua reads it; and a sorted set of these keys, by name.
local function key_limits_key(type) return P .. ':kc:' .. type end
local function limited_keys_key(type) return P .. ':kn:' .. type end

-- How many of the jobs that keep the turn of a key are told.
local KEEPERS_TOLD = 10

local function limit_of_all(type) return call('HGET', P .. ':c:' .. type, 'keyMaxRunning') or '' end

-- The first of the jobs that keep the turn of a key, at most so many, whether any is pending, and whether any has
-- failed for good, as '1' or '': see lib/key-keepers.lua. Nothing where the job \`own\` is among them.
local function keepers_of(type, key, most, own)
  local keepers = P .. ':hj:' .. type .. ' ' .. key
  local ids = call('ZRANGE', keepers, '0', '-1')
  for _, id in ipairs(ids) do
    if id == own then return {}, '', '' end
  end
  if #ids == 0 then return {}, '', '' end
  local pending, failed = '', call('ZCOUNT', keepers, '1', '1') > 0 and '1' or ''
  for _, score in ipairs(call('ZMSCORE', P .. ':g:' .. type .. ' ' .. key, unpack(ids))) do
    if score and score ~= '-inf' then pending = '1' end
  end
  return { unpack(ids, 1, math.min(#ids, most)) }, pending, failed
end

-- A key, how many of its jobs are pending and run, until when it waits in ms, what is set for it; '' for none; and
-- what keepers_of tells.
local function key_facts(type, key)
  local jobs, until_when = P .. ':g:' .. type .. ' ' .. key, call('ZSCORE', P .. ':w:' .. type, key)
  if until_when == 'inf' then until_when = string.match(call('HGET', P .. ':wb:' .. type, key) or '', '^%d+') end
  if until_when and tonumber(until_when) <= now then until_when = '' end
  return {
    key, call('ZCOUNT', jobs, '(-inf', '+inf'), call('ZCOUNT', jobs, '-inf', '-inf'), until_when or '',
    call('HGET', key_limits_key(type), key) or '', keepers_of(type, key, KEEPERS_TOLD),
  }
end
`,
  "lib/key-jobs": `-- Which concurrency keys are to be looked at because their jobs have changed. Part of lib/keys.lua.

-- What has changed of the keys of a type: those whose pending jobs have, in the order in which they were met, each
-- with \`best\`, the lowest score of the jobs that have come, if any, and with \`left\` when any has gone; and, where
-- any is FULL, those of which jobs run no more.
local changes = {}

local function changes_of(type)
  local of_type = changes[type]
  if not of_type then
    of_type = { list = {}, names = {}, by_key = {}, stopped = {} }
    changes[type] = of_type
  end
  return of_type
end

local function change_of(type, key)
  local of_type = changes_of(type)
  local change = of_type.by_key[key]
  if not change then
    change = { key = key, best = false, left = false }
    of_type.by_key[key] = change
    local n = #of_type.list + 1
    of_type.list[n], of_type.names[n] = change, key
  end
  return change
end

-- A job of a key becomes pending, by a score as a text and as a number.
function keys.add(type, key, score, id, number)
  call('ZADD', jobs_key(type, key), score, id)
  local change = change_of(type, key)
  if not (change.best and change.best <= number) then change.best = number end
end

-- A pending job of a key gets another score.
function keys.rescore(type, key, score, id)
  call('ZADD', jobs_key(type, key), score, id)
  change_of(type, key).left = true
end

-- A job of a key runs no more.
function keys.stop(type, key, id)
  call('ZREM', jobs_key(type, key), id)
  local of_type = changes[type] or changes_of(type)
  if of_type.any_full == nil then of_type.any_full = call('EXISTS', full_key(type)) == 1 end
  if of_type.any_full then of_type.stopped[#of_type.stopped + 1] = key end
end

-- How many keys that are FULL a round asks for the slots of jobs that are gone, for how many of these, and for how long
-- in ms they are remembered.
local ASKED_KEYS, ASKED_JOBS, LOST_MS = 200, 500, '604800000'

-- How far maintenance has come with asking, as a scan of the FULL keys tells it; absent when all were asked.
local function asking_key(type) return P .. ':la:' .. type end

-- A running job is gone, and with it what its key was, if it had one. Keys that are FULL are asked for its slot, because
-- nobody would look again at one that has no other: some at once, all by rounds of maintenance. A lease asks each key
-- that it finds full.
function keys.lose_slot(type, id)
  if call('HEXISTS', P .. ':c:' .. type, 'keyMaxRunning') == 0 and call('EXISTS', P .. ':kc:' .. type) == 0 then return end
  local first_keys = call('ZRANGE', full_key(type), '0', whole(ASKED_KEYS - 1))
  for _, key in ipairs(first_keys) do
    if call('ZREM', jobs_key(type, key), id) == 1 then
      local stopped = changes_of(type).stopped
      stopped[#stopped + 1] = key
      return
    end
  end
  call('SADD', lost_key(type), id)
  call('PEXPIRE', lost_key(type), LOST_MS)
  if #first_keys == ASKED_KEYS then
    call('SET', asking_key(type), '0', 'PX', LOST_MS)
    note_later(type, now)
  end
end

-- Asks some of the FULL keys of a type for the slots of jobs that are gone. Returns whether there are more to ask.
function keys.ask_for_slots(type)
  local from = call('GET', asking_key(type))
  if not from then return false end
  local lost, stopped = call('SMEMBERS', lost_key(type)), changes_of(type).stopped
  local next_from, found = unpack(call('ZSCAN', full_key(type), from, 'COUNT', whole(ASKED_KEYS)))
  if #lost > 0 then
    for i = 1, #found, 2 do
      if call('ZREM', jobs_key(type, found[i]), unpack(lost, 1, math.min(#lost, ASKED_JOBS))) > 0 then
        stopped[#stopped + 1] = found[i]
      end
    end
  end
  flush_index()
  if next_from == '0' or #lost == 0 then
    call('DEL', asking_key(type))
    return false
  end
  call('SET', asking_key(type), next_from, 'PX', LOST_MS)
  return true
end

-- A job that has a key comes to an index.
function keys.enter(job, status, score)
  if status == 'PENDING' then
    index_add(job.type, 'KEYED', score, job.id)
    keys.add(job.type, job.ckey, score, job.id, tonumber(score))
    return keys.keeper_comes(job)
  end
  index_add(job.type, status, score, job.id)
  if status == 'RUNNING' then call('ZADD', jobs_key(job.type, job.ckey), RUNS, job.id) end
end

-- It leaves the index of a status.
function keys.leave(job, status)
  local type, key, id = job.type, job.ckey, job.id
  index_remove(type, status == 'PENDING' and 'KEYED' or status, id)
  if status == 'RUNNING' then return keys.stop(type, key, id) end
  if status ~= 'PENDING' then return end
  call('ZREM', jobs_key(type, key), id)
  change_of(type, key).left = true
end
`,
  "lib/key-keepers": `-- Which jobs keep the turn of their concurrency key, because an attempt of theirs has failed: see key-on-failure.ts in
-- core. Part of lib/keys.lua; what a lease has to know of them stands in lib/key-room.lua.
--
-- While none of them is pending, their key waits without an end, by which it is neither READY nor FULL; until when it
-- is throttled besides stands where lib/key-waits.lua keeps because of which job it is.

-- What becomes of the keys of a type when an attempt fails.
local on_failure = {}

local function on_failure_of(type)
  on_failure[type] = on_failure[type] or call('HGET', P .. ':c:' .. type, 'keyOnFailure') or 'CONTINUE'
  return on_failure[type]
end

-- Has a key that waits without an end wait no longer than it is throttled.
local function end_kept_wait(type, key)
  local known = call('HGET', waits_by_key(type), key)
  local ends = tonumber(known and string.match(known, '^%d+') or nil) or 0
  if ends > now then call('ZADD', waits_key(type), whole(ends), key)
  else call('ZREM', waits_key(type), key) end
end

-- A key goes on that no job keeps any more, or not only those that are left.
local function let_go(type, key)
  if call('EXISTS', keepers_key(type, key)) == 0 then call('ZREM', kept_keys_key(type), key) end
  if keys.is_kept_off(type, key) then return end
  end_kept_wait(type, key)
  keys.join_turns(type, { key })
  wake(type, 1)
end

-- A job of a key comes to RETRYING or to a final status. Returns whether it has failed for good and keeps the turn of
-- its key, so that it is not forgotten.
function keys.keep_turn(job, status)
  local type, key, id = job.type, job.ckey, job.id
  local keeps = false
  if status == 'RETRYING' then keeps = on_failure_of(type) ~= 'CONTINUE'
  elseif status == 'FAILED' then keeps = on_failure_of(type) == 'HALT' end
  if keeps then
    call('ZADD', kept_keys_key(type), '0', key)
    call('ZADD', keepers_key(type, key), status == 'FAILED' and '1' or '0', id)
    keys.note_kept(type)
    if keys.is_kept_off(type, key) then
      keys.leave_turns(type, key)
      call('ZADD', waits_key(type), 'inf', key)
    end
    return status == 'FAILED'
  end
  if status ~= 'RETRYING' then keys.end_keep(job) end
  return false
end

-- Whether a job keeps the turn of its key.
function keys.keeps(job)
  return keys.any_kept(job.type) and call('ZSCORE', keepers_key(job.type, job.ckey), job.id) and true
end

-- A job has come to its end, or is gone: it keeps the turn of its key no more.
function keys.end_keep(job)
  if not keys.any_kept(job.type) then return end
  if call('ZREM', keepers_key(job.type, job.ckey), job.id) == 1 then let_go(job.type, job.ckey) end
end

-- A job that has been leased before becomes pending: if it keeps the turn of its key, that may be served.
function keys.keeper_comes(job)
  local type, key = job.type, job.ckey
  if not (job.ran and keys.any_kept(type)) then return end
  if call('ZADD', keepers_key(type, key), 'XX', 'CH', '0', job.id) == 0
    and not call('ZSCORE', keepers_key(type, key), job.id) then return end
  end_kept_wait(type, key)
  change_of(type, key).left = true
end

-- Has no job keep the turn of a key any more, or with \`failed_only\` none that has failed for good. Each that has goes
-- to \`forget_later\`.
function keys.resume(type, key, failed_only, forget_later)
  local name = keepers_key(type, key)
  local failed = call('ZRANGEBYSCORE', name, '1', '1')
  local ended = failed_only and failed or call('ZRANGE', name, '0', '-1')
  if #ended == 0 then return end
  for _, id in ipairs(failed) do forget_later(id) end
  call('ZREM', name, unpack(ended))
  let_go(type, key)
end

-- The same for keys of a type, at most \`count\` behind the first \`skip\` ones. Returns how many are kept no more, and
-- how many are left as they are.
function keys.resume_some(type, skip, count, failed_only, forget_later)
  local found = call('ZRANGE', kept_keys_key(type), whole(skip), whole(skip + count - 1))
  for _, key in ipairs(found) do keys.resume(type, key, failed_only, forget_later) end
  local left = 0
  for _, key in ipairs(found) do
    if call('ZSCORE', kept_keys_key(type), key) then left = left + 1 end
  end
  flush_index()
  return #found - left, left
end
`,
  "lib/key-moves": `-- Moves of concurrency keys between the sets of their states. Part of lib/key-turns.lua.

-- Writes that are collected: scores and keys that come to each set, and keys that leave it.
local function new_moves()
  return { READY = {}, FULL = {}, DRAINED = {} }, { READY = {}, FULL = {}, DRAINED = {} }
end

local function put(moves, state, score, key)
  local into = moves[state]
  local n = #into
  into[n + 1], into[n + 2] = score, key
end

local function write_moves(type, comes, goes)
  for state, set in pairs(SETS) do
    if #goes[state] > 0 then call('ZREM', set(type), unpack(goes[state])) end
    if #comes[state] > 0 then call('ZADD', set(type), unpack(comes[state])) end
  end
end

-- A key leaves a set because it has no pending job. Its tag is remembered while it is ahead.
local function drain(type, key, state, tag, comes, goes)
  goes[state][#goes[state] + 1] = key
  if tag > keys.turns_of(type).floor and keys.order_of(type) ~= 'STRICT' then put(comes, 'DRAINED', tag_text(tag), key) end
  if keys.is_kept_off(type, key) then call('ZADD', waits_key(type), 'inf', key) end
end
keys.new_moves, keys.put, keys.write_moves, keys.drain = new_moves, put, write_moves, drain
`,
  "lib/key-order": `-- Puts concurrency keys where they stand in the order of their queue, which has changed. Part of lib/keys.lua.

-- The scores of READY keys that stand in other orders: see lib/key-scores.lua.
local SCORES_OF_OTHERS = {
  PRIORITY = { { '-inf', '(0' }, { number_text(FAIR_END), '+inf' } },
  FAIR = { { '-inf', '(' .. whole(-END) }, { '0', '(' .. number_text(FAIR_END) } },
  STRICT = { { whole(-END), '+inf' } },
}

-- At most about \`count\`. Returns how many there were.
function keys.reorder(type, count)
  local clock, order, moves = keys.turns_of(type), keys.order_of(type), {}
  if not clock.reorder then return 0 end
  for _, range in ipairs(SCORES_OF_OTHERS[order]) do
    local found = call('ZRANGEBYSCORE', ring_key(type), range[1], range[2], 'WITHSCORES', 'LIMIT', '0', whole(count))
    for i = 1, #found, 2 do
      local _, tag = parse_score(tonumber(found[i + 1]))
      local head, n = head_score(type, found[i]), #moves
      if head then moves[n + 1], moves[n + 2] = ready_score(order, head, tag), found[i] end
    end
  end
  if #moves > 0 then call('ZADD', ring_key(type), unpack(moves)) end
  local done = #moves / 2
  if order == 'STRICT' then
    call('DEL', drained_key(type))
    local full, zeros = call('ZRANGEBYSCORE', full_key(type), '(0', '+inf', 'LIMIT', '0', whole(count)), {}
    for i, key in ipairs(full) do zeros[2 * i - 1], zeros[2 * i] = '0', key end
    if #full > 0 then call('ZADD', full_key(type), unpack(zeros)) end
    done = done + #full
  end
  if done < count then
    clock.reorder = false
    call('HDEL', clock_key(type), 'reorder')
  end
  return done
end
`,
  "lib/key-places": `-- Has concurrency keys be where they belong after their jobs have changed, or their limits: the rules of
-- KeyTurns.changed in core. Part of lib/keys.lua.

local function key_names(list)
  local names = {}
  for i, change in ipairs(list) do names[i] = change.key end
  return unpack(names)
end

-- Has the READY ones among keys whose pending jobs have changed be where they belong. Returns the others.
local function place_ready(type, list, names, comes, goes)
  local others, last_band, end_of_band = {}, nil, nil
  for i, score in ipairs(call('ZMSCORE', ring_key(type), unpack(names))) do
    local change = list[i]
    if not score then others[#others + 1] = change
    else
      local number, best = tonumber(score), change.best
      if change.left then best = head_score(type, change.key)
      else
        local band = band_of(best)
        if band ~= last_band then last_band, end_of_band = band, end_of_scores(band) end
      end
      if change.left or number >= end_of_band or number < -END and comes_earlier(number, best) then
        local _, tag = parse_score(number)
        local to = best and ready_number(keys.order_of(type), best, tag)
        if not to then drain(type, change.key, 'READY', tag, comes, goes)
        elseif to ~= number then put(comes, 'READY', number_text(to), change.key) end
      end
    end
  end
  return others
end

-- The same for keys that may be FULL. Returns the others, and how many have got room.
local function place_full(type, list, comes, goes)
  local others, freed = {}, 0
  for i, score in ipairs(call('ZMSCORE', full_key(type), key_names(list))) do
    local key = list[i].key
    if not score then others[#others + 1] = list[i]
    else
      local head, tag = head_score(type, key), tonumber(score) / TICKS
      if not head then drain(type, key, 'FULL', tag, comes, goes)
      elseif keys.room_of(type, key) > 0 then
        freed = freed + 1
        goes.FULL[#goes.FULL + 1] = key
        put(comes, 'READY', ready_score(keys.order_of(type), head, tag), key)
      end
    end
  end
  return others, freed
end

-- Has keys that had no pending job join the READY ones, in the order in which they were met; but for those that
-- wait for a time. \`may_be_known\` unless none is DRAINED or waits.
local function place_new(type, list, comes, goes, may_be_known)
  local kept, waits = {}, {}
  if may_be_known then
    kept, waits = call('ZMSCORE', drained_key(type), key_names(list)), waits_of(type, key_names(list))
  end
  for i, change in ipairs(list) do
    local key, best = change.key, change.best
    if change.left then best = head_score(type, key) end
    if best and not waits[i] then
      local tag = keys.next_tag(type)
      if kept[i] then
        goes.DRAINED[#goes.DRAINED + 1] = key
        tag = math.max(tag, tonumber(kept[i]) / TICKS)
      end
      put(comes, 'READY', ready_score(keys.order_of(type), best, tag), key)
    end
  end
end

-- Has each key be where it belongs whose pending jobs have changed, and each that may have got room.
local function place_keys(type, list, names, stopped)
  local comes, goes = new_moves()
  local others, seen, freed = list, {}, 0
  if #list > 0 then others = place_ready(type, list, names, comes, goes) end
  if #stopped > 0 then
    for _, change in ipairs(list) do seen[change.key] = true end
    others = { unpack(others) }
    for _, key in ipairs(stopped) do
      if not seen[key] then
        seen[key] = true
        others[#others + 1] = { key = key }
      end
    end
  end
  if #others > 0 then
    local new, may_be_known = {}, call('EXISTS', full_key(type), drained_key(type), waits_key(type)) > 0
    if may_be_known then others, freed = place_full(type, others, comes, goes) end
    for _, change in ipairs(others) do
      if change.best then new[#new + 1] = change end
    end
    if #new > 0 then place_new(type, new, comes, goes, may_be_known) end
  end
  write_moves(type, comes, goes)
  local has_left = #goes.READY + #goes.FULL > 0 and #comes.READY == 0
  if has_left or (turns[type] and turns[type].joined) then keys.write_clock(type, has_left) end
  if freed > 0 then wake(type, freed) end
  return freed
end
`,
  "lib/key-rates": `-- How many attempts of a concurrency key may start in a time: the rate of each key of a type, or its own, and what
-- it has counted. Part of lib/keys.lua.

-- What a rate has counted of a key, as lib/starts.lua keeps it: it expires when nothing of it counts any more.
local function key_starts_key(type, key) return P .. ':ks:' .. type .. ' ' .. key end

-- The rate of a key, whose own one has this text; nil without any.
local function key_rate(type, own)
  if own then return rate_rules().parse(own) end
  local clock = keys.limited_turns_of(type)
  if clock.rate and not clock.rate.limit then clock.rate = rate_rules().parse(clock.rate.text) end
  return clock.rate
end

-- For how many starts of a key there is room, whose own rate has this text; and, if it has a rate, that and what it
-- has counted, for keys.count_starts.
function keys.rate_room(type, key, own)
  local rate = key_rate(type, own)
  if not rate then return math.huge end
  local state = rate_rules().read(key_starts_key(type, key))
  return rate_rules().room(state, rate, now), rate, state
end

-- So many attempts of a key have started. Returns when there is room again, nil while there is.
function keys.count_starts(type, key, rate, state, count)
  if count > 0 then
    state = rate_rules().count(state, rate, now, count)
    rate_rules().write(key_starts_key(type, key), state, rate)
  end
  local room, next_at = rate_rules().room(state, rate, now)
  if room == 0 then return next_at end
end

-- A key, which is not READY, waits until there is room for a start.
function keys.wait_for_rate(type, key, ends)
  call('ZADD', waits_key(type), whole(ends), key)
  note_due(type, whole(ends))
end

-- Has keys join that wait for their rates; those that wait for no time or because of a job are left. Returns how
-- many have joined.
function keys.end_rate_waits(type, found)
  if #found == 0 then return 0 end
  local ended, waits = {}, waits_of(type, unpack(found))
  for i, by in ipairs(call('HMGET', waits_by_key(type), unpack(found))) do
    if waits[i] and waits[i] ~= 'inf' and not by then ended[#ended + 1] = found[i] end
  end
  if #ended == 0 then return 0 end
  call('ZREM', waits_key(type), unpack(ended))
  keys.join_turns(type, ended)
  wake(type, #ended)
  return #ended
end

-- An attempt of a key was given back before it has started, which had begun at a time.
function keys.take_back(type, key, started)
  local _, _, own = keys.limits_of(type, key)
  local rate = key_rate(type, own)
  if not rate then return end
  local name = key_starts_key(type, key)
  rate_rules().write(name, rate_rules().uncount(rate_rules().read(name), rate, started, now), rate)
  keys.end_rate_waits(type, { key })
end

-- Has keys that wait for their rates be looked at again after these have changed, as keys.release does.
function keys.release_rates(type, skip, count)
  local found = call('ZRANGE', waits_key(type), whole(skip), whole(skip + count - 1))
  local freed = keys.end_rate_waits(type, found)
  return freed, #found - freed
end
`,
  "lib/key-room": `-- What is read of the jobs of one concurrency key. Part of lib/key-turns.lua.
--
-- The jobs of a key stand in a sorted set of their own: the running ones, which are its slots, by RUNS, behind
-- them (from PENDING on) the pending ones by the same score as in the index KEYED, where those of all keys of the type stand.

local function jobs_key(type, key) return P .. ':g:' .. type .. ' ' .. key end
local RUNS, PENDING = '-inf', '(-inf'

-- How many more jobs of a key may run.
function keys.room_of(type, key, limit)
  limit = limit or keys.limits_of(type, key)
  return limit == math.huge and limit or limit - call('ZCOUNT', jobs_key(type, key), RUNS, RUNS)
end

-- Takes the slots of a key from jobs that are gone. Returns how many.
function keys.drop_lost(type, key)
  local dropped = 0
  for _, id in ipairs(call('SMEMBERS', lost_key(type))) do
    if call('ZREM', jobs_key(type, key), id) == 1 then
      call('SREM', lost_key(type), id)
      dropped = dropped + 1
    end
  end
  return dropped
end

-- The keys of which jobs keep the turn, by name, and these jobs of one key: by 1 those that have failed for good,
-- others by 0. See lib/key-keepers.lua.
local function kept_keys_key(type) return P .. ':h:' .. type end
local function keepers_key(type, key) return P .. ':hj:' .. type .. ' ' .. key end

-- The pending jobs among those that keep the turn of a key, in their order, { score, id } each; nil for a key that
-- none keeps.
function keys.pending_keepers(type, key)
  if not keys.any_kept(type) then return nil end
  local ids = call('ZRANGE', keepers_key(type, key), '0', '-1')
  if #ids == 0 then return nil end
  local pending = {}
  for i, score in ipairs(call('ZMSCORE', jobs_key(type, key), unpack(ids))) do
    if score and score ~= RUNS then pending[#pending + 1] = { score = tonumber(score), id = ids[i] } end
  end
  table.sort(pending, function(a, b) return a.score < b.score end)
  return pending
end

-- Whether no job of a key is leased because jobs keep its turn that are not pending.
function keys.is_kept_off(type, key)
  local keepers = keys.pending_keepers(type, key)
  return keepers and #keepers == 0
end

-- The score of the first pending job of a key that may be leased, if it has any.
local function head_score(type, key)
  local keepers = keys.pending_keepers(type, key)
  if keepers then return keepers[1] and keepers[1].score end
  local found = call('ZRANGEBYSCORE', jobs_key(type, key), PENDING, '+inf', 'WITHSCORES', 'LIMIT', '0', '1')
  return tonumber(found[2] or nil)
end
keys.jobs_key, keys.head_score, keys.RUNS, keys.PENDING = jobs_key, head_score, RUNS, PENDING
`,
  "lib/key-scores": `-- The sorted sets that tell in which state concurrency keys are, and the scores of keys there. Part of lib/key-turns.lua.
--
-- The score of a READY key is ordered by the priority of its first job, then by its tag: for each step that the
-- priority lacks to 100 there are as many exponents as OCTAVES, in which END and the tag lie together. In the order FAIR
-- it is the tag less END while that is below 0, then as if its priority were lower than any; in the order STRICT the
-- score of its first job less 3 END, or 2 END for one by age: no two orders share a score, so those are found that are to be put into another
-- order. That of the other states is the tag; 0 in the order STRICT, which has none. Scores are whole numbers below
-- 2^52 as far as they can be, which for READY keys is at the default priority and in the order FAIR up to some hours of
-- turns, because Redis and Lua take five times as long to write or read another number.

local function ring_key(type) return P .. ':r:' .. type end
local function full_key(type) return P .. ':f:' .. type end
local function drained_key(type) return P .. ':d:' .. type end
local function clock_key(type) return P .. ':v:' .. type end
-- Until when those wait that are in none of these states: see lib/key-waits.lua.
local function waits_key(type) return P .. ':w:' .. type end
-- The running jobs that are gone, of which it is not known whose slots they have: see keys.lose_slot.
local function lost_key(type) return P .. ':lk:' .. type end
-- False for a key that does not wait.
local function waits_of(type, ...) return call('ZMSCORE', waits_key(type), ...) end

-- The sets that tell in which state keys are.
local SETS = { READY = ring_key, FULL = full_key, DRAINED = drained_key }

local STEP_OF_JOIN, TURN = JOIN_STEP, KEY_TURN
-- Tags are counted in ticks. From END of them on, which is 2^31 turns, a score has no room for the last bits of a tag.
local TICKS, END = 1 / JOIN_STEP, 2251799813685248 -- 2^51
-- As many as leave the scores of priority 100 a double's least exponent.
local OCTAVES = 11

-- How far keys that join stand apart: as far as scores can tell.
local function join_step(tag) return math.max(STEP_OF_JOIN, (END * STEP_OF_JOIN + tag) / (2 * END)) end

-- The band of the default priority.
local MAIN_BAND = 100 - DEFAULT_PRIORITY
-- From here on are the scores of the order FAIR that are not below 0.
local FAIR_END = math.ldexp(END, OCTAVES * (101 - MAIN_BAND))

local function number_text(number)
  if number > -2 * END and number < 2 * END and number % 1 == 0 then return whole(number) end
  return format('%.17g', number)
end

local function tag_text(tag) return number_text(tag * TICKS) end

-- The band of a pending job: 0 for priority 100, and for one by an age that ends.
local function band_of(score) return math.max(0, math.floor(score / BAND)) end

-- The score of a READY key by its order, the score of its first job, or any of its band, and its tag.
local function ready_number(order, head, tag)
  if order == 'STRICT' then return head - (head < 0 and 2 or 3) * END end
  local ticks, band = tag * TICKS, 101
  if order ~= 'FAIR' then band = band_of(head)
  elseif ticks < END then return ticks - END end
  return math.ldexp(END + ticks, OCTAVES * (band - MAIN_BAND))
end

local function ready_score(order, head, tag) return number_text(ready_number(order, head, tag)) end

-- The band and the tag of a READY key, whatever its order. One that has taken no turns is behind nobody.
local function parse_score(score)
  if score >= END and score < 2 * END then return MAIN_BAND, (score - END) / TICKS end
  if score < 0 then return 0, math.max(score + END, 0) / TICKS end
  local _, exponent = math.frexp(score)
  local steps = math.floor((exponent - 52) / OCTAVES)
  return score < FAIR_END and steps + MAIN_BAND or 0, (math.ldexp(score, -OCTAVES * steps) - END) / TICKS
end

-- Below it are the scores of keys that are READY by a band, or by a better one, in the orders of turns.
local function end_of_scores(band) return math.ldexp(END, OCTAVES * (band + 1 - MAIN_BAND)) end

-- Whether a READY key in the order STRICT is to come earlier, because of a job whose score is \`head\`.
local function comes_earlier(score, head) return score < -END and score > ready_number('STRICT', head) end

-- Up to where the pending jobs of a band stand.
function keys.end_of_band(band) return '(' .. whole((band + 1) * BAND) end

keys.ring_key, keys.ready_score, keys.parse_score, keys.band_of = ring_key, ready_score, parse_score, band_of
keys.ready_number, keys.number_text, keys.tag_text, keys.TURN = ready_number, number_text, tag_text, TURN
keys.MAIN_BAND = MAIN_BAND
`,
  "lib/key-turns": `-- How the concurrency keys of queues take turns, by the rules of key-turns.ts in core. Made when a script first needs
-- it, and at first without what a lease that serves keys has no need of.

-- include: lib/partition
-- include: lib/index
-- include: lib/wake
-- include: lib/rate-rules

local keys

local function key_turns()
  if keys then return keys end
  keys = {}
  -- key turns begin
  -- include: lib/key-scores
  -- include: lib/key-clock
  -- include: lib/key-room
  -- include: lib/key-moves

  function keys.make_the_rest()
    if keys.stop then return end
    -- include: lib/keys
  end
  -- key turns end
  return keys
end
`,
  "lib/key-waits": `-- Keys of which no job is leased before a time, because the attempt of a job was throttled: by when that ends, and
-- who each is waiting because of, "until job". Such a key is neither READY nor FULL; once its time has come, it joins
-- as one does that gets its first pending job. Part of lib/keys.lua.

local function waits_by_key(type) return P .. ':wb:' .. type end

-- Takes a key that waits for a time out of those that are READY or FULL.
function keys.leave_turns(type, key)
  local ready, full = call('ZSCORE', ring_key(type), key), call('ZSCORE', full_key(type), key)
  if not (ready or full) then return end
  local comes, goes = new_moves()
  local band, tag = nil, full and full / TICKS
  if ready then band, tag = parse_score(tonumber(ready)) end
  drain(type, key, ready and 'READY' or 'FULL', tag, comes, goes)
  write_moves(type, comes, goes)
  keys.write_clock(type, true)
end

-- Has keys that have waited for a time join the READY ones.
function keys.join_turns(type, names)
  local list, comes, goes = {}, new_moves()
  for i, key in ipairs(names) do list[i] = { key = key, left = true } end
  place_new(type, list, comes, goes, true)
  write_moves(type, comes, goes)
  keys.write_clock(type, false)
end

-- Has a key wait up to a time in ms, because of the job \`id\`, unless it waits for a later one.
function keys.wait(type, key, ends, id)
  local before = tonumber(call('ZSCORE', waits_key(type), key) or nil) or now
  local is_kept = before == math.huge
  if is_kept then before = tonumber(string.match(call('HGET', waits_by_key(type), key) or '', '^%d+') or now) end
  if ends <= before then return end
  if not is_kept then call('ZADD', waits_key(type), whole(ends), key) end
  call('HSET', waits_by_key(type), key, whole(ends) .. ' ' .. id)
  note_due(type, whole(ends))
  keys.leave_turns(type, key)
end

-- Has keys join whose waits have ended by a time, at most \`most\`. Returns how many there were.
function keys.end_waits(type, at, most)
  local ended = call('ZRANGEBYSCORE', waits_key(type), '-inf', at, 'LIMIT', '0', whole(most))
  if #ended == 0 then return 0 end
  call('ZREM', waits_key(type), unpack(ended))
  call('HDEL', waits_by_key(type), unpack(ended))
  keys.join_turns(type, ended)
  wake(type, #ended)
  return #ended
end
`,
  "lib/keys": `-- The concurrency keys of queues: where their jobs stand, and how the keys take turns. Part of the general way, made
-- when a script first meets a job that has a key.

-- include: lib/key-jobs
-- include: lib/key-places
-- include: lib/key-waits
-- include: lib/key-keepers
-- include: lib/key-rates
-- include: lib/key-order

-- Writes what has changed of keys.
function flushers.keys()
  local by_type = changes
  changes = {}
  for type, of_type in pairs(by_type) do place_keys(type, of_type.list, of_type.names, of_type.stopped) end
end

-- Has keys be looked at again that may be FULL, after their limits have changed. Returns how many have got room.
function keys.look_again(type, names) return place_keys(type, {}, {}, names) end

-- The same for keys of a type that are FULL: at most \`count\`, behind the first
-- \`skip\` ones. Returns how many have got room, and how many are left as they are.
function keys.release(type, skip, count)
  local found = call('ZRANGE', full_key(type), whole(skip), whole(skip + count - 1))
  local freed = keys.look_again(type, found)
  return freed, #found - freed
end
`,
  "lib/members": `-- What becomes of a group as its jobs end. Part of the functions that have to do with jobs which wait.

-- include: lib/group

-- Where a group counts a job that has ended; any other one is open.
local PLACES = { COMPLETED = 'completed', FAILED = 'failed', CANCELLED = 'cancelled', GONE = 'cancelled' }

-- Ends a group that is sealed and has nothing open, the first time, and says how long it is kept from now on.
function joins.settle_group(id)
  local key = group_key(id)
  local sealed, open, finished, retention, failed, cancelled =
    unpack(call('HMGET', key, 'sealed', 'open', 'finished', 'retention', 'failed', 'cancelled'))
  if not sealed or open ~= '0' then return end
  local expiry = whole(now + retention)
  call('HSET', key, 'expires', expiry)
  call('PEXPIREAT', key, expiry)
  call('PEXPIREAT', members_key(id), expiry)
  if finished then return end
  call('HSET', key, 'finished', NOW)
  local how = 'ALL_COMPLETED'
  if failed ~= '0' then how = 'ONE_FAILED' elseif cancelled ~= '0' then how = 'ONE_CANCELLED' end
  joins.note_end(id, how)
end

-- Tells those who wait for a group that one of its jobs has failed, if they wait for that.
local function tell_failure(id)
  for _, waiter in ipairs(call('ZRANGE', waiters_key(id), '0', '-1')) do
    local join = call('HGET', job_key(waiter), 'join')
    if join and string.find(join, '^FAILED') then
      call('ZREM', waiters_key(id), waiter)
      local type = tell_waiter(waiter, id, 'ONE_FAILED')
      if type then wake(type, 1) end
    end
  end
end

-- Counts that a job has come from one status to another. Its group may be forgotten, and it not.
function joins.move_member(job, before, status)
  local key = group_key(job.group)
  if call('EXISTS', key) == 0 then return end
  call('HINCRBY', key, PLACES[before] or 'open', -1)
  call('HINCRBY', key, PLACES[status] or 'open', 1)
  if status == 'FAILED' then tell_failure(job.group) end
  if PLACES[status] then return joins.settle_group(job.group) end
  call('HDEL', key, 'expires')
  call('PERSIST', key)
  call('PERSIST', members_key(job.group))
end
`,
  "lib/note-due": `-- Has maintenance look at the type at a time in ms at the latest. Every job that waits for a time, in
-- whatever status but PENDING, must have its type noted by that time.

-- include: lib/partition

local function note_due(type, at) call('ZADD', P .. ':due', 'LT', at, type) end
`,
  "lib/operations": `-- Operations, in the first partition: a hash for each, which expires with it, and their ids by when they are
-- forgotten, those that are open at the end.

-- include: lib/partition

local OPERATIONS = P .. ':operations'

local function operation_key(id) return P .. ':operation:' .. id end

-- Writes a record. One that is over is kept for \`keep\` ms.
local function write_operation(id, revision, record, is_over, keep)
  local key = operation_key(id)
  call('HSET', key, 'revision', whole(revision), 'record', record)
  if not is_over then return call('ZADD', OPERATIONS, 'inf', id) end
  call('HSET', key, 'ended', NOW)
  call('PEXPIRE', key, keep)
  call('ZADD', OPERATIONS, whole(now + keep), id)
end

-- An operation as id, revision, record and when it ended or ''; nothing when it is not there.
local function read_operation(id)
  local revision, record, ended = unpack(call('HMGET', operation_key(id), 'revision', 'record', 'ended'))
  if revision then return { id, tonumber(revision), record, ended or '' } end
end
`,
  "lib/operator": `-- What operators do to jobs, one by one or many at a time: each function changes a job, unless it is at another
-- sequence number than \`if_sequence\`, which may be nil.
--
-- They return 'OK', false when there is no such job, its sequence number when that is another one, the name of
-- the status that forbids it, 'HELD', the id of the job that holds its unique key, and that key, with spaces
-- between, 'RUN ' and the field \`run\` of a job that only its run can do that to, or the error of a job that cannot be read. end_changes writes what they have collected.

-- include: lib/place
-- include: lib/wake
-- include: lib/due
-- include: lib/general

go_general_way()

-- How many jobs of a type have become pending.
local woken = {}

local function redrive_job(id, if_sequence)
  local job, field = read_job(id)
  if job then field = read_policy(job) end
  if field then return corrupt(id, field) end
  if not job then return false end
  if if_sequence and job.sequence ~= if_sequence then return tonumber(job.sequence) end
  if not MAY_REDRIVE[job.status] then return job.status end
  if job.run then return 'RUN ' .. job.run end

  local holder = job.unique and take_key_again(job)
  if holder then return 'HELD ' .. holder .. ' ' .. job.unique end

  job.attempt = 0
  local deadline, start = 'runAt', NOW
  if job.expires_in then deadline, start = restart_deadline(job, now) end
  move_job(job, 'PENDING', pending_score(job.priority, next_back()), 'runAt', NOW, deadline, start)
  call('HDEL', job_key(id), 'expires', 'result', 'progress', 'progressMessage', 'cancelRequested',
    'cancelReason')
  call('PERSIST', job_key(id))
  if job.large then call('PERSIST', body_key(id)) end
  if job.key then call('PERSIST', idempotency_key(job.type, job.key, job.ckey)) end
  if job.group then join_way().move_member(job, job.status, 'PENDING') end
  woken[job.type] = (woken[job.type] or 0) + 1
  return 'OK'
end

-- One that is cancelled already, or asked to stop, is left as it is. \`reason\` may be ''.
local function cancel_job(id, reason, if_sequence)
  local job, field = read_job(id)
  if field then return corrupt(id, field) end
  if not job then return false end
  if if_sequence and job.sequence ~= if_sequence then return tonumber(job.sequence) end
  if job.status == 'CANCELLED' then return 'OK' end
  if not MAY_CANCEL[job.status] then return job.status end

  -- The reason as a field to write.
  local function cancel_reason()
    if reason ~= '' then return 'cancelReason', reason end
  end

  if job.status ~= 'RUNNING' then
    finish(job, 'CANCELLED', cancel_reason())
    prune(job.type, 'CANCELLED')
  elseif call('HEXISTS', job.hash, 'cancelRequested') == 0 then
    write_job(job, 'RUNNING', 'cancelRequested', '1', cancel_reason())
    call('PUBLISH', P .. ':cancel', id)
  end
  return 'OK'
end

-- Forgets a job, its idempotency key and its hold on its unique key.
local function forget_job(job)
  local id = job.id
  leave_index(job)
  if job.ckey then key_way().end_keep(job) end
  if job.start_by then index_remove(job.type, 'START', id) end
  if job.status == 'BLOCKED' then join_way().leave(job) end
  -- Before what waits for the job is told, which may be its successor.
  if job.unique and not (job.awaited and pass_key_on(job)) then give_key_up(job) end
  if job.awaited then join_way().note_end(id, 'GONE') end
  if job.group and not FINAL[job.status] then join_way().move_member(job, job.status, 'GONE') end
  -- It may have been the last job of its type, which is then to be forgotten.
  note_due(job.type, NOW)
  call('DEL', job_key(id), body_key(id))
  if job.key then call('DEL', idempotency_key(job.type, job.key, job.ckey)) end
  changed(id)
end

local function delete_job(id, if_sequence)
  local job, field = read_job(id)
  if field then return corrupt(id, field) end
  if not job then return false end
  if if_sequence and job.sequence ~= if_sequence then return tonumber(job.sequence) end
  if not MAY_DELETE[job.status] then return job.status end
  if job.run then return 'RUN ' .. job.run end
  forget_job(job)
  return 'OK'
end

local function end_changes()
  flush_index()
  for type, count in pairs(woken) do
    call('ZADD', P .. ':types', 0, type)
    wake(type, count)
  end
end
`,
  "lib/options": `-- Jobs with options of which their hashes, their unique keys and when they are due say all: how their kinds are read,
-- and their hashes written. See job-hash.ts.

-- include: lib/partition

-- What the kind of such a job says, nil for another kind; \`type\` is that of the job.
local function read_options(kind, type)
  local letter, general, options, unique, ttl, replaces, max_wait, due =
    string.match(kind, '^(%l)([+*])(%d*)(:?)(%d*)(!?)(%d*)@?(%+?%d*)$')
  if not letter then return nil end
  local pieces, run_at = string.byte(letter) - 97, nil
  options = tonumber(options) or 0
  if due ~= '' then
    run_at = tonumber(due)
    if string.byte(due) == 43 then run_at = now + run_at end
    if run_at <= now then run_at = nil end
  end
  local is_unique = unique ~= ''
  return {
    pieces = pieces, options = options, is_unique = is_unique, ttl = ttl ~= '' and ttl,
    replaces = replaces ~= '', max_wait = tonumber(max_wait), due = due, run_at = run_at,
    -- How many arguments there are behind the first piece, and how many fields the hash gets.
    more = (is_unique and 1 or 0) + pieces + options,
    fields = 1 + (is_unique and 1 or 0) + pieces + options / 2 + (run_at and 2 or 0),
    is_short = options == 0 and pieces < 2 and (is_unique or run_at),
    general = general, head = NOW .. ' ' .. general .. ' ' .. type .. ' ',
    score = run_at and whole(run_at), state = run_at and 'SCHEDULED + 1 0 0 ' .. type .. ' ' .. NOW,
  }
end

-- The fields and values behind the field \`job\`, of arguments[at] on.
local function option_fields(kind, arguments, at)
  local fields = {}
  if kind.run_at then fields = { 'state', kind.state, 'runAt', kind.score } end
  local n = #fields
  if kind.is_unique then
    fields[n + 1], fields[n + 2] = 'unique', arguments[at]
    n, at = n + 2, at + 1
  end
  for piece = 1, kind.pieces do
    fields[n + 1], fields[n + 2] = whole(piece), arguments[at]
    n, at = n + 2, at + 1
  end
  for i = 0, kind.options - 1 do fields[n + 1 + i] = arguments[at + i] end
  return fields
end

-- Writes the hash of such a job, whose first piece is arguments[at]. Returns how many fields are new. What most jobs
-- have is written without a table.
local function write_options(hash, kind, arguments, at)
  local job = kind.head .. arguments[at]
  if kind.is_short then
    local state, score, unique, piece = kind.state, kind.score, arguments[at + 1], arguments[at + 2]
    if kind.pieces == 0 then
      if not state then return call('HSET', hash, 'job', job, 'unique', unique) end
      if kind.is_unique then return call('HSET', hash, 'job', job, 'state', state, 'runAt', score, 'unique', unique) end
      return call('HSET', hash, 'job', job, 'state', state, 'runAt', score)
    end
    if not state then return call('HSET', hash, 'job', job, 'unique', unique, '1', piece) end
    if kind.is_unique then
      return call('HSET', hash, 'job', job, 'state', state, 'runAt', score, 'unique', unique, '1', piece)
    end
    return call('HSET', hash, 'job', job, 'state', state, 'runAt', score, '1', unique)
  end
  return call('HSET', hash, 'job', job, unpack(option_fields(kind, arguments, at + 1)))
end

-- Has the job that holds a unique key become one of this kind, whose first piece is arguments[at], if it waits, was
-- never leased, and has nothing but what such jobs mostly have. Returns "id created sequence" and when it is due, if
-- that is later; nil for another job.
local function replace_short(id, kind, type, arguments, at)
  if kind.options > 0 or kind.pieces > 1 then return nil end
  local hash = JOB .. id
  local values = try('HMGET', hash, 'job', 'unique', 'state', 'runAt', '1')
  local job, state, piece = values[1], values[3], values[5]
  if not (job and values[2]) then return nil end
  local fields = 2 + (state and 1 or 0) + (values[4] and 1 or 0) + (piece and 1 or 0)
  if call('HLEN', hash) ~= fields then return nil end
  local created = string.match(job, '^(%d+) [+*] ')
  local status, sequence, token = 'PENDING', 1, '0'
  if state then status, sequence, token = string.match(state, '^(%u+) %+ (%d+) (%d+) 0 ') end
  if not (created and status) then return nil end
  local run_at = math.max(now, math.min(kind.run_at or now, created + (kind.max_wait or math.huge)))
  local next_status = 'PENDING'
  if run_at > now then next_status = 'SCHEDULED' end
  if status ~= next_status then return nil end
  sequence = whole(sequence + 1)
  job = created .. ' ' .. kind.general .. ' ' .. type .. ' ' .. arguments[at]
  state = status .. ' + ' .. sequence .. ' ' .. token .. ' 0 ' .. type .. ' ' .. NOW
  local score = whole(run_at)
  if kind.pieces == 1 then
    call('HSET', hash, 'job', job, 'state', state, 'runAt', score, '1', arguments[at + 2])
  else
    call('HSET', hash, 'job', job, 'state', state, 'runAt', score)
    if piece then call('HDEL', hash, '1') end
  end
  return id .. ' ' .. created .. ' ' .. sequence, run_at > now and score
end
`,
  "lib/partition": `-- What every script begins with: the partition's keys and the time.
--
-- KEYS[1] is the partition's prefix, such as {mr:0}. All keys are built from it and so lie in one
-- hash slot; keys.ts lists them.

local P = KEYS[1]

-- Looked up once: a batch calls them hundreds of times.
local call, try = redis.call, redis.pcall

local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- A whole number for an argument. Redis writes a number out with 17 digits, which takes longer, so the
-- short ways pass none.
local format = string.format
local function whole(number) return format('%d', number) end

local NOW = whole(now)

local JOB = P .. ':j:'
local function index_key(type, status) return P .. ':q:' .. type .. ':' .. status end
`,
  "lib/pieces": `-- How many further pieces the body of a plain job of this kind has; nil for a job that is not plain. See
-- job-hash.ts.
local function pieces_of(kind)
  local place = tonumber(kind, 36)
  return place and place - 10
end
`,
  "lib/place": `-- Pending jobs are ordered by priority, the highest first, then by a place that grows at the back of
-- the queue and falls at its front. It has 45 bits, so a score stays exact in a double. Jobs of one
-- place are ordered by their ids.

-- include: lib/partition

local MIDDLE = 17592186044416 -- 2^44

-- How many places behind the last one of the counter a script has given out besides.
local places_given = 0

local function next_back()
  if places_given == 0 then return MIDDLE + call('INCR', P .. ':back') end
  local place = MIDDLE + call('INCRBY', P .. ':back', whole(places_given + 1))
  places_given = 0
  return place
end
local function next_front() return MIDDLE - call('INCR', P .. ':front') end

local function pending_score(priority, place)
  return whole((100 - priority) * BAND + place)
end
`,
  "lib/plain": `-- Plain jobs: those with nothing that a move depends on, which most jobs are. Up to the end of their
-- first attempt they go a short way, which writes what the general way would; job-hash.ts describes the
-- hash.

-- include: lib/partition

-- The state of a plain job in its first attempt, and of one that is plain but for its run, without the type and the time.
local PLAIN_RUNNING, STEP_RUNNING = 'RUNNING - 2 1 1 ', 'RUNNING > 2 1 1 '

-- Begins the first attempt of a plain job, and writes further fields. The caller puts it into the
-- index, because one job alone needs no collecting.
local function begin_plain(hash, state, worker, ...)
  call('HSET', hash, 'state', state, 'worker', worker, ...)
end

-- Completes the first attempt of a plain job without a result. The caller moves it in the index.
local function end_plain(hash, state, expiry)
  -- In this order, because a key that expires takes longer to write to.
  call('HSET', hash, 'state', state)
  call('PEXPIREAT', hash, expiry)
end
`,
  "lib/rate": `-- What a rate lets start: the rules of core's rate.ts, for a state that is one list: when it was written, what is
-- used of the burst, since when there is no gap, then until when starts count and how many, pair by pair.

-- A rate by its text, "limit period-in-ms burst"; - stands for no burst.
local function read_rate(text)
  local limit, period, burst = string.match(text, '^(%d+) (%d+) (%S+)$')
  return { limit = tonumber(limit), period = tonumber(period), burst = tonumber(burst) }
end

-- Until when a start counts.
local function counts_until(rate, at)
  return math.ceil((math.floor(at * 64 / rate.period) + 65) * rate.period / 64)
end

-- The state at a time.
local function rate_state_at(state, rate, at)
  local used = 0
  if rate.burst then
    used = math.min(state[2], rate.burst * rate.period) - math.max(0, at - state[1]) * rate.limit
  end
  local current, latest = { at, math.max(0, used), state[3] }, counts_until(rate, at)
  local n = 3
  for i = 4, #state, 2 do
    if state[i] > at then
      current[n + 1], current[n + 2] = math.min(state[i], latest), state[i + 1]
      n = n + 2
    end
  end
  return current
end

-- How many may start at a time, and when the next one may if none may then.
local function rate_room(state, rate, at)
  state = rate_state_at(state, rate, at)
  local counted = 0
  for i = 5, #state, 2 do counted = counted + state[i] end
  local room = rate.limit - counted
  if rate.burst then
    room = math.min(room, math.floor((rate.burst * rate.period - state[2]) / rate.period))
  end
  if room > 0 then return room, at end
  local next_at = at
  for i = 4, #state, 2 do
    if counted < rate.limit then break end
    counted, next_at = counted - state[i + 1], state[i]
  end
  if rate.burst then
    local over = state[2] - (rate.burst - 1) * rate.period
    next_at = math.max(next_at, at + math.ceil(over / rate.limit))
  end
  return 0, next_at
end

-- The state after so many have started at a time.
local function count_starts(state, rate, at, count)
  state = rate_state_at(state, rate, at)
  local counted, last = counts_until(rate, at), #state
  if last == 3 then state[3] = at end
  if rate.burst then state[2] = state[2] + count * rate.period end
  if state[last - 1] == counted and last > 3 then state[last] = state[last] + count
  else state[last + 1], state[last + 2] = counted, count end
  return state
end

-- The state after one was given back that had started at a time, or up to \`margin\` later, and was counted up to so much
-- after that, it is not known when: the start that counts least long is taken for it. Then whether there was any for it.
local function uncount_first(state, rate, started, at, margin)
  state = rate_state_at(state, rate, at)
  if #state == 3 or started + 2 * margin < state[3] or counts_until(rate, started) <= at then return state, false end
  state[5] = state[5] - 1
  if state[5] == 0 then
    table.remove(state, 4)
    table.remove(state, 4)
  end
  state[2] = math.max(0, state[2] - math.max(0, rate.period - (at - started) * rate.limit))
  return state, true
end

-- The state after one that has started at a time was given back.
local function uncount_start(state, rate, started, at)
  state = rate_state_at(state, rate, at)
  local counted = counts_until(rate, started)
  for i = #state - 1, 4, -2 do
    if state[i] == counted and started >= state[3] then
      state[i + 1] = state[i + 1] - 1
      if state[i + 1] == 0 then
        table.remove(state, i)
        table.remove(state, i)
      end
      state[2] = math.max(0, state[2] - math.max(0, rate.period - (at - started) * rate.limit))
      break
    end
  end
  return state
end
`,
  "lib/rate-rules": `-- The rules of rates, and where what they have counted is kept; made once a queue or a key has a rate.

-- include: lib/partition

local rates

local function rate_rules()
  if not rates then
    -- include: lib/starts
    rates = {
      parse = read_rate, read = read_starts, write = write_starts, room = rate_room, count = count_starts,
      uncount = uncount_start, uncount_first = uncount_first,
    }
  end
  return rates
end
`,
  "lib/read-run": `-- Reading a run with its news and parts.

-- include: lib/runs

-- News are read page by page, because their results can be large.
local PAGE = 100

local function read_news(id, most, most_bytes)
  local news, bytes = {}, 0
  while #news < most and bytes < most_bytes do
    local page = call('LRANGE', news_key(id), whole(#news), whole(math.min(#news + PAGE, most) - 1))
    for _, one in ipairs(page) do
      if bytes >= most_bytes then break end
      news[#news + 1] = one
      bytes = bytes + #one - string.find(one, '\\n', 1, true)
    end
    if #page < PAGE then break end
  end
  return news, bytes
end

-- A run with at most so many of its news, and none behind those that have so many bytes, and with the parts of these
-- fields: { its head, its record, its news, the parts }, where a part that is not there is nil; or false when there is
-- none. And how many bytes the record and the news have.
local function read_run(id, most, most_bytes, ...)
  local values = call('HMGET', run_key(id), 'head', 'record', ...)
  if not values[1] then return false, 0 end
  local parts = {}
  for i = 3, #values do parts[i - 2] = values[i] end
  local news, bytes = read_news(id, most, most_bytes)
  return { values[1], values[2], news, parts }, #values[2] + bytes
end
`,
  "lib/record": `-- Reading and writing a job of any kind; job-hash.ts describes the hash. Part of the general way.

-- include: lib/general-kind

-- The retention in ms, whether the body has a key of its own, and the idempotency key or nil.
local function parse_keep(keep)
  local retention, large, key = string.match(keep, '^(%d+) ([01]) (.*)$')
  return retention, large == '1', key ~= '' and key or nil
end

-- What ends the hold of a job on its unique key, as a letter, and the key.
local function parse_unique(unique) return string.match(unique, '^([CFST]) (.+)$') end

-- The parts of a state, numbers as strings: status, kind, sequence, token, attempt, type.
local function parse_state(state)
  return string.match(state, '^(%u+) ([-=>+&]) (%d+) (%d+) (%d+) (%S+) %d+$')
end

-- The same of a job that was never moved, from its field \`job\`.
local function new_state(field)
  local kind, but_for, type = string.match(field, '^%d+ ([%a+*])([=>]?) (%S+) ')
  if not kind then return nil end
  local state_kind = not string.find(kind, '%a') and '+' or but_for == '' and '-' or but_for
  return 'PENDING', state_kind, '1', '0', '0', type
end

-- Reads what every move needs. Returns nil when there is no such job, or nil and the field that
-- cannot be read.
function read_job(id)
  local hash = job_key(id)
  local values = try('HMGET', hash, 'state', 'job', 'keep', 'worker', 'unique', 'start', 'ckey', 'group', 'run')
  if values.err then return nil, 'key' end
  local state, field, keep = values[1], values[2], values[3]
  if not field then
    if call('EXISTS', hash) == 0 then return nil end
    return nil, 'job'
  end
  local status, kind, sequence, token, attempt, type
  if state then status, kind, sequence, token, attempt, type = parse_state(state)
  else status, kind, sequence, token, attempt, type = new_state(field) end
  if not STATUSES[status] then return nil, state and 'state' or 'job' end
  local retention, large, key
  if keep then
    retention, large, key = parse_keep(keep)
    if not retention then return nil, 'keep' end
  end
  local hold, unique
  if values[5] then
    hold, unique = parse_unique(values[5])
    if not hold then return nil, 'unique' end
  end
  if values[9] then
    if not string.find(values[9], '^%S+ %S+ %d+ %d*$') then return nil, 'run' end
    retention = retention or RUN_JOB_RETENTION_MS
  end
  local expires_in, start_by
  if values[6] then
    expires_in, start_by = string.match(values[6], '^(%d+) ?(%d*)$')
    if not expires_in then return nil, 'start' end
    if start_by == '' then start_by = nil end
  end
  return {
    id = id, hash = hash, type = type, status = status, kind = kind, sequence = sequence,
    token = token, attempt = attempt, retention = retention, large = large, key = key,
    ran = values[4], hold = hold, unique = unique, awaited = kind == '&',
    expires_in = expires_in, start_by = start_by, ckey = values[7] or nil, group = values[8], run = values[9],
  }
end

-- The answer to a call on a job that cannot be read.
function corrupt(id, field) return redis.error_reply('CORRUPT ' .. id .. ' ' .. field) end

-- Adds what deciding about a retry needs: priority, maxAttempts, delivery, backoff, cancelRequested,
-- worker, errors. Returns the field that cannot be read, if any.
function read_policy(job)
  local values = call('HMGET', job.hash, 'priority', 'maxAttempts', 'delivery', 'backoff',
    'cancelRequested', 'errors')
  job.priority = tonumber(values[1] or DEFAULT_PRIORITY)
  job.maxAttempts = tonumber(values[2] or DEFAULT_MAX_ATTEMPTS)
  job.delivery, job.cancelRequested, job.errors = values[3], values[5], values[6]
  job.worker = string.match(job.ran or '', '^%d+ (.*)$')
  local initial, multiplier, max, jitter =
    string.match(values[4] or DEFAULT_BACKOFF, '^(%S+) (%S+) (%S+) (%S+)$')
  job.backoff = {
    initial = tonumber(initial),
    multiplier = tonumber(multiplier),
    max = tonumber(max),
    jitter = tonumber(jitter),
  }
  local backoff = job.backoff
  if not job.priority then return 'priority' end
  if not job.maxAttempts then return 'maxAttempts' end
  if not (backoff.initial and backoff.multiplier and backoff.max and backoff.jitter) then
    return 'backoff'
  end
end

-- Marks the field \`job\` of a job that goes a short way, so that this passes the job by from now on.
local function end_short_way(job)
  if job.kind == '+' or job.kind == '&' then return end
  job.kind = '+'
  local field = call('HGET', job.hash, 'job')
  call('HSET', job.hash, 'job', (string.gsub(field, '^(%d+ )(%a)[=>]? ', function(time, kind)
    return time .. general_kind(kind) .. ' '
  end, 1)))
end

-- Takes a job out of the index of its status.
function leave_index(job)
  if job.ckey then return key_way().leave(job, job.status) end
  index_remove(job.type, job.status, job.id)
end

-- Puts a job into the index of a status, where its place is \`score\`.
local function enter_index(job, status, score)
  if job.ckey then return key_way().enter(job, status, score) end
  index_add(job.type, status, score, job.id)
end

-- Writes the job's new status, and further fields and values.
function write_job(job, status, ...)
  end_short_way(job)
  job.sequence = job.sequence + 1
  call('HSET', job.hash, 'state', status .. (job.awaited and ' & ' or ' + ') .. job.sequence .. ' ' .. job.token .. ' '
    .. job.attempt .. ' ' .. job.type .. ' ' .. NOW, ...)
  changed(job.id)
end

-- The same for a job that moves from one index to another, where its place is \`score\`. Returns the
-- status.
function move_job(job, status, score, ...)
  write_job(job, status, ...)
  leave_index(job)
  enter_index(job, status, score)
  if job.start_by then
    if status == 'PENDING' then index_add(job.type, 'START', job.start_by, job.id)
    else index_remove(job.type, 'START', job.id) end
  end
  return status
end

-- Has the start deadline of a job count from a time in ms. Returns the field and the value to write.
function restart_deadline(job, from)
  job.start_by = whole(from + job.expires_in)
  return 'start', job.expires_in .. ' ' .. job.start_by
end
`,
  "lib/reply": `-- How scripts return a job: { id, expiry of its lease or '', large body or '', { field, value, … } }. A blocked
-- one has the field \`awaited\` besides: the ids of the jobs that it waits for.

-- include: lib/partition
-- include: lib/job-keys

local function whole_body(id) return call('GET', body_key(id)) or '' end

-- Reads the fields unless they are given, and a body that has a key of its own by \`read_body\`: all of it
-- unless that says otherwise.
local function job_reply(id, fields, read_body)
  fields = fields or call('HGETALL', job_key(id))
  if #fields == 0 then return false end
  local expiry, body = '', ''
  for i = 1, #fields, 2 do
    local field, value = fields[i], fields[i + 1]
    if field == 'state' then
      local running = string.match(value, '^RUNNING %S+ %S+ %S+ %S+ (%S+) %S+$')
      if running then expiry = call('ZSCORE', index_key(running, 'RUNNING'), id) or '' end
    elseif field == 'keep' and string.find(value, '^%d+ 1 ') then
      body = (read_body or whole_body)(id)
    elseif field == 'join' then
      fields[#fields + 1] = 'awaited'
      fields[#fields + 1] = table.concat(call('ZRANGE', P .. ':a:' .. id, '0', '-1'), ' ')
    end
  end
  return { id, expiry, body, fields }
end
`,
  "lib/run-job": `-- What the end of a job means for its run. Part of the functions that have to do with jobs of runs.

-- include: lib/read-run
-- include: lib/run-news
-- include: lib/step-jobs

-- The runs that have got news by this script.
local with_news = {}

-- How many bytes of runs and their news a script returns, besides those of the last one.
local READ_BYTES = 1048576

-- How many jobs of each type ends have made.
local made_by_ends = {}

function run_jobs.count_made()
  for type, count in pairs(made_by_ends) do
    ended[#ended + 1] = 'MADE ' .. type
    ended[#ended + 1] = count
  end
end

-- Makes those jobs that come after one which has completed, and after nothing else that has not. Returns whether it
-- has any behind it: see change-runs.lua.
local function make_followers(run, job)
  local key = P .. ':run-next:' .. run
  local packed = call('HGET', key, job)
  local followers = packed and cmsgpack.unpack(packed)
  if not followers or now >= followers[1] then return false end
  for i = 2, #followers do
    local args = followers[i]
    if type(args) == 'string' then
      args = call('HINCRBY', key, '+' .. args, '-1') == 0 and cmsgpack.unpack(call('HGET', key, '=' .. args))
    end
    if args then
      make_step_job(args)
      made_by_ends[args[1]] = (made_by_ends[args[1]] or 0) + 1
    end
  end
  return true
end

-- Adds to the news of the run of a job of which \`run\` is the field.
local function note_news(run, news)
  local id = string.match(run, '^%S+')
  if not add_news(id, news) or with_news[id] then return end
  with_news[id] = true
  ended[#ended + 1] = id
  ended[#ended + 1] = 0
end

-- Tells the run of a job a text.
function run_jobs.tell_text(run, text) note_news(run, told(text)) end

-- Tells a run how a job has ended of which \`run\` is the field.
function run_jobs.tell(job, run, status, why, result)
  local id = string.match(run, '^%S+')
  if status == 'COMPLETED' and make_followers(id, job) then
    add_news(id, news_of_end(job, run, status, why, result, '+'), true)
  else note_news(run, news_of_end(job, run, status, why, result)) end
end

-- The same by the job, and by fields and values that its end writes: there may be a result and a reason.
function run_jobs.note_end(job, status, ...)
  local result, reason
  for i = 1, select('#', ...), 2 do
    local name, value = select(i, ...)
    if name == 'result' then result = value elseif name == 'cancelReason' then reason = value end
  end
  local why
  if status == 'FAILED' then why = job.failure
  elseif status == 'CANCELLED' then why = reason or call('HGET', job.hash, 'cancelReason') or job.failure end
  run_jobs.tell(job.id, job.run, status, why or '', result)
end

-- Reads the runs that have got news by this script, as far as that is not much, into the places of their zeros.
function run_jobs.read()
  local bytes = 0
  for at = 1, #ended, 2 do
    if ended[at + 1] == 0 and bytes < READ_BYTES then
      local run, more = read_run(ended[at], MAX_RUN_NEWS, RUN_NEWS_BYTES)
      ended[at + 1], bytes = run or 0, bytes + more
    end
  end
end
`,
  "lib/run-lists": `-- The lists of runs: all, those in a state, and those of a workflow. Runs stand in them by when they were made, each
-- as "time id".

-- include: lib/partition

local function run_list(of, name) return P .. ':runs' .. of .. name end
local ALL_RUNS = run_list('', '')
local function runs_in_state(state) return run_list(':', state) end
local function runs_of_workflow(workflow) return run_list('-of:', workflow) end
local function run_place(created, id) return format('%013d %s', created, id) end
local function run_of_key(key) return P .. ':run-key:' .. key end
`,
  "lib/run-news": `-- How a job has ended of which \`run\` is the field, as its run is told it: see partition-runs.ts. \`result\` may be false.
-- \`followed\` is '+' where its followers have been made.

-- include: lib/partition

local function news_of_end(job, run, status, why, result, followed)
  local head = NOW .. ' ' .. job .. ' ' .. status .. (followed or '') .. ' ' .. #why .. (result and ' 1 ' or ' 0 ') .. run
    .. '\\n' .. why
  return result and head .. result or head
end
`,
  "lib/runs": `-- Runs of workflows; partition-runs.ts describes what is kept of each.

-- include: lib/partition
-- include: lib/index

local RUN_TIMES = P .. ':run-times'
local function run_key(id) return P .. ':run:' .. id end
local function news_key(id) return P .. ':run-news:' .. id end
local function followers_key(id) return P .. ':run-next:' .. id end

-- When runs are to be due, false for never; written together with the index.
local run_times = {}
-- The same where runs are due at the latest.
local latest_times = {}

-- The runs that are known to be there, and those that have no followers any more.
local known_runs, unfollowed_runs = {}, {}

-- The parts of a head, as texts: version, created, taken, state, workflow. Nil when there is no such run.
local function read_head(id)
  return string.match(call('HGET', run_key(id), 'head') or '', '^(%d+) (%d+) (%d+) (%S+) (%S+)$')
end

-- Adds to the news of a run, which make it due, and end what follows by itself; or the end of a job whose followers have
-- been made. Returns false when there is no such run.
local function add_news(id, news, is_followed)
  if is_followed then
    if call('RPUSH', news_key(id), news) == 1 then latest_times[id] = whole(now + FOLLOWED_MS) end
    return true
  end
  if not known_runs[id] then
    if call('EXISTS', run_key(id)) == 0 then return false end
    known_runs[id] = true
  end
  local is_first = call('RPUSH', news_key(id), news) == 1
  if not unfollowed_runs[id] then
    unfollowed_runs[id] = true
    is_first = call('DEL', followers_key(id)) == 1 or is_first
  end
  if is_first then run_times[id] = NOW end
  return true
end

-- What is told to a run as its news.
local function told(text) return NOW .. '\\n' .. text end

function flushers.runs()
  local due, never = {}, {}
  for id, time in pairs(run_times) do
    if time then
      due[#due + 1] = time
      due[#due + 1] = id
    else never[#never + 1] = id end
  end
  if #due > 0 then call('ZADD', RUN_TIMES, unpack(due)) end
  if #never > 0 then call('ZREM', RUN_TIMES, unpack(never)) end
  local later = {}
  for id, time in pairs(latest_times) do
    later[#later + 1] = time
    later[#later + 1] = id
  end
  if #later > 0 then call('ZADD', RUN_TIMES, 'LT', unpack(later)) end
  run_times, latest_times = {}, {}
end
`,
  "lib/schedules": `-- Where schedules lie.

-- include: lib/partition

local SCHEDULE_NAMES, SCHEDULE_TIMES = P .. ':schedules', P .. ':schedule-times'
local function schedule_key(name) return P .. ':schedule:' .. name end
local function firings_key(name) return P .. ':firings:' .. name end
`,
  "lib/serve-keys": `-- Serves the keys of a queue by turns, in the very order of leases of one job each: see keys.lua.

local keys = key_turns()
local band_of, RUNS, PENDING, TURN, MAIN_BAND = keys.band_of, keys.RUNS, keys.PENDING, keys.TURN, keys.MAIN_BAND

-- Whether one name comes before another one, by their bytes; Lua's own order depends on the server's language.
local function name_before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = byte(a, i), byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

-- Whether an entry { key, band, tag } comes before another one.
local function comes_before(a, b)
  if a.band ~= b.band then return a.band < b.band end
  if a.tag ~= b.tag then return a.tag < b.tag end
  return name_before(a.key, b.key)
end

-- How many keys one lease puts where they stand in an order that has changed.
local REORDERED_KEYS = 500

-- How many more keys are read than jobs are wanted: few at first, because to read one takes as long as a command.
local more_keys = 3

-- \`plain_ids\` are the first jobs without a key. Returns \`count\` unless there is no more to serve.
function serve_keys(type, plain_ids, count)
  local clock = keys.limited_turns_of(type)
  if clock.rate or clock.own_limits or clock.reorder then keys.make_the_rest() end
  if clock.reorder then keys.reorder(type, REORDERED_KEYS) end
  local order = clock.order
  local is_strict, has_bands = order == 'STRICT', order == 'PRIORITY'
  local width = count + more_keys
  more_keys = 16
  -- The first READY keys, each behind the score of the one before.
  local window = call('ZRANGE', keys.ring_key(type), '0', whole(width - 1), 'WITHSCORES')
  local is_whole = #window < 2 * width
  -- The entries of keys that were served and are to be again, in their order, and where in both lists the next one is.
  local again, at, again_at = {}, 1, 1
  -- One more than is served of a key as a rule, so that its next one is known.
  local ahead = math.ceil(count / math.max(1, #window / 2)) + 1
  local ahead_text, last_ahead, jobs_prefix = whole(ahead), whole(ahead - 1), keys.jobs_key(type, '')
  local before_all, most, plain_at = taken, taken + count, 1
  local running, pending = list_of(additions, type, 'RUNNING'), list_of(removals, type, 'KEYED')
  local looked, last_band, end_of_band, watching = {}, nil, nil, is_watching()
  -- The lengths of the lists to which each job comes, because to look for their ends takes longer.
  local running_length, pending_length, reply_length = #running, #pending, #reply
  -- Whether no job of a key is expected to run: until one is met of which some do.
  local are_idle = not keys.any_kept(type)
  note_later(type, expiry)

  -- What is known of a key of the window: its first jobs, whether all of these are pending and have the priority of
  -- the first one, how many of them have been looked at since they were read, and how many more may begin. A key with
  -- a weight or a rate has more. Eight fields, because a table with one more is twice as large. In the order STRICT
  -- the score stands for the tag.
  local parse_score = keys.parse_score
  local function entry_at(i)
    local score = tonumber(window[i + 1])
    local band, tag = parse_score(score)
    if is_strict then tag = score end
    return {
      key = window[i], band = band, tag = tag, jobs = false, jobs_key = false, are_sure = false, looked = 0, room = 0,
    }
  end
  local head = window[1] and entry_at(1)
  local last

  -- The states of a job which is plain but for its concurrency key in its first attempt, and what stands behind
  -- the letter of its kind.
  local first_state, typed = 'RUNNING = 2 1 1 ' .. type .. ' ' .. NOW, '= ' .. type .. ' '

  -- Jobs without a key are one more key, whose tag the clock has.
  local plain = { key = '', band = 0 }
  local function look_at_plain()
    plain.id = plain_ids[plain_at]
    if not plain.id then return end
    local score = tonumber(call('ZSCORE', index_key(type, 'PENDING'), plain.id))
    if has_bands then plain.band = band_of(score) end
    if is_strict then plain.tag = keys.ready_number(order, score) end
  end
  look_at_plain()

  -- The entry that is to be served, which is taken out; nil when none is known to be.
  local function take_next()
    local first, second = head, again[again_at]
    if not first and not is_whole then return nil end
    local is_again = second and (not first or comes_before(second, first))
    if is_again then first = second end
    if plain.id then
      if not is_strict then plain.tag = math.max(clock.plain, clock.floor) end
      if not first or comes_before(plain, first) then return plain, first end
    end
    if is_again then again_at = again_at + 1
    elseif first then
      at = at + 2
      head = window[at] and entry_at(at)
    end
    return first
  end

  local function serve_plain(has_rival)
    local before = taken
    begin({ plain.id }, type)
    running_length, reply_length = #running, #reply
    if taken > before and has_rival and not is_strict then
      clock.floor, clock.served = plain.tag, true
      clock.plain = plain.tag + TURN
    end
    plain_at = plain_at + 1
    look_at_plain()
  end

  -- Begins the attempt of a job of a key. One that is plain but for its key goes a short way, as plain ones do: see
  -- lib/plain.lua. Where it is not sure that a job is pending and has the priority that the turn is for, only such
  -- ones begin, which were never moved and have the default priority; returns false for others.
  local function begin_keyed(id, entry, is_sure)
    local hash, key = JOB .. id, entry.key
    local values = try('HMGET', hash, 'job', 'ckey', '1', 'state')
    local job = values[1]
    local kind = job and values[2] == key and find(job, typed, KIND_AT + 1, true) == KIND_AT + 1
      and byte(job, KIND_AT)
    if not is_sure and (not kind or values[4] or has_bands and entry.band ~= MAIN_BAND) then return false end
    local pieces = kind and known_pieces[kind]
    if kind and pieces == nil then
      pieces = pieces_of(string.char(kind)) or false
      known_pieces[kind] = pieces
    end
    if not pieces then
      begin_any(id, type, key)
      running_length, pending_length, reply_length = #running, #pending, #reply
      return
    end
    begin_plain(hash, first_state, worker)
    if watching then changed(id) end
    running[running_length + 1], running[running_length + 2] = expiry, id
    pending[pending_length + 1] = id
    running_length, pending_length = running_length + 2, pending_length + 1
    call('ZADD', entry.jobs_key, RUNS, id)
    local n = reply_length
    reply[n + 1], reply[n + 2] = id, job
    n = n + 3
    if pieces > 0 then
      reply[n] = values[3]
      n = n + 1
      if pieces > 1 then
        add_pieces(reply, hash, pieces)
        n = #reply + 1
      end
    end
    reply[n] = key
    reply_length, taken = n, taken + 1
  end

  -- Puts an entry that was served among those that are to be served again, where it is known what comes before it:
  -- keys of which nothing is known yet come behind the last one of the window.
  local function put_back(entry)
    if not is_whole then
      last = last or entry_at(#window - 1)
      if not comes_before(entry, last) then return end
    end
    local place = #again + 1
    while place > again_at and comes_before(entry, again[place - 1]) do place = place - 1 end
    if place > #again then again[place] = entry else table.insert(again, place, entry) end
  end

  -- Reads the next pending jobs of a key that have the priority of the first one. Without their scores, because
  -- Redis takes longer to write one than for all else of a command.
  local function read_jobs(entry)
    entry.are_sure, entry.looked = true, 0
    local keepers = keys.pending_keepers(type, entry.key)
    if keepers then
      entry.jobs, entry.scores = {}, {}
      for _, keeper in ipairs(keepers) do
        if not has_bands or band_of(keeper.score) == entry.band then
          local n = #entry.jobs + 1
          entry.jobs[n], entry.scores[n] = keeper.id, keeper.score
        end
      end
      return
    end
    if is_strict then
      local found = call('ZRANGEBYSCORE', entry.jobs_key, PENDING, '+inf', 'WITHSCORES', 'LIMIT', '0', ahead_text)
      entry.jobs, entry.scores = {}, {}
      for i = 1, #found, 2 do
        entry.jobs[(i + 1) / 2], entry.scores[(i + 1) / 2] = found[i], tonumber(found[i + 1])
      end
      return
    end
    if entry.band ~= last_band then
      last_band, end_of_band = entry.band, has_bands and keys.end_of_band(entry.band) or '+inf'
    end
    entry.jobs = call('ZRANGEBYSCORE', entry.jobs_key, PENDING, end_of_band, 'LIMIT', '0', ahead_text)
  end

  -- The same, with the priority that the first one has. Returns whether there is any.
  local function read_on(entry)
    local score = keys.head_score(type, entry.key)
    if not score then entry.band = false
    elseif has_bands then entry.band = band_of(score) end
    if score then read_jobs(entry) end
    return score
  end

  -- Looks at a key of which some jobs may run, or that has a rate. Returns whether one may begin.
  local function has_room(entry, limit, rate, own_rate)
    entry.room = keys.room_of(type, entry.key, limit)
    if entry.room <= 0 and clock.any_lost then entry.room = entry.room + keys.drop_lost(type, entry.key) end
    if entry.room <= 0 then
      entry.is_full = true
      return false
    end
    if rate then
      entry.tokens, entry.rate, entry.starts = keys.rate_room(type, entry.key, own_rate)
      entry.begun = 0
      if entry.tokens <= 0 then
        entry.waits = true
        return false
      end
    end
    read_jobs(entry)
    return true
  end

  local own_limits, limit_of_all, rate_of_all = clock.own_limits, clock.limit, clock.rate

  local function serve_key(entry)
    local jobs_key, before = entry.jobs_key, taken
    if not jobs_key then
      looked[#looked + 1] = entry
      jobs_key = jobs_prefix .. entry.key
      entry.jobs_key = jobs_key
      local limit, rate, own_rate = limit_of_all, rate_of_all, nil
      if own_limits then
        limit, entry.turn, own_rate = keys.limits_of(type, entry.key)
        rate = own_rate or rate
      end
      if are_idle and not rate and not is_strict then
        -- If none of its jobs runs, as many may as its limit says, and the first one is pending.
        entry.jobs, entry.room = call('ZRANGE', jobs_key, '0', last_ahead), limit
      end
      local first = entry.jobs and entry.jobs[1]
      if not first or begin_keyed(first, entry, false) == false then
        are_idle = are_idle and not first
        if not has_room(entry, limit, rate, own_rate) then return end
        first = entry.jobs[1]
        -- It may stand by a job that may not be leased: see lib/key-keepers.lua.
        if first and is_strict and keys.ready_number(order, entry.scores[1]) ~= entry.tag then entry.looked = -1
        elseif first then begin_keyed(first, entry, true) end
      end
    elseif entry.room <= 0 then
      entry.is_full = true
      return
    elseif entry.rate and entry.tokens <= 0 then
      entry.waits = true
      return
    elseif begin_keyed(entry.jobs[entry.looked + 1], entry, entry.are_sure) == false then
      if read_on(entry) then put_back(entry) end
      return
    end
    if taken > before then
      if not is_strict then
        local tag = entry.tag
        if tag < clock.floor then tag = clock.floor end
        clock.floor, clock.served, entry.tag = tag, true, tag + (entry.turn or TURN)
      end
      entry.room = entry.room - 1
      if entry.rate then entry.tokens, entry.begun = entry.tokens - 1, entry.begun + 1 end
    end
    local looked_at = entry.looked + 1
    if taken == before and keys.any_kept(type) then
      -- The job was buried, which may have halted its key, or another one is to come first.
      if not read_on(entry) then return end
      looked_at = 0
    end
    entry.looked = looked_at
    if not entry.jobs[looked_at + 1] then
      if not entry.are_sure and looked_at < ahead then
        entry.band = false
        return
      end
      if not read_on(entry) then return end
    end
    if is_strict then entry.tag = keys.ready_number(order, entry.scores[entry.looked + 1]) end
    put_back(entry)
  end

  while taken < math.min(most, max) do
    local entry, has_rival = take_next()
    if entry == nil then break end
    if entry == plain then serve_plain(has_rival) else serve_key(entry) end
  end
  if plain_at > 1 then call('ZREMRANGEBYRANK', index_key(type, 'PENDING'), '0', whole(plain_at - 2)) end
  if taken > before_all and clock.own_limits then limited[#limited + 1] = type end
  local is_done = taken < math.min(most, max) and is_whole and not head and again[again_at] == nil
    and plain.id == nil

  local comes, goes = keys.new_moves()
  local ready, length, ready_score = comes.READY, 0, keys.ready_score
  for _, entry in ipairs(looked) do
    local key = entry.key
    local free_at = entry.rate and keys.count_starts(type, key, entry.rate, entry.starts, entry.begun)
    if entry.waits then
      keys.drain(type, key, 'READY', entry.tag, comes, goes)
      keys.wait_for_rate(type, key, free_at)
      earliest = math.min(earliest, free_at)
    elseif entry.is_full then
      goes.READY[#goes.READY + 1] = key
      keys.put(comes, 'FULL', is_strict and '0' or keys.tag_text(entry.tag), key)
    elseif entry.band then
      local score = is_strict and keys.number_text(entry.tag) or ready_score(order, entry.band * BAND, entry.tag)
      ready[length + 1], ready[length + 2] = score, key
      length = length + 2
    else keys.drain(type, key, 'READY', entry.tag, comes, goes) end
  end
  keys.write_moves(type, comes, goes)
  flush_index()
  keys.write_clock(type, #goes.READY > 0 and #comes.READY == 0 and #comes.FULL == 0)
  return is_done and 0 or count
end
`,
  "lib/settings": `-- What is set for the queue of a type: a hash that is there only while something is. \`revision\` grows with
-- each change; \`paused\`, \`draining\` and \`throttled\` are holds, "at until told": times in ms, - for no end, and JSON;
-- \`maxRunning\` is how many jobs may run, \`keyMaxRunning\` how many of each concurrency key; \`rate\` how many may
-- start, see lib/rate.lua, \`keyRate\` how many of each key; \`order\` in which order keys are served, see
-- lib/key-scores.lua; \`keyOnFailure\` is HOLD or HALT, see lib/key-keepers.lua; \`agingMs\` what a step of priority is
-- worth; \`parted\` tells that there are several partitions, so that \`maxRunning\` and \`rate\` are kept by grants, see
-- lib/grants.lua; and \`agingEnds\` that another one was before, see lib/aging.lua.

-- include: lib/partition

local function settings_key(type) return P .. ':c:' .. type end

-- What the rate of the queue has counted, see lib/starts.lua.
local function starts_key(type) return P .. ':s:' .. type end

-- When a hold ends: nil when there is none or it is over, math.huge when somebody has to end it.
local function hold_end(hold)
  if not hold then return nil end
  local ends = tonumber(string.match(hold, '^%d+ (%S+)')) or math.huge
  if ends > now then return ends end
end

-- Until when no job of a queue is leased, by the fields \`paused\` and \`throttled\`: nil when jobs may be.
local function leases_hold_end(paused, throttled)
  local pause, throttle = hold_end(paused), hold_end(throttled)
  if pause or throttle then return math.max(pause or 0, throttle or 0) end
end

-- Why the queue takes no new jobs; nil when it does.
local function draining_hold(type)
  local hold = call('HGET', settings_key(type), 'draining')
  if hold_end(hold) then return hold end
end
`,
  "lib/starts": `-- What a rate has counted: a text that is there while any of it counts.

-- include: lib/partition
-- include: lib/rate

local function parse_starts(text) return text and cmsgpack.unpack(text) or { 0, 0, 0 } end
local function read_starts(key) return parse_starts(call('GET', key)) end

local function write_starts(key, state, rate)
  local ends = rate.burst and state[1] + math.ceil(state[2] / rate.limit) or 0
  ends = math.max(ends, state[#state - 1])
  if ends > now then call('SET', key, cmsgpack.pack(state), 'PXAT', whole(ends))
  else call('DEL', key) end
end
`,
  "lib/step-jobs": `-- Makes the jobs of runs' steps, which have no idempotency or unique key, wait for no others, and are made whether or not
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

-- Makes a job whose arguments behind their number lie from \`at\` to \`last\`.
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

-- Makes the jobs whose arguments, as enqueue.lua has them, lie in \`list\` from \`at\` to \`last\`.
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
`,
  "lib/throttle": `-- Has no job of a queue be leased up to a time.

-- include: lib/settings
-- include: lib/note-due

-- Throttles a queue until a time in ms, because the attempt of a job was at another one, unless it is until later
-- already.
local function throttle_queue(type, ends, id, at)
  local key = settings_key(type)
  local before = hold_end(call('HGET', key, 'throttled')) or now
  if ends <= before then return end
  local hold = at .. ' ' .. whole(ends) .. ' ' .. cjson.encode({ reason = '', by = id })
  call('HSET', key, 'throttled', hold)
  -- Partitions copy by the revision; one that is about to forget it must not forget this.
  call('HSETNX', key, 'revision', '0')
  call('PERSIST', key)
  note_due(type, whole(ends))
end
`,
  "lib/unique": `-- The hold of a job on its unique key, by the letter in its field \`unique\`: see job-hash.ts. Part of the
-- general way.

-- Gives up the key of a job, unless that is another one's by now.
function give_key_up(job)
  local key = unique_key(job.type, job.unique, job.ckey)
  if call('GET', key) == job.id then call('DEL', key) end
end

-- Passes the key of a job on to its successor, if that waits for it, for as long as the job would have held it.
-- Returns whether there is one.
function pass_key_on(job)
  local id = call('HGET', job.hash, 'successor')
  local successor = id and read_job(id)
  if not successor or successor.status ~= 'BLOCKED' then return false end
  local key = unique_key(job.type, job.unique, job.ckey)
  if call('GET', key) == job.id then call('SET', key, id, 'KEEPTTL') end
  return true
end

-- Ends the hold of a job that has come to a final status and expires then, if that ends it.
local function end_hold(job, status, expiry)
  if job.hold == 'T' then return end
  if job.hold ~= 'C' or status == 'COMPLETED' then return give_key_up(job) end
  local key = unique_key(job.type, job.unique, job.ckey)
  if expiry ~= NEVER and call('GET', key) == job.id then call('PEXPIREAT', key, expiry) end
end

-- Has a job that is to run again take its key. Returns the job that holds it when that is another one.
function take_key_again(job)
  if job.hold == 'T' then return nil end
  local key = unique_key(job.type, job.unique, job.ckey)
  local holder = call('GET', key)
  if holder and holder ~= job.id and may_hold(holder) then return holder end
  call('SET', key, job.id)
end
`,
  "lib/waiting": `-- Workers that wait for a job, so that an enqueue can hand its job over to one of them; enqueue-one.lua
-- does.
--
-- A waiter is one waiting lease of one process. It stands in the list of each of its types, and has a
-- key with its terms, "call lease-ms worker-id", which is taken together with it: whatever list it is
-- found in, it gets one job.

-- include: lib/partition

local function waiter_key(waiter) return P .. ':waiter:' .. waiter end

-- Has \`waiter\` wait for jobs of the types from ARGV[first] on, for \`ms\`.
local function wait_for_job(waiter, call_number, lease_ms, worker, ms, first)
  call('SET', waiter_key(waiter), call_number .. ' ' .. lease_ms .. ' ' .. worker, 'PX', ms)
  for i = first, #ARGV do
    local waiting = P .. ':waiting:' .. ARGV[i]
    call('ZADD', waiting, NOW, waiter)
    call('PEXPIRE', waiting, ms)
  end
end

-- Ends the wait, if it lasts.
local function wait_no_longer(waiter) call('DEL', waiter_key(waiter)) end
`,
  "lib/wake": `-- Wakes as many workers that wait for jobs of this type as there are new ones.

-- include: lib/partition

local function wake(type, count) call('PUBLISH', P .. ':wake', type .. ' ' .. count) end

-- The same where the jobs may lie in any partition.
local function wake_all_parts(type, count) call('PUBLISH', P .. ':wake', type .. ' ' .. count .. ' *') end
`,
  "lib/watch": `-- Telling those who watch a job.

-- include: lib/partition

-- Whether any job is being watched; looked up when it is first asked for.
local any_watched

local function is_watching()
  if any_watched == nil then any_watched = call('EXISTS', P .. ':watched') == 1 end
  return any_watched
end

-- Whether anything is set for a queue. What is not known yet of watches is asked for along with it.
local function has_settings(type)
  local key = P .. ':c:' .. type
  if any_watched == nil then
    if call('EXISTS', P .. ':watched', key) == 0 then
      any_watched = false
      return false
    end
  end
  return call('EXISTS', key) == 1
end

-- Tells whoever watches the job that it has changed.
local function changed(id)
  if is_watching() and call('ZSCORE', P .. ':watched', id) then
    call('PUBLISH', P .. ':changed', id)
  end
end
`,
  "lib/workers": `-- Workers that live: what each tells of itself, with a lifetime; their names in order; when the life of
-- each ends, of all and of those of a type.

-- include: lib/partition

local NAMES, ENDS = P .. ':workers', P .. ':worker-ends'

local function worker_key(name) return P .. ':worker:' .. name end
local function of_type_key(type) return P .. ':workers-of:' .. type end

-- How many dead ones a call forgets at most.
local DEAD = 100

local function forget_dead()
  local dead = call('ZRANGEBYSCORE', ENDS, '-inf', NOW, 'LIMIT', '0', whole(DEAD))
  if #dead == 0 then return end
  call('ZREM', ENDS, unpack(dead))
  call('ZREM', NAMES, unpack(dead))
end
`,
  "lib/workflows": `-- Where the definitions of workflows lie: a hash for each name, with the number of its latest version, the digest of
-- the content of that, and each definition by its version.

-- include: lib/partition

local WORKFLOW_NAMES = P .. ':workflows'
local function workflow_key(name) return P .. ':workflow:' .. name end
`,
  "list": `-- Lists jobs of one type and status in the order of their index, or the last one first.
--
-- ARGV[1]  type
-- ARGV[2]  status
-- ARGV[3]  score of the last job of the page before, or ''
-- ARGV[4]  its id
-- ARGV[5]  how many at most
-- ARGV[6]  view, BASIC or FULL
-- ARGV[7]  '1' for the last one first
--
-- Returns for each job { score, id, job as reply.lua or basic-reply.lua describes it, or false when it has
-- expired or its key holds no hash }.

-- include: lib/basic-reply

local key, after_score, after_id = index_key(ARGV[1], ARGV[2]), ARGV[3], ARGV[4]
local count, reversed = tonumber(ARGV[5]), ARGV[7] == '1'

-- How many jobs stand before (after_score, after_id), whether or not that one is still there, which counts
-- as before itself unless the order is reversed. Equal scores are ordered by id, so it is found by
-- bisection.
local function rank_of_place()
  if after_score == '' then return reversed and call('ZCARD', key) or 0 end
  local low = call('ZCOUNT', key, '-inf', '(' .. after_score)
  local high = call('ZCOUNT', key, '-inf', after_score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local id = call('ZRANGE', key, middle, middle)[1]
    if id < after_id or (id == after_id and not reversed) then low = middle + 1
    else high = middle end
  end
  return low
end

local rank = rank_of_place()
local first, last = rank, rank + count - 1
if reversed then first, last = math.max(0, rank - count), rank - 1 end
-- A last one below zero would be counted from the end.
local found = last < 0 and {} or call('ZRANGE', key, first, last, 'WITHSCORES')
local reply, reply_of = {}, reply_by(ARGV[6])
local from, to, step = 1, #found - 1, 2
if reversed then from, to, step = to, from, -step end
for i = from, to, step do
  local is_read, job = pcall(reply_of, found[i])
  reply[#reply + 1] = { found[i + 1], found[i], is_read and job }
end
return reply
`,
  "list-keys": `-- Lists concurrency keys of a type: those that are READY, that are FULL, that wait for a time, and that have limits
-- of their own, each in the order of its sorted set.
--
-- ARGV[1]  type
-- ARGV[2]  how many at most
-- ARGV[3]  the sorted sets to look through, a letter each, see keys.ts: k for the last ones
-- ARGV[4]  score of the last key of the part before, or '' where none of the first of these sets was told
-- ARGV[5]  that key
--
-- Returns the limit of all keys of the queue or '', the set where the next part begins or '', the score of the
-- last key and that key, then each key as lib/key-facts.lua tells it.

-- include: lib/partition
-- include: lib/key-facts

local type, left, sets, score, after = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local reply = { limit_of_all(type), '', '', '' }

-- How many keys of a set stand before the place where the part before ended.
local function rank_of_place(set)
  if score == '' then return 0 end
  if call('ZSCORE', set, after) == score then return call('ZRANK', set, after) + 1 end
  return call('ZCOUNT', set, '-inf', '(' .. score)
end

-- Whether a key with limits was told of by another set.
local function is_elsewhere(key)
  return call('ZSCORE', P .. ':r:' .. type, key) or call('ZSCORE', P .. ':f:' .. type, key)
    or call('ZSCORE', P .. ':w:' .. type, key)
end

for letter in string.gmatch(sets, '.') do
  local set = P .. ':' .. (letter == 'k' and 'kn' or letter) .. ':' .. type
  local from = 0
  if letter == 'k' and score ~= '' then
    from = call('ZLEXCOUNT', set, '-', '[' .. after)
  elseif score ~= '' then from = rank_of_place(set) end
  local found = call('ZRANGE', set, whole(from), whole(from + left - 1), 'WITHSCORES')
  for i = 1, #found, 2 do
    if letter ~= 'k' or not is_elsewhere(found[i]) then reply[#reply + 1] = key_facts(type, found[i]) end
  end
  left = left - #found / 2
  if left == 0 then
    reply[2], reply[3], reply[4] = letter, found[#found], found[#found - 1]
    break
  end
  score = ''
end
return reply
`,
  "list-operations": `-- Lists operations.
--
-- ARGV[1]  'open' for those that are, by their ids; else '' for all, the highest first
-- ARGV[2]  the id before which to begin, or ''
-- ARGV[3]  how many at most
--
-- Returns a list of what lib/operations.lua reads.

-- include: lib/operations

local is_open, after, limit = ARGV[1] == 'open', ARGV[2], tonumber(ARGV[3])
local ids = call('ZRANGEBYSCORE', OPERATIONS, is_open and 'inf' or '(' .. NOW, 'inf')
table.sort(ids, function(a, b)
  if is_open then return a < b end
  return b < a
end)
local reply = {}
for _, id in ipairs(ids) do
  if #reply == limit then break end
  if after == '' or id < after then reply[#reply + 1] = read_operation(id) end
end
return reply
`,
  "list-roles": `-- Tells who has which role now.
--
-- ARGV  the roles
--
-- Returns the time in ms, and for each role that somebody has its name, the holder, the fence, and when the lease ends.

-- include: lib/partition

local answer = { now }
for i = 1, #ARGV do
  local held = call('HMGET', P .. ':role:' .. ARGV[i], 'holder', 'fence', 'held_at', 'expires_at')
  -- A lease that begins in the future is none: the clock was set back.
  if held[4] and tonumber(held[3]) <= now and now < tonumber(held[4]) then
    answer[#answer + 1] = { ARGV[i], held[1], tonumber(held[2]), tonumber(held[4]) }
  end
end
return answer
`,
  "list-runs": `-- Lists runs, the latest first, of which it looks at a bounded number.
--
-- ARGV[1]  '' for all, ':' for those in a state, '-of:' for those of a workflow
-- ARGV[2]  that state or workflow, or ''
-- ARGV[3]  before when, in ms, and
-- ARGV[4]  before which id the list begins, or '' for both
-- ARGV[5]  how many it looks at
-- ARGV[6…] in which states; none for any
--
-- Returns "time id" of the last one that it has looked at, '' when there are no more, then of each run its id, head and
-- record.

-- include: lib/runs
-- include: lib/run-lists

local from = '+'
if ARGV[3] ~= '' then from = '(' .. run_place(tonumber(ARGV[3]), ARGV[4]) end
local wanted
for i = 6, #ARGV do
  wanted = wanted or {}
  wanted[ARGV[i]] = true
end
local places = call('ZREVRANGEBYLEX', run_list(ARGV[1], ARGV[2]), from, '-', 'LIMIT', '0', ARGV[5])
local reply = { #places == tonumber(ARGV[5]) and places[#places] or '' }
for _, place in ipairs(places) do
  local id = string.match(place, ' (.*)$')
  local head, record = unpack(call('HMGET', run_key(id), 'head', 'record'))
  if not wanted or wanted[string.match(head, '^%d+ %d+ %d+ (%S+)')] then
    reply[#reply + 1] = id
    reply[#reply + 1] = head
    reply[#reply + 1] = record
  end
end
return reply
`,
  "list-schedules": `-- Lists schedules by name.
--
-- ARGV[1]  the name behind which to begin, or ''
-- ARGV[2]  how many at most
--
-- Returns of each its name, version and record.

-- include: lib/schedules

local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local reply = {}
for _, name in ipairs(call('ZRANGEBYLEX', SCHEDULE_NAMES, from, '+', 'LIMIT', '0', ARGV[2])) do
  local version, record = unpack(call('HMGET', schedule_key(name), 'version', 'record'))
  reply[#reply + 1] = name
  reply[#reply + 1] = version
  reply[#reply + 1] = record
end
return reply
`,
  "list-workers": `-- Lists workers that live, by name.
--
-- ARGV[1]  the name behind which to begin, or ''
-- ARGV[2]  how many at most
--
-- Returns the time in ms, then of each its name, and what it told of itself, "when JSON", or false when it
-- lives no more.

-- include: lib/partition
-- include: lib/workers

forget_dead()
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local reply = { now }
for _, name in ipairs(call('ZRANGEBYLEX', NAMES, from, '+', 'LIMIT', '0', ARGV[2])) do
  reply[#reply + 1] = name
  reply[#reply + 1] = call('GET', worker_key(name))
end
return reply
`,
  "list-workflows": `-- Lists the latest versions of workflows by name.
--
-- ARGV[1]  the name behind which to begin, or ''
-- ARGV[2]  how many at most
--
-- Returns of each its name, version and definition.

-- include: lib/workflows

local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local reply = {}
for _, name in ipairs(call('ZRANGEBYLEX', WORKFLOW_NAMES, from, '+', 'LIMIT', '0', ARGV[2])) do
  local key = workflow_key(name)
  local version = call('HGET', key, 'latest')
  reply[#reply + 1] = name
  reply[#reply + 1] = version
  reply[#reply + 1] = call('HGET', key, version)
end
return reply
`,
  "look-at-grants": `-- Tells how a queue stands whose limits are kept by grants.
--
-- ARGV[1]  type
-- ARGV[2]  how many of the jobs that run are named
--
-- Returns how many run or are about to, '' without a limit, and the ids of the first ones; then for how many starts
-- the rate has room, and when it has next, '' without one.

-- include: lib/grants

local type, named = ARGV[1], tonumber(ARGV[2])
local grants = grants_of(type)
local ids = {}
if grants.most then
  for i, member in ipairs(call('ZRANGE', grants_key(type), '0', whole(named - 1))) do
    ids[i] = string.match(member, '^%S+')
  end
end
return { grants.most and grants.used or '', ids, grants.start_room or '', grants.next_at or '' }
`,
  "maintain": `-- One bounded round of maintenance, for the types of which something is due.
--
-- ARGV[1]  random number in [0, 1), for the backoff of rescued jobs
--
-- Returns how many jobs were promoted, rescued, cancelled by their start deadline, pruned, 1 when there is more to do, the time in ms, and which
-- attempts have ended, as settle.lua tells it.

-- include: lib/due
-- include: lib/admission
-- include: lib/general

local random = tonumber(ARGV[1])
local due_types, all_types = P .. ':due', P .. ':types'

-- How many types one round looks at.
local TYPES = 100

-- This entry, which is never due, says that every type has been looked at since it came.
local ALL_NOTED = ''
if not call('ZSCORE', due_types, ALL_NOTED) and call('EXISTS', all_types) == 1 then
  for _, type in ipairs(call('ZRANGE', all_types, 0, -1)) do note_due(type, '0') end
  call('ZADD', due_types, '+inf', ALL_NOTED)
end

-- Notes when something is due next; a type without jobs is forgotten, and the next enqueue brings it
-- back.
local function note_next(type)
  local next_time = math.huge
  for _, status in ipairs(TIMED_STATUSES) do next_time = math.min(next_time, head_time(type, status)) end
  local waits = call('ZRANGE', P .. ':w:' .. type, '0', '0', 'WITHSCORES')
  next_time = math.min(next_time, tonumber(waits[2] or nil) or math.huge, head_time(type, 'START'), held_until(type) or math.huge)
  if next_time < math.huge then
    call('ZADD', due_types, whole(next_time), type)
  else
    call('ZREM', due_types, type)
    local has_jobs = call('EXISTS', settings_key(type), index_key(type, 'KEYED')) > 0
    for _, status in ipairs(TIMELESS_STATUSES) do
      has_jobs = has_jobs or call('EXISTS', index_key(type, status)) == 1
    end
    if not has_jobs then call('ZREM', all_types, type) end
  end
end

local rescued, promoted, expired, pruned = 0, 0, 0, 0
local types = call('ZRANGEBYSCORE', due_types, '-inf', NOW, 'LIMIT', 0, TYPES)
if #types > 0 then go_general_way() end
for _, type in ipairs(types) do
  if rescued + promoted + expired + pruned >= STEP then break end
  -- A rescued job retries, so retries come after.
  local rescued_now = rescue(type, random)
  if rescued_now > 0 and has_settings(type) then leave_room(type, rescued_now) end
  rescued = rescued + rescued_now
  local due_now = 0
  for _, status in ipairs(PROMOTED_STATUSES) do due_now = due_now + promote(type, status) end
  if due_now > 0 then wake(type, due_now) end
  promoted = promoted + due_now
  expired = expired + expire(type)
  if call('EXISTS', P .. ':w:' .. type) == 1 then key_way().end_waits(type, NOW, STEP) end
  for _, status in ipairs(FINAL_STATUSES) do pruned = pruned + prune(type, status) end
  note_next(type)
  if call('EXISTS', P .. ':la:' .. type) == 1 and key_way().ask_for_slots(type) then note_due(type, NOW) end
end
if #types > 0 and call('EXISTS', all_types) == 0 then call('ZREM', due_types, ALL_NOTED) end
call('ZREMRANGEBYSCORE', P .. ':watched', '-inf', now)

-- Those that wait for something that has ended, and were too many for the script that ended it.
local ends = P .. ':ends'
if call('EXISTS', ends) == 1 then
  go_general_way()
  join_way().tell()
  flush_index()
end

local more = call('ZCOUNT', due_types, '-inf', NOW) > 0 or call('EXISTS', ends) == 1
return { promoted, rescued, expired, pruned, more and 1 or 0, now, ended }
`,
  "minutes": `-- What was counted of a type minute by minute.
--
-- ARGV[1]  type, or '' for all together
-- ARGV[2]  how many minutes back, this one included
--
-- Returns this minute since 1970, then for each hour that has any counts: its first minute since 1970, the
-- counts of its minutes as numbers of 32 bits.

-- include: lib/partition
-- include: lib/counted

local this_minute = math.floor(now / MINUTE_MS)
local first = this_minute - ARGV[2] + 1
local reply = { this_minute }
for minute = first - first % 60, this_minute, 60 do
  local counts = call('GET', hour_key(ARGV[1], minute))
  if counts then
    reply[#reply + 1] = minute
    reply[#reply + 1] = counts
  end
end
return reply
`,
  "partitions": `-- Reads how many partitions there are; sets the number at the first start, and raises it.
--
-- KEYS[1]  the key that keeps it, which lies in no partition
-- ARGV[1]  the number to begin with
-- ARGV[2]  the number that there must be at least: the caller has jobs in so many, or wants them
-- ARGV[3]  the number over which the caller spreads idempotency keys, or 0 when it does not know
--
-- Both numbers only ever grow: a caller that knows greater ones puts them back into a Redis that has
-- come back empty, or without its last writes, whoever has set them anew meanwhile.
--
-- Returns the number, over how many of them idempotency keys are spread (that stays as it was at the
-- first start, so that a key always leads to the same partition), and the number found, 0 for none.

-- include: lib/partition
-- include: lib/drain

local first, at_least, known_keyed = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local found = call('HMGET', P, 'number', 'keyed')
local stored, stored_keyed = tonumber(found[1]), tonumber(found[2])
local number = math.max(stored or first, at_least)
local keyed = math.max(stored_keyed or 0, known_keyed)
if keyed == 0 then keyed = number end
if number ~= stored or keyed ~= stored_keyed then
  call('HSET', P, 'number', number, 'keyed', keyed)
  call('PUBLISH', P, number)
end
return { number, keyed, stored or 0 }
`,
  "put-workflow": `-- Keeps a version of a workflow, unless the latest one has the same content. A call that repeats one whose answer was
-- lost finds that it has.
--
-- ARGV[1]  name
-- ARGV[2]  definition
-- ARGV[3]  digest of its content
--
-- Returns { version, 1 when it is a new one }.

-- include: lib/workflows

local name, definition, content = unpack(ARGV)
local key = workflow_key(name)
local latest, kept = unpack(call('HMGET', key, 'latest', 'content'))
if kept == content then return { tonumber(latest), 0 } end
local version = call('HINCRBY', key, 'latest', '1')
call('HSET', key, 'content', content, whole(version), definition)
call('ZADD', WORKFLOW_NAMES, '0', name)
return { version, 1 }
`,
  "queues": `-- Looks at the queues of types.
--
-- ARGV  types
--
-- Returns for each type the fields \`revision\`, \`paused\`, \`draining\`, \`throttled\`, \`maxRunning\`, \`keyMaxRunning\`, \`rate\`, \`keyRate\`, \`order\`,
-- \`keyOnFailure\` and \`agingMs\` of its settings, '' for none, see lib/settings.lua, then for each of JOB_STATUSES in order: how many of its jobs are kept, and for how long
-- in ms the oldest has been in the status ('' when there is none, or it cannot be read).

-- include: lib/partition
-- include: lib/job-keys
-- include: lib/place
-- include: lib/settings

-- Since when a job is in a status: a pending one since it is due, a running one since its attempt began.
local function since(status, id)
  local values = try('HMGET', job_key(id), 'state', 'job', 'runAt', 'worker')
  if values.err then return nil end
  local state, job, run_at, worker = values[1] or '', values[2] or '', values[3], values[4] or ''
  if status == 'PENDING' then return tonumber(run_at or string.match(job, '^%d+')) end
  if status == 'RUNNING' then return tonumber(string.match(worker, '^%d+')) end
  return tonumber(string.match(state, '%d+$'))
end

-- The earliest time since when one of the first jobs of each priority is due.
local function oldest_pending(key)
  local oldest
  local head = call('ZRANGE', key, '0', '0', 'WITHSCORES')
  while head[1] do
    local at = since('PENDING', head[1])
    if at and at < (oldest or math.huge) then oldest = at end
    local next_band = (math.floor(head[2] / BAND) + 1) * BAND
    head = call('ZRANGEBYSCORE', key, whole(next_band), '+inf', 'WITHSCORES', 'LIMIT', '0', '1')
  end
  return oldest
end

-- A final job that has expired is kept no more, be it pruned or not.
local function count_of(key, status)
  if FINAL[status] then return call('ZCOUNT', key, '(' .. NOW, '+inf') end
  return call('ZCARD', key)
end

local function oldest_of(key, status)
  if status == 'PENDING' then return oldest_pending(key) end
  local from = FINAL[status] and '(' .. NOW or '-inf'
  local head = call('ZRANGEBYSCORE', key, from, '+inf', 'LIMIT', '0', '1')[1]
  return head and since(status, head)
end

local reply = {}
for _, type in ipairs(ARGV) do
  local set = call('HMGET', settings_key(type), 'revision', 'paused', 'draining', 'throttled', 'maxRunning',
    'keyMaxRunning', 'rate', 'keyRate', 'order', 'keyOnFailure', 'agingMs')
  reply[#reply + 1] = set[1] or ''
  for i = 2, 4 do reply[#reply + 1] = hold_end(set[i]) and set[i] or '' end
  for i = 5, 11 do reply[#reply + 1] = set[i] or '' end
  for _, status in ipairs(JOB_STATUSES) do
    local key = index_key(type, status)
    local jobs = count_of(key, status)
    local oldest = jobs > 0 and oldest_of(key, status)
    if status == 'PENDING' then
      local keyed = index_key(type, 'KEYED')
      local more = call('ZCARD', keyed)
      if more > 0 then
        jobs = jobs + more
        oldest = math.min(oldest or math.huge, oldest_pending(keyed) or now)
      end
    end
    reply[#reply + 1] = jobs
    reply[#reply + 1] = oldest and math.max(0, now - oldest) or ''
  end
end
return reply
`,
  "recent": `-- What was counted of types lately.
--
-- ARGV  types
--
-- Returns the time in ms, then for each type: the counts of this minute, of the last one, the times of
-- this span, of the last one, each as numbers of 32 bits, as far as there are any.

-- include: lib/partition
-- include: lib/counted

local minute = math.floor(now / MINUTE_MS)

local BYTES = COUNTS * 4

-- The counts of this minute, and those of the last one.
local function counts_of(type)
  local first = minute % 60 * BYTES
  if first == 0 then
    local last = hour_key(type, minute - 1)
    return call('GETRANGE', hour_key(type, minute), '0', whole(BYTES - 1)), call('GETRANGE', last, whole(59 * BYTES), '-1')
  end
  local both = call('GETRANGE', hour_key(type, minute), whole(first - BYTES), whole(first + BYTES - 1))
  return string.sub(both, BYTES + 1), string.sub(both, 1, BYTES)
end

local reply = { now }
for _, type in ipairs(ARGV) do
  local n = #reply
  reply[n + 1], reply[n + 2] = counts_of(type)
  local times = call('MGET', times_key(type, 0), times_key(type, 1))
  reply[n + 3], reply[n + 4] = times[1] or '', times[2] or ''
end
return reply
`,
  "redrive": `-- Runs a finished job again, with all its attempts.
--
-- ARGV[1]  id
-- ARGV[2]  the sequence number at which to do it; absent for any
--
-- Returns the job as reply.lua describes it, or what operator.lua returns for one that was not changed, nil
-- for none.

-- include: lib/operator
-- include: lib/reply

local answer = redrive_job(ARGV[1], ARGV[2])
if answer ~= 'OK' then return answer end
end_changes()
return job_reply(ARGV[1])
`,
  "release-grants": `-- Gives the grants of leases back that have ended, and wakes as many who wait for them.
--
-- ARGV[1]  type
-- ARGV[2]  number of the leases that follow, "id token" each
-- then how long ago in ms attempts had begun that were given back before they have started
--
-- Returns nothing.

-- include: lib/grants
-- include: lib/wake

local type, count = ARGV[1], tonumber(ARGV[2])
local freed = count > 0 and call('ZREM', grants_key(type), unpack(ARGV, 3, 2 + count)) or 0
local rate_text = #ARGV > 2 + count and call('HGET', settings_key(type), 'rate')
if rate_text then
  local rates = rate_rules()
  local key, rate = starts_key(type), rates.parse(rate_text)
  local state = rates.read(key)
  for i = 3 + count, #ARGV do
    local has_freed
    -- They have taken some time to be told.
    state, has_freed = rates.uncount_first(state, rate, now - ARGV[i] - GRANT_MARGIN_MS, now, GRANT_MARGIN_MS)
    if has_freed then freed = freed + 1 end
  end
  rates.write(key, state, rate)
end
if freed > 0 then wake_all_parts(type, freed) end
return false
`,
  "release-keys": `-- Has keys of a type be looked at again that are at their limit, or wait for their rate, or stand in another order,
-- or has no job keep their turn, because what is set has changed.
--
-- ARGV[1]  type
-- ARGV[2]  how many of them to pass over, which calls before have left as they are
-- ARGV[3]  how many to look at, at most
-- ARGV[4]  FULL, RATE, or ORDER for those that stand in another order; KEPT for those that jobs keep, FAILED where only
--          such that have failed for good are to keep them no more; AGE for the jobs of the type, with keys and without,
--          that ageing has stand elsewhere
--
-- Returns how many have got room or another place, or go on, and how many are left as they are.

-- include: lib/general

go_general_way()
local type, skip, count, why = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local keys = key_way()
if why == 'ORDER' then return { keys.reorder(type, count), 0 } end
if why == 'FULL' then return { keys.release(type, skip, count) } end
if why == 'RATE' then return { keys.release_rates(type, skip, count) } end
if why == 'AGE' then
  -- include: lib/settings
  -- include: lib/aging
  local aging, ends = unpack(call('HMGET', settings_key(type), 'agingMs', 'agingEnds'))
  return { age_queue(type, aging, ends, count), 0 }
end
return { keys.resume_some(type, skip, count, why == 'FAILED', forget_later) }
`,
  "release-role": `-- Gives a role up, unless another has it, and tells so. Its fence stays, so that the next one is greater.
--
-- ARGV[1]  role
-- ARGV[2]  holder
-- ARGV[3]  the name by which it is told
--
-- Returns nil.

-- include: lib/partition

local key = P .. ':role:' .. ARGV[1]
if call('HGET', key, 'holder') == ARGV[2] then
  call('HSET', key, 'expires_at', '0')
  call('PUBLISH', P .. ':wake', ARGV[3] .. ' 1')
end
return false
`,
  "replace-operation": `-- Replaces the record of an open operation that is at a revision.
--
-- ARGV[1]  id
-- ARGV[2]  the revision
-- ARGV[3]  record
-- ARGV[4]  '1' for one that is over by now, else ''
-- ARGV[5]  for how long it is kept then, in ms
--
-- Returns 1 when it was at that revision, else 0.

-- include: lib/operations

local id, revision = ARGV[1], ARGV[2]
local at, ended = unpack(call('HMGET', operation_key(id), 'revision', 'ended'))
if at ~= revision or ended then return 0 end
write_operation(id, revision + 1, ARGV[3], ARGV[4] ~= '', ARGV[5])
return 1
`,
  "restore": `-- Adds jobs as they were in another store, each by itself and at the back of its queue: see ArchiveStore of core.
--
-- ARGV: of each job
--   id, type, status, priority
--   the time of a status that has one, in ms, or ''
--   when it is forgotten, in ms, - for never, '' for one that has not finished
--   concurrency key or ''
--   idempotency key or '', the request's fingerprint or ''
--   unique key or '', and its hold on that: '' for none, - for one that no time ends, else the ms
--   what ends that hold, a letter (see job-hash.ts), or ''
--   body kept in a key of its own, or ''
--   by when its first attempt must begin, in ms, or ''
--   '1' when it keeps the turn of its concurrency key
--   the ids of its group and of its run, or ''
--   the ids of what it waits for, with spaces between
--   number of the arguments that follow: field, value, … of its hash
--
-- Returns of each RESTORED, EXISTS, EXPIRED, or 'TAKEN id' or 'HELD id' with the job that has its idempotency or
-- unique key.

-- include: lib/partition

-- As a new job is, these are refused while Redis is full: see complete-parent.lua.
call('SETRANGE', P, '0', '')

-- include: lib/place
-- include: lib/group
-- include: lib/runs
-- include: lib/general

go_general_way()

local ARGUMENTS = 19

-- How many jobs of each type workers may lease now that they could not.
local woken = {}

-- Whether a job is the one that has \`unique\` as its unique key next or before, by their types and concurrency keys.
local function has_same_key(job, type, unique, ckey)
  return job and job.type == type and job.unique == unique and job.ckey == ckey
end

-- Has a job wait for others, which may not be there yet; one that holds its unique key is told so.
local function begin_waits(id, type, waits, unique, ckey, place)
  local others = {}
  for other in string.gmatch(waits, '%S+') do
    local job = read_job(other)
    others[#others + 1] = job or { id = other, awaited = true }
    if unique ~= '' and has_same_key(job, type, unique, ckey) then call('HSET', job.hash, 'successor', id) end
  end
  join_way().begin(id, others, place)
end

-- Marks a new job as one that others wait for, which came before it.
local function note_waiters(id, type, unique, ckey)
  local waiters = call('ZRANGE', P .. ':b:' .. id, '0', '-1')
  if #waiters == 0 then return end
  local hash = job_key(id)
  call('HSET', hash, 'state', (string.gsub(call('HGET', hash, 'state'), '^(%u+) %+ ', '%1 & ', 1)))
  if unique == '' then return end
  for _, waiter in ipairs(waiters) do
    if has_same_key(read_job(waiter), type, unique, ckey) then call('HSET', hash, 'successor', waiter) end
  end
end

local function join_group(id, group)
  local key = group_key(group)
  if call('EXISTS', key) == 0 then return end
  call('ZADD', members_key(group), call('HINCRBY', key, 'joined', '1'), id)
  local expires = call('HGET', key, 'expires')
  if expires then call('PEXPIREAT', members_key(group), expires) end
end

local function restore(at)
  local id, type, status, priority, time, expiry, ckey, key, fingerprint, unique, holds, hold, large, start_by, keeps,
    group, run, waits, count = unpack(ARGV, at, at + ARGUMENTS - 1)
  local hash = job_key(id)
  if ckey == '' then ckey = nil end
  if call('EXISTS', hash) == 1 then return 'EXISTS' end
  local ends = expiry ~= '' and expiry ~= '-'
  if ends and tonumber(expiry) <= now then return 'EXPIRED' end
  local name = key ~= '' and idempotency_key(type, key, ckey)
  if name then
    local other = string.match(call('GET', name) or '', '^%S+')
    if other and call('EXISTS', job_key(other)) == 1 then return 'TAKEN ' .. other end
  end
  local held = holds ~= '' and unique_key(type, unique, ckey)
  if held then
    local other = call('GET', held)
    if other and may_hold(other) then return 'HELD ' .. other end
  end

  call('HSET', hash, unpack(ARGV, at + ARGUMENTS, at + ARGUMENTS - 1 + count))
  if large ~= '' then call('SET', body_key(id), large) end
  if name then call('SET', name, id .. ' ' .. fingerprint) end
  if held then
    call('SET', held, id)
    if holds ~= '-' then call('PEXPIREAT', held, holds)
    elseif ends and hold == 'C' then call('PEXPIREAT', held, expiry) end
  end
  if ends and run == '' then
    call('PEXPIREAT', hash, expiry)
    if large ~= '' then call('PEXPIREAT', body_key(id), expiry) end
    if name then call('PEXPIREAT', name, expiry) end
  end
  note_waiters(id, type, unique, ckey)

  local score = time
  if status == 'PENDING' then score = pending_score(tonumber(priority), next_back())
  elseif status == 'BLOCKED' then score = whole(next_back())
  elseif FINAL[status] then score = ends and expiry or NEVER end
  if status == 'BLOCKED' then begin_waits(id, type, waits, unique, ckey, score) end
  if ckey then
    local job = { id = id, type = type, ckey = ckey, ran = true }
    if keeps == '1' then key_way().keep_turn(job, FINAL[status] and status or 'RETRYING') end
    key_way().enter(job, status, score)
  else
    index_add(type, status, score, id)
  end
  if status == 'PENDING' and start_by ~= '' then index_add(type, 'START', start_by, id) end
  call('ZADD', P .. ':types', 0, type)
  if group ~= '' then join_group(id, group) end
  if run ~= '' and call('EXISTS', run_key(run)) == 1 then call('HSET', run_key(run), '/' .. id, '') end
  if status ~= 'BLOCKED' and not FINAL[status] then woken[type] = (woken[type] or 0) + 1 end
  return 'RESTORED'
end

local reply, at = {}, 1
while at <= #ARGV do
  reply[#reply + 1] = restore(at)
  at = at + ARGUMENTS + ARGV[at + ARGUMENTS - 1]
end
flush_index()
for type, count in pairs(woken) do wake(type, count) end
return reply
`,
  "restore-group": `-- Adds a group as it was in another store, with its counts.
--
-- ARGV[1]  id
-- ARGV[2]  when it is forgotten, in ms, or ''
-- then     field, value, … of its hash, see partition-groups.ts
--
-- Returns RESTORED, EXISTS or EXPIRED.

-- include: lib/group

-- As a new job is, a group is refused while Redis is full: see complete-parent.lua.
call('SETRANGE', P, '0', '')

local id, expires = ARGV[1], ARGV[2]
if expires ~= '' and tonumber(expires) <= now then return 'EXPIRED' end
if call('EXISTS', group_key(id)) == 1 then return 'EXISTS' end
call('HSET', group_key(id), unpack(ARGV, 3))
if expires ~= '' then call('PEXPIREAT', group_key(id), expires) end
return 'RESTORED'
`,
  "restore-run": `-- Adds a run as it was in another store; its jobs come after it.
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
`,
  "resume-key": `-- Has no job keep the turn of a concurrency key any more.
--
-- ARGV[1]  type
-- ARGV[2]  key
--
-- Returns the limit of all keys of the queue or '', and the key as lib/key-facts.lua tells it.

-- include: lib/general
-- include: lib/key-facts

go_general_way()
local type, key = unpack(ARGV)
key_way().resume(type, key, false, forget_later)
flush_index()
return { limit_of_all(type), key_facts(type, key) }
`,
  "running-jobs": `-- Tells which jobs of a type run, some at a time: each of those that run all the while is told, maybe twice.
--
-- ARGV[1]  type
-- ARGV[2]  0, or what the call before has returned
-- ARGV[3]  about how many
--
-- Returns what to go on with, 0 at the end; then of each job "id token" and for how long in ms its lease lasts.

-- include: lib/general

go_general_way()
local next_cursor, found = unpack(call('ZSCAN', index_key(ARGV[1], 'RUNNING'), ARGV[2], 'COUNT', ARGV[3]))
local reply = { next_cursor }
for i = 1, #found, 2 do
  local job = read_job(found[i])
  if job and job.status == 'RUNNING' then
    reply[#reply + 1] = job.id .. ' ' .. job.token
    reply[#reply + 1] = whole(math.max(0, found[i + 1] - now))
  end
end
return reply
`,
  "seal-group": `-- Lets no more jobs join a group, which ends it if none is open.
--
-- ARGV[1]  id
--
-- Returns the fields and values of the group, none when there is no such group.

-- include: lib/group
-- include: lib/general

local id = ARGV[1]
local key = group_key(id)
if call('HEXISTS', key, 'created') == 1 and call('HSETNX', key, 'sealed', '1') == 1 then
  go_general_way()
  join_way().settle_group(id)
  flush_index()
end
return call('HGETALL', key)
`,
  "set-key-limits": `-- Sets what is set for one concurrency key of a queue.
--
-- ARGV[1]  type
-- ARGV[2]  key
-- ARGV[3]  how many of its jobs may run, or - for what the queue says
-- ARGV[4]  its weight, or -
-- ARGV[5]  how many of its attempts may start, as lib/rate.lua reads it, or '' for what the queue says
--
-- Returns the limit of all keys of the queue or '', and the key as lib/key-facts.lua tells it.

-- include: lib/general
-- include: lib/key-facts

go_general_way()
local type, key, most, weight, rate = unpack(ARGV)
if most == '-' and weight == '-' and rate == '' then
  call('HDEL', key_limits_key(type), key)
  call('ZREM', limited_keys_key(type), key)
else
  call('HSET', key_limits_key(type), key, most .. ' ' .. weight .. (rate ~= '' and ' ' .. rate or ''))
  call('ZADD', limited_keys_key(type), '0', key)
end
key_way().end_rate_waits(type, { key })
key_way().look_again(type, { key })
wake(type, '1')
return { limit_of_all(type), key_facts(type, key) }
`,
  "settle": `-- Ends leases with the outcomes of their attempts.
--
-- ARGV[1]  '1' when this call repeats one whose answer was lost, '2' when the runs that get news are to be read,
--          '3' for both
-- ARGV[2]  random number in [0, 1), for backoff
-- ARGV[3]  number of the items that follow: first leases (token 1) that completed without a result
--   id of each
-- then for each other item: id, token, kind, and by the kind
--   'completed'  '1' when there is a result, result
--   'telling'    what the run of the job is told before it completes; the result behind a '1', or ''
--   'failed'     JSON of the error's message and details, 'permanent' or ms to the retry or ''
--   'snoozed'    ms, ''
--   'throttled'  ms, 'QUEUE' or 'KEY', for whom waits
--   'released'   '1' when the handler may have started, ''
--
-- Returns first { place from 0, status, … } of the first leases that led to anything but COMPLETED, the time in ms, and
-- which attempts have ended: { "status type start-in-ms", how many, … }, with "MADE type" for jobs that were made by it;
-- the types whose limits are kept by grants, each with how long ago in ms attempts had begun that were given back before they have started, or '';
-- then the status of each other item; for one plain job alone, "now status type start-in-ms". A status is 'LEASE_LOST' when it was refused; behind that of
-- a job that has throttled its queue stand its type and until when. In place of the 0 of a run that has got news stands,
-- if asked for, what read-run.lua tells of it.

-- include: lib/plain
-- include: lib/run-news

-- A plain job alone, as most settles are of. It stands before all else, because making the functions
-- that a batch needs takes longer than one job.
local is_first = ARGV[3] == '1' and #ARGV == 4
if is_first or #ARGV == 8 and ARGV[5] == '1' and ARGV[6] == 'completed' then
  local id, result = ARGV[4], ARGV[7] == '1' and ARGV[8]
  local hash = JOB .. id
  local state = try('HGET', hash, 'state')
  -- An error of HGET's is a table.
  local kind, type
  if state and not state.err then kind, type = string.match(state, '^RUNNING ([-=>]) 2 1 1 (%S+) %d+$') end
  -- The concurrency key or the run of one that is plain but for that; false where the short way does not know what
  -- follows: the queue may have room then, or the key, which is FULL in no queue that has no such key.
  local ckey, run, is_short
  if kind == '=' then
    ckey = call('HGET', hash, 'ckey')
    is_short = ckey and call('EXISTS', P .. ':watched', P .. ':f:' .. type) == 0
      and call('HEXISTS', P .. ':c:' .. type, 'maxRunning') == 0
  elseif kind then
    is_short = call('EXISTS', P .. ':watched', P .. ':c:' .. type) == 0
    if kind == '>' then
      run = call('HGET', hash, 'run')
      is_short = is_short and run and call('EXISTS', P .. ':run-next:' .. string.match(run, '^%S+')) == 0
    end
  end
  if is_short then
    local expiry = whole(now + (run and RUN_JOB_RETENTION_MS or DEFAULT_RETENTION_MS))
    local completed, next_state = index_key(type, 'COMPLETED'), 'COMPLETED ' .. kind .. ' 3 1 1 ' .. type .. ' ' .. NOW
    -- First what needs no memory: the rest may run then while Redis is full, see drain.lua.
    call('ZREM', index_key(type, 'RUNNING'), id)
    if ckey then call('ZREM', P .. ':g:' .. type .. ' ' .. ckey, id) end
    if result then call('HSET', hash, 'result', result) end
    if run then call('HSET', hash, 'state', next_state) else end_plain(hash, next_state, expiry) end
    -- One job comes, so that two that have expired can go.
    local expired = call('ZRANGEBYSCORE', completed, '-inf', NOW, 'LIMIT', '0', '2')
    if #expired > 0 then call('ZREM', completed, unpack(expired)) end
    call('ZADD', completed, expiry, id)
    local ending = 'COMPLETED ' .. string.sub(state, #PLAIN_RUNNING + 1)
    local run_id = run and string.match(run, '^%S+')
    if run and call('EXISTS', P .. ':run:' .. run_id) == 1 then
      -- As lib/runs.lua adds news, and lib/read-run.lua reads them.
      local news, read = news_of_end(id, run, 'COMPLETED', '', result), 0
      if call('RPUSH', P .. ':run-news:' .. run_id, news) == 1 then
        call('ZADD', P .. ':run-times', NOW, run_id)
        if ARGV[1] >= '2' then
          local head, record = unpack(call('HMGET', P .. ':run:' .. run_id, 'head', 'record'))
          read = { head, record, { news }, {} }
        end
      end
      return { {}, now, { ending, 1, run_id, read }, not is_first and 'COMPLETED' or nil }
    end
    -- A text, because each table of an answer costs Redis as much as a command.
    return NOW .. ' ' .. ending
  end
end

-- short way ends
-- inner function begins

-- include: lib/place
-- include: lib/due
-- include: lib/wake
-- include: lib/general

-- inner function begins

local resend, reads_runs, random = ARGV[1] == '1' or ARGV[1] == '3', ARGV[1] >= '2', tonumber(ARGV[2])
local reply = {}
-- The statuses that jobs have reached, by type, each with how many have by the general way.
local reached = {}

-- How many jobs of types with settings have left room, by type; false for a type without any.
local left_room = {}

local function note_room(type, count)
  local room = left_room[type]
  if room == nil then room = has_settings(type) and 0 end
  left_room[type] = room and room + count
end

-- Until when queues are throttled, and for which job each, by type.
local throttles = {}

-- When attempts had begun that were given back before their handlers started, by type.
local unstarted = {}

-- Puts a job back without counting the attempt.
local function give_back(job, status, score, ...)
  job.attempt = job.attempt - 1
  return end_attempt(job, status, score, ...)
end

local DEFAULT_EXPIRY = whole(now + DEFAULT_RETENTION_MS)
local RUN_EXPIRY = whole(now + RUN_JOB_RETENTION_MS)

local settlers = {}

function settlers.completed(job, has_result, result)
  if has_result == '1' then return finish(job, 'COMPLETED', 'result', result) end
  return finish(job, 'COMPLETED')
end

function settlers.telling(job, text, result)
  if job.run then run_way().tell_text(job.run, text) end
  if result == '' then return finish(job, 'COMPLETED') end
  return finish(job, 'COMPLETED', 'result', string.sub(result, 2))
end

function settlers.failed(job, failure, how)
  return fail(job, cjson.decode(failure), how == 'permanent', tonumber(how), random)
end

function settlers.snoozed(job, delay)
  if job.cancelRequested then return finish(job, 'CANCELLED') end
  local run_at = whole(now + delay)
  return give_back(job, 'SCHEDULED', run_at, 'runAt', run_at)
end

function settlers.throttled(job, wait, scope)
  local ends = now + wait
  if scope == 'KEY' then
    if not job.ckey then return settlers.snoozed(job, wait) end
    key_way().wait(job.type, job.ckey, ends, job.id)
  else
    local known = throttles[job.type]
    if not known or ends > known.ends then throttles[job.type] = { ends = ends, id = job.id } end
    left_room[job.type] = left_room[job.type] or 0
    job.throttled = job.type .. ' ' .. whole(ends)
  end
  if job.cancelRequested then return finish(job, 'CANCELLED') end
  return give_back(job, 'PENDING', pending_score(job.priority, next_front()))
end

function settlers.released(job, started)
  if started == '1' and job.delivery == 'AT_MOST_ONCE' then
    return fail(job, { message = RELEASED_AT_MOST_ONCE }, true, nil, random)
  end
  if started ~= '1' then
    job.unstarted = true
    local began = tonumber(string.match(job.ran or '', '^%d+'))
    if job.ckey and began then key_way().take_back(job.type, job.ckey, began) end
    local times = unstarted[job.type] or {}
    unstarted[job.type] = times
    times[#times + 1] = began
  end
  if job.cancelRequested then return finish(job, 'CANCELLED') end
  return give_back(job, 'PENDING', pending_score(job.priority, next_front()))
end

-- A job whose policy cannot be read is buried.
local function settle(job, kind, a, b)
  local unreadable = kind ~= 'completed' and read_policy(job)
  if unreadable then return bury(job.id, job.type, 'RUNNING', unreadable) end
  return settlers[kind](job, a, b)
end

-- What completing plain jobs takes that are in the same state, which those leased at the same time are;
-- false for a state that is not of a plain job at its first attempt. Those that are plain but for their
-- concurrency keys or their runs have states of their own.
local plain_states = {}

local function plain_state(state)
  local is_text = type(state) == 'string'
  local kind, type
  if is_text then kind, type = string.match(state, '^RUNNING ([-=>]) 2 1 1 (%S+) %d+$') end
  if not type then return false end
  if kind ~= '-' then go_general_way() end
  list_of(reached, type, 'COMPLETED')
  note_room(type, 0)
  return {
    type = type,
    watching = is_watching(),
    next = 'COMPLETED ' .. kind .. ' 3 1 1 ' .. type .. ' ' .. NOW,
    stop = kind == '=' and key_way().stop,
    tell = kind == '>' and run_way().tell,
    ended = 'COMPLETED ' .. string.sub(state, #PLAIN_RUNNING + 1),
    count = 0,
    running = list_of(removals, type, 'RUNNING'),
    completed = list_of(additions, type, 'COMPLETED'),
  }
end

-- Completes the first attempt of a job that is plain but for its run.
local function complete_step(plain, hash, id, run, result)
  if result then call('HSET', hash, 'state', plain.next, 'result', result)
  else call('HSET', hash, 'state', plain.next) end
  plain.tell(id, run, 'COMPLETED', '', result)
  if plain.watching then changed(id) end
  local running, completed = plain.running, plain.completed
  running[#running + 1] = id
  completed[#completed + 1] = RUN_EXPIRY
  completed[#completed + 1] = id
end

-- Completes the first attempt of a job that is plain, be it but for its run. Returns whether it is one.
local function complete_plain(id, has_result, result)
  local hash = JOB .. id
  local state, run = unpack(try('HMGET', hash, 'state', 'run'))
  if not state then return false end
  local plain = plain_states[state]
  if plain == nil then
    plain = plain_state(state)
    plain_states[state] = plain
  end
  if not plain or plain.stop or plain.tell and not run then return false end
  plain.count = plain.count + 1
  if plain.tell then
    complete_step(plain, hash, id, run, has_result == '1' and result)
    return true
  end
  if has_result == '1' then call('HSET', hash, 'state', plain.next, 'result', result)
  else call('HSET', hash, 'state', plain.next) end
  call('PEXPIREAT', hash, DEFAULT_EXPIRY)
  if plain.watching then changed(id) end
  local running, completed = plain.running, plain.completed
  running[#running + 1] = id
  completed[#completed + 1] = DEFAULT_EXPIRY
  completed[#completed + 1] = id
  return true
end

-- Settles a job of any kind by \`token\`. Returns the status it leads to.
local function settle_any(id, token, kind, a, b)
  if kind == 'completed' and token == '1' and complete_plain(id, a, b) then return 'COMPLETED' end
  go_general_way()
  local job = read_job(id)
  if not job or job.token ~= token then return 'LEASE_LOST' end
  if job.status ~= 'RUNNING' then
    -- Only the settle of this very lease leaves its token behind: a rescue raises it.
    return resend and job.status or 'LEASE_LOST'
  end
  local status = settle(job, kind, a, b)
  note_end(job, status)
  note_room(job.type, 1)
  local count = list_of(reached, job.type, status)
  count[1] = (count[1] or 0) + 1
  return job.throttled and status .. ' ' .. job.throttled or status
end

local first_leases = tonumber(ARGV[3])
local exceptions = {}
reply[1], reply[2], reply[3], reply[4] = exceptions, now, ended, ''
-- What jobs share that are in the same state, in locals, because those leased together mostly come together;
-- \`r\` and \`c\` are the lengths of the two lists.
local state, plain, next_state, watching, stop, tell, running, completed, r, c
local count = 0
for place = 0, first_leases - 1 do
  local id = ARGV[4 + place]
  local hash = JOB .. id
  local found, ckey, run
  if tell then
    -- The next one is of a run, too, as a rule.
    local values = try('HMGET', hash, 'state', 'run')
    found, run = values[1] or values, values[2]
  elseif stop then
    -- The next one has a concurrency key, too, as a rule.
    local values = try('HMGET', hash, 'state', 'ckey')
    found, ckey = values[1] or values, values[2]
  else found = try('HGET', hash, 'state') end
  if found ~= state then
    if plain then plain.count = plain.count + count end
    state, plain, count = found, plain_states[found], 0
    if plain == nil then
      plain = plain_state(state)
      plain_states[state] = plain
    end
    if plain then
      next_state, watching, stop, tell = plain.next, plain.watching, plain.stop, plain.tell
      running, completed = plain.running, plain.completed
      r, c = #running, #completed
    end
  end
  if stop and ckey == nil then ckey = call('HGET', hash, 'ckey') end
  if plain and tell and run then
    complete_step(plain, hash, id, run, false)
    count = count + 1
  elseif plain and not tell and not (stop and not ckey) then
    if stop then stop(plain.type, ckey, id) end
    -- As end_plain does, of which a call for each job of a batch would take 1 % of all that a job takes.
    call('HSET', hash, 'state', next_state)
    call('PEXPIREAT', hash, DEFAULT_EXPIRY)
    count = count + 1
    if watching then changed(id) end
    -- Its type is noted already by the end of its lease, which is no longer than this retention.
    running[r + 1] = id
    completed[c + 1], completed[c + 2] = DEFAULT_EXPIRY, id
    r, c = r + 1, c + 2
  else
    local status = settle_any(id, '1', 'completed', '', '')
    if status ~= 'COMPLETED' then
      exceptions[#exceptions + 1] = place
      exceptions[#exceptions + 1] = status
    end
  end
end
for at = 4 + first_leases, #ARGV, 5 do
  reply[#reply + 1] = settle_any(unpack(ARGV, at, at + 4))
end
if plain then plain.count = plain.count + count end
for _, plain in pairs(plain_states) do
  if plain and plain.count > 0 then
    note_room(plain.type, plain.count)
    ended[#ended + 1] = plain.ended
    ended[#ended + 1] = plain.count
  end
end

-- Queues keep as little as they can: what finished jobs add here, expired ones make room for.
for type, statuses in pairs(reached) do
  for status, count in pairs(statuses) do
    if FINAL[status] then prune(type, status) else wake(type, count[1]) end
  end
end
flush_index()
local parted = {}
for type, room in pairs(left_room) do
  if room then
    -- include: lib/admission
    -- include: lib/throttle
    local throttle = throttles[type]
    if throttle then throttle_queue(type, throttle.ends, throttle.id, NOW) end
    parted[#parted + 1] = leave_room(type, room, unstarted[type])
  end
end
if #parted > 0 then reply[4] = parted end
if run_jobs then
  run_jobs.count_made()
  if reads_runs then run_jobs.read() end
end
return reply
`,
  "standings": `-- Tells what is kept of jobs besides what their hashes say: see ArchiveStore of core.
--
-- ARGV  their ids
--
-- Returns of each { token, fingerprint or '', hold on its unique key (a letter, see job-hash.ts) or '', '1' when it
-- has that key, until when in ms or '', '1' when it keeps the turn of its concurrency key }, or nil when it is not there,
-- or { the field that cannot be read }.

-- include: lib/general

go_general_way()

local function time_now()
  local clock = call('TIME')
  return clock[1] * 1000 + math.floor(clock[2] / 1000)
end

-- When a key expires, in ms. Redis before 7.0 only says how long that is, from a time that goes on meanwhile: it is the
-- one that was read before if it is still that afterwards.
local function expiry_of(key)
  local at = try('PEXPIRETIME', key)
  if type(at) == 'number' then return whole(at) end
  local before, left
  repeat
    before = time_now()
    left = call('PTTL', key)
  until time_now() == before
  return whole(before + left)
end

local function standing_of(job)
  local fingerprint, holds, ends, keeps = '', '', '', ''
  if job.key then
    local holder, known = string.match(
      call('GET', idempotency_key(job.type, job.key, job.ckey)) or '', '^(%S+) (.*)$')
    if holder == job.id then fingerprint = known end
  end
  if job.unique then
    local key = unique_key(job.type, job.unique, job.ckey)
    if call('GET', key) == job.id then
      holds = '1'
      if job.hold == 'T' then ends = expiry_of(key) end
    end
  end
  if job.ckey and key_way().keeps(job) then keeps = '1' end
  return { job.token, fingerprint, job.hold or '', holds, ends, keeps }
end

local reply = {}
for i, id in ipairs(ARGV) do
  local job, field = read_job(id)
  if job then field = read_policy(job) end
  if field then reply[i] = { field }
  else reply[i] = job and standing_of(job) or false end
end
return reply
`,
  "stop-waiting": `-- Ends the wait of a lease that is given up.
--
-- ARGV[1]  waiter
--
-- Returns nothing: that a wait lasted until now does not tell that no job was handed over to the same
-- waiter before it.

-- include: lib/partition
-- include: lib/drain
-- include: lib/waiting

wait_no_longer(ARGV[1])
`,
  "take-grants": `-- Takes grants to lease jobs of a queue, of whatever partition.
--
-- ARGV[1]  type
-- ARGV[2]  name of the call that is about to lease them
-- ARGV[3]  how many are wanted
-- ARGV[4]  length of the leases in ms
-- ARGV[5]  number of partitions
--
-- Returns how many are granted, for the call to use within GRANT_MARGIN_MS, and in how many ms there may be more,
-- '' for when a wake-up comes; nil when it is not known here that the queue has limits, or which of its jobs run.

-- include: lib/grants

local type, name, wanted, lease_ms, parts = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local grants = grants_of(type)
if not grants.parted or grants.most and call('SCARD', counted_key(type)) < parts then return false end

-- The call may be repeated, because its answer was lost.
local granted = parse_call(call('HGET', grant_calls_key(type), name))
if granted then return { granted, '' } end

local room, next_at = wanted, math.huge
if grants.most and grants.most - grants.used < room then room, next_at = grants.most - grants.used, grants.ends end
if grants.rate and grants.start_room < room then
  room = grants.start_room
  next_at = math.min(next_at, grants.next_at)
end
if room > 0 then
  local starts_end = now + GRANT_MARGIN_MS
  local ends = starts_end
  if grants.most then ends = ends + lease_ms end
  write_call(type, name, whole(room), ends, starts_end)
end
return { math.max(0, room), next_at < math.huge and math.max(0, next_at - now) or '' }
`,
  "tell-run": `-- Adds something that is told to a run to its news.
--
-- ARGV[1]  its id
-- ARGV[2]  the text
--
-- Returns 1, or 0 when there is no such run.

-- include: lib/runs

local is_there = add_news(ARGV[1], told(ARGV[2]))
flush_index()
return is_there and 1 or 0
`,
  "throttle": `-- Throttles the queue of a type, because an attempt was in another partition.
--
-- ARGV[1]  type
-- ARGV[2]  until when, in ms
-- ARGV[3]  id of the job
-- ARGV[4]  when that was, in ms

-- include: lib/throttle

throttle_queue(ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4])
return 1
`,
  "time": `-- Tells the time.
--
-- Returns it in ms since 1970.

-- include: lib/partition

return now
`,
  "types": `-- Lists the types that may have jobs, by name.
--
-- ARGV[1]  the type to begin with, or ''
-- ARGV[2]  how many at most
-- ARGV[3…] statuses
--
-- Returns for each { its name, the places from 0 of the statuses in which it may have jobs }.

-- include: lib/partition

local from = ARGV[1] == '' and '-' or '[' .. ARGV[1]
local reply = {}
for i, type in ipairs(call('ZRANGEBYLEX', P .. ':types', from, '+', 'LIMIT', 0, ARGV[2])) do
  local found = { type }
  for at = 3, #ARGV do
    local status = ARGV[at]
    local index = index_key(type, status)
    -- The pending ones that have a concurrency key stand apart.
    local others = status == 'PENDING' and index_key(type, 'KEYED') or index
    if call('EXISTS', index, others) > 0 then found[#found + 1] = at - 3 end
  end
  reply[i] = found
end
return reply
`,
  "update": `-- Changes a job that waits.
--
-- ARGV[1]  id
-- ARGV[2]  the sequence number at which to do it, or '' for any
-- ARGV[3]  when it is due: '' for as before, '+ms' after a delay, 'ms' at a time
-- ARGV[4]  priority, or '' for as before
-- and for another body, which only a job at its sequence number as it was read can be given, because that
-- holds what does not change as well:
-- ARGV[5]  kind of a job that is not plain, see job-hash.ts
-- ARGV[6]  body kept in a key of its own, or ''
-- ARGV[7…] pieces of the body
--
-- Returns the job as reply.lua describes it, nil when there is none, its sequence number when that is
-- another one, or the name of the status that forbids it.

-- include: lib/partition

local id, if_sequence, when, priority, kind, large = unpack(ARGV, 1, 6)

-- A full Redis refuses this write, which changes nothing, and with it another body, as it refuses a new job.
if kind and call('TYPE', JOB .. id).ok == 'hash' then call('HSETNX', JOB .. id, 'job', '') end

-- include: lib/place
-- include: lib/wake
-- include: lib/general
-- include: lib/reply

go_general_way()
local job, field = read_job(id)
if job then field = read_policy(job) end
if field then return corrupt(id, field) end
if not job then return false end
if if_sequence ~= '' and job.sequence ~= if_sequence then return tonumber(job.sequence) end
if not MAY_UPDATE[job.status] then return job.status end

-- Gives the job the body of the arguments.
local function write_body()
  local created = string.match(call('HGET', job.hash, 'job'), '^%d+')
  local fields, surplus = { 'job', created .. ' ' .. kind .. ' ' .. job.type .. ' ' .. ARGV[7] }, {}
  for piece = 1, MAX_PIECES do
    local value = ARGV[7 + piece]
    if value then
      fields[#fields + 1] = piece
      fields[#fields + 1] = value
    else
      surplus[#surplus + 1] = piece
    end
  end
  if #surplus > 0 then call('HDEL', job.hash, unpack(surplus)) end
  call('HSET', job.hash, unpack(fields))
  if large ~= '' then call('SET', body_key(id), large)
  elseif job.large then call('DEL', body_key(id)) end
  if large ~= '' or job.large then
    call('HSET', job.hash, 'keep', (job.retention or DEFAULT_RETENTION_MS) .. ' '
      .. (large == '' and 0 or 1) .. ' ' .. (job.key or ''))
  end
end

local status, changes, priority_before = job.status, {}, job.priority
local run_at
if when ~= '' then
  local at = string.sub(when, 1, 1) == '+' and now + when or tonumber(when)
  if status == 'BLOCKED' then
    -- The time is in place of a delay from the end of the wait.
    changes = { 'join', string.match(call('HGET', job.hash, 'join') or '', '^%u*') }
  elseif at <= now then status = 'PENDING'
  elseif status ~= 'RETRYING' then status = 'SCHEDULED' end
  run_at = whole(math.max(now, at))
  changes[#changes + 1] = 'runAt'
  changes[#changes + 1] = run_at
  if job.start_by then
    local deadline, start = restart_deadline(job, run_at)
    changes[#changes + 1] = deadline
    changes[#changes + 1] = start
  end
end
if priority ~= '' then
  job.priority = tonumber(priority)
  changes[#changes + 1] = 'priority'
  changes[#changes + 1] = priority
end

-- One that stays where it is keeps its place.
local moves = status ~= job.status
if not moves and status == 'PENDING' then moves = job.priority ~= priority_before
elseif not moves and string.find(TIMED, status, 1, true) then moves = run_at ~= nil end
if moves then
  local score = run_at
  if status == 'PENDING' then score = pending_score(job.priority, next_back()) end
  move_job(job, status, score, unpack(changes))
  flush_index()
  -- Whatever it is, a waiting worker may have to look earlier than it planned.
  wake(job.type, 1)
else
  write_job(job, status, unpack(changes))
  if job.start_by and status == 'PENDING' then
    index_add(job.type, 'START', job.start_by, id)
    flush_index()
  end
end
if kind then write_body() end
return job_reply(id)
`,
  "wake-for-grants": `-- Wakes those who wait for jobs of a queue, because its limits have changed.
--
-- ARGV[1]  type
-- ARGV[2]  how many of each process, at most
--
-- Returns nothing.

-- include: lib/wake

wake_all_parts(ARGV[1], ARGV[2])
return false
`,
  "watch": `-- Asks for a notice of every change of a job, for a time.
--
-- ARGV[1]  id
-- ARGV[2]  for how long, in ms
--
-- Returns nothing.

-- include: lib/partition
-- include: lib/drain

call('ZADD', P .. ':watched', 'GT', now + ARGV[2], ARGV[1])
`,
  "worker-leaves": `-- Forgets a worker that has ended.
--
-- ARGV[1]  its name
--
-- Returns 'OK'.

-- include: lib/partition
-- include: lib/workers

local name = ARGV[1]
local told = call('GET', worker_key(name))
call('DEL', worker_key(name))
call('ZREM', ENDS, name)
call('ZREM', NAMES, name)
local beat = told and cjson.decode(string.match(told, '^%d+ (.*)$'))
for _, type in ipairs(beat and beat.types or {}) do call('ZREM', of_type_key(type), name) end
return 'OK'
`,
  "workers-of": `-- The first workers that lease jobs of a type.
--
-- ARGV[1]  type
-- ARGV[2]  how many at most
--
-- Returns the time in ms, how many were found, with one more than that for more, and what each told of itself,
-- "when JSON", or false when it lives no more.

-- include: lib/partition
-- include: lib/workers

local most = tonumber(ARGV[2])
local names = call('ZRANGEBYSCORE', of_type_key(ARGV[1]), '(' .. NOW, '+inf', 'LIMIT', '0', whole(most + 1))
local reply = { now, #names }
if #names == 0 then return reply end
local keys = {}
for i = 1, math.min(most, #names) do keys[i] = worker_key(names[i]) end
for i, told in ipairs(call('MGET', unpack(keys))) do reply[i + 2] = told end
return reply
`,
};
