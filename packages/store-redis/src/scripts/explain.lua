-- Tells how a job stands in its queue.
--
-- ARGV[1]  id
-- ARGV[2]  how many of the jobs that run are named
--
-- Returns nil when there is no such job, else the time in ms, the job as reply.lua describes it, the fields
-- `paused`, `draining`, `throttled`, `maxRunning`, `keyMaxRunning`, `rate`, `keyRate`, `order`, `keyOnFailure` and `agingMs` of the settings of its queue, '' for none, how many jobs
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
-- The field `job` of one that was never moved has its type.
local type = string.match(state or '', '^%u+ %S+ %S+ %S+ %S+ (%S+)') or string.match(field or '', '^%d+ %S+ (%S+)')
if not type then
  return { now, job, '', '', '', '', '', '', '', '', '', '', '', '', {}, '', {}, '', '', '', '', '', '', {}, '', '' }
end

local set = call('HMGET', settings_key(type), 'paused', 'draining', 'throttled', 'maxRunning', 'keyMaxRunning',
  'rate', 'keyRate', 'order', 'keyOnFailure', 'agingMs')

-- How many jobs of a sorted set run, and the ids of the first ones; `count` tells how many where more run than are
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
