-- Gives the grants of leases back that have ended, and wakes as many who wait for them.
--
-- ARGV[1]  type
-- ARGV[2]  number of the leases that follow, "id token" each
-- then how long ago in ms attempts had begun that were given back before they have started
--
-- Returns nothing.

-- include: lib/grants
-- include: lib/wake

local type, count = ARGV[1], tonumber(ARGV[2])
local freed = count > 0 and call('ZREM', grants_key(type), unpack(ARGV, 3, 2 + count)) or 0
local rate_text = #ARGV > 2 + count and call('HGET', settings_key(type), 'rate')
if rate_text then
  local rates = rate_rules()
  local key, rate = starts_key(type), rates.parse(rate_text)
  local state = rates.read(key)
  for i = 3 + count, #ARGV do
    local has_freed
    -- They have taken some time to be told.
    state, has_freed = rates.uncount_first(state, rate, now - ARGV[i] - GRANT_MARGIN_MS, now, GRANT_MARGIN_MS)
    if has_freed then freed = freed + 1 end
  end
  rates.write(key, state, rate)
end
if freed > 0 then wake_all_parts(type, freed) end
return false
