-- What is set for single concurrency keys, and how keys stand: see lib/keys.lua.

-- include: lib/partition

-- A hash of what is set for keys, "limit weight" each, - for none, and maybe behind them a rate as lib/rate.lua reads it; and a sorted set of these keys, by name.
local function key_limits_key(type) return P .. ':kc:' .. type end
local function limited_keys_key(type) return P .. ':kn:' .. type end

local function limit_of_all(type) return call('HGET', P .. ':c:' .. type, 'keyMaxRunning') or '' end

-- A key, how many of its jobs are pending and run, until when it waits in ms, and what is set for it; '' for none.
local function key_facts(type, key)
  local jobs, until_when = P .. ':g:' .. type .. ' ' .. key, call('ZSCORE', P .. ':w:' .. type, key)
  if until_when and tonumber(until_when) <= now then until_when = '' end
  return {
    key, call('ZCOUNT', jobs, '0', '+inf'), call('ZCOUNT', jobs, '-inf', '-1'), until_when or '',
    call('HGET', key_limits_key(type), key) or '',
  }
end
