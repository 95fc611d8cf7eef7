-- Forgets a job, its idempotency key and its hold on its unique key.
--
-- ARGV[1]  id
-- ARGV[2]  the sequence number at which to do it; absent for any
--
-- Returns 'OK', nil when there is no such job, its sequence number when that is another one, or the name
-- of the status that forbids it.

-- include: lib/general

local id, if_sequence = ARGV[1], ARGV[2]
go_general_way()
local job, field = read_job(id)
if field then return corrupt(id, field) end
if not job then return false end
if if_sequence and job.sequence ~= if_sequence then return tonumber(job.sequence) end
if not MAY_DELETE[job.status] then return job.status end

index_remove(job.type, job.status, id)
if job.start_by then index_remove(job.type, 'START', id) end
if job.status == 'BLOCKED' then join_way().leave(job) end
if job.awaited then join_way().note_end(id, 'GONE') end
flush_index()
-- It may have been the last job of its type, which is then to be forgotten.
note_due(job.type, NOW)
call('DEL', job_key(id), body_key(id))
if job.key then call('DEL', idempotency_key(job.type, job.key)) end
if job.unique then give_key_up(job) end
changed(id)
return 'OK'
