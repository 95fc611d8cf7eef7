-- The limits of a queue that lies in several partitions, kept by the one to which a hash of its type leads: whoever
-- leases takes grants there first, and gives back what it has not used.
--
-- `grants:TYPE` is a sorted set of the leases, "id token" each, by when they end at the latest. `grant-calls:TYPE` is
-- a hash of the calls that have taken grants and not said yet what they have leased: how many, until when jobs may run
-- that they have leased, and until when they may lease any. `grants-of:TYPE` is a set of the partitions whose running
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

-- How a queue stands: `parted` tells whether its limits are kept by grants, `most` how many jobs may run, if that is
-- limited, `used` how many grants there are, `ends` when the next of them ends by itself, and for a queue with a rate
-- its `starts`, the room that it has, and when it has next. Forgets what has ended.
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
