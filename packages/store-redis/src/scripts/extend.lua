-- Extends leases, stores progress and adds to logs.
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
