-- Extends leases, stores progress and adds to logs.
--
-- ARGV[1]  length of the leases from now in ms
-- then for each item: id, token, fraction or '', '1' when there is a message, message, the lines to log as
-- a list in JSON or ''
--
-- Returns for each item 'OK', 'CANCEL_REQUESTED' or 'LEASE_LOST'.

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

for at = 2, #ARGV, 6 do
  local id, token, fraction, has_message, message, lines = unpack(ARGV, at, at + 5)
  local job = read_job(id)
  if not job or job.status ~= 'RUNNING' or job.token ~= token then
    reply[#reply + 1] = 'LEASE_LOST'
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
