-- The hold of a job on its unique key, by the letter in its field `unique`: see job-hash.ts. Part of the
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
