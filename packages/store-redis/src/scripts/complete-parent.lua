-- Completes a job and creates its children, the jobs that its handler has enqueued: both, or neither.
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
