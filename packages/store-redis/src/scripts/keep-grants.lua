-- Keeps the grants that a call has used, and gives the others back.
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
