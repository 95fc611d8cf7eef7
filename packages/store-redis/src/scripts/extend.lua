-- Extends leases and stores progress.
--
-- ARGV[1]  length of the leases from now in ms
-- then for each item: id, token, fraction or '', '1' when there is a message, message
--
-- Returns for each item 'OK', 'CANCEL_REQUESTED' or 'LEASE_LOST'.

-- include: lib/general

go_general_way()
local expiry = whole(now + ARGV[1])
local reply = {}

for at = 2, #ARGV, 5 do
  local id, token, fraction, has_message, message = unpack(ARGV, at, at + 4)
  local job = read_job(id)
  if not job or job.status ~= 'RUNNING' or job.token ~= token then
    reply[#reply + 1] = 'LEASE_LOST'
  else
    index_add(job.type, 'RUNNING', expiry, id)
    if fraction ~= '' then
      write_job(job, 'RUNNING', 'progress', fraction)
      if has_message == '1' then call('HSET', job_key(id), 'progressMessage', message)
      else call('HDEL', job_key(id), 'progressMessage') end
    end
    local cancelled = call('HEXISTS', job_key(id), 'cancelRequested') == 1
    reply[#reply + 1] = cancelled and 'CANCEL_REQUESTED' or 'OK'
  end
end
flush_index()
return reply
