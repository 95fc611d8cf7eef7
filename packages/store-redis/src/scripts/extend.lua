-- Extends leases and stores progress.
--
-- ARGV[1]  length of the leases from now in ms
-- then for each item: id, token, fraction or '', '1' when there is a message, message
--
-- Returns for each item 'OK', 'CANCEL_REQUESTED' or 'LEASE_LOST'.

local expiry = now + ARGV[1]
local reply = {}

for at = 2, #ARGV, 5 do
  local id, token, fraction, has_message, message = unpack(ARGV, at, at + 4)
  local fields = redis.pcall('HMGET', job_key(id), 'status', 'token', 'type', 'sequence', 'cancelRequested')
  local status, held_by, type, sequence, cancel = unpack(fields)
  if status ~= 'RUNNING' or held_by ~= token or not type then
    reply[#reply + 1] = 'LEASE_LOST'
  else
    index_add(type, 'RUNNING', expiry, id)
    if fraction ~= '' then
      local job = { sequence = tonumber(sequence) or 1 }
      write_job(id, job, 'progress', fraction, 'updated', now)
      if has_message == '1' then redis.call('HSET', job_key(id), 'progressMessage', message)
      else redis.call('HDEL', job_key(id), 'progressMessage') end
    end
    reply[#reply + 1] = cancel and 'CANCEL_REQUESTED' or 'OK'
  end
end
flush_index()
return reply
