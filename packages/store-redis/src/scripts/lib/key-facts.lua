-- What is set for single concurrency keys, and how keys stand: see lib/keys.lua.

-- include: lib/partition

-- A hash of what is set for keys, "limit weight" each, - for none, and maybe behind them a rate as lib/rate.lua reads it; and a sorted set of these keys, by name.
local function key_limits_key(type) return P .. ':kc:' .. type end
local function limited_keys_key(type) return P .. ':kn:' .. type end

-- How many of the jobs that keep the turn of a key are told.
local KEEPERS_TOLD = 10

local function limit_of_all(type) return call('HGET', P .. ':c:' .. type, 'keyMaxRunning') or '' end

-- The first of the jobs that keep the turn of a key, at most so many, whether any is pending, and whether any has
-- failed for good, as '1' or '': see lib/key-keepers.lua. Nothing where the job `own` is among them.
local function keepers_of(type, key, most, own)
  local keepers = P .. ':hj:' .. type .. ' ' .. key
  local ids = call('ZRANGE', keepers, '0', '-1')
  for _, id in ipairs(ids) do
    if id == own then return {}, '', '' end
  end
  if #ids == 0 then return {}, '', '' end
  local pending, failed = '', call('ZCOUNT', keepers, '1', '1') > 0 and '1' or ''
  for _, score in ipairs(call('ZMSCORE', P .. ':g:' .. type .. ' ' .. key, unpack(ids))) do
    if score and score ~= '-inf' then pending = '1' end
  end
  return { unpack(ids, 1, math.min(#ids, most)) }, pending, failed
end

-- A key, how many of its jobs are pending and run, until when it waits in ms, what is set for it; '' for none; and
-- what keepers_of tells.
local function key_facts(type, key)
  local jobs, until_when = P .. ':g:' .. type .. ' ' .. key, call('ZSCORE', P .. ':w:' .. type, key)
  if until_when == 'inf' then until_when = string.match(call('HGET', P .. ':wb:' .. type, key) or '', '^%d+') end
  if until_when and tonumber(until_when) <= now then until_when = '' end
  return {
    key, call('ZCOUNT', jobs, '(-inf', '+inf'), call('ZCOUNT', jobs, '-inf', '-inf'), until_when or '',
    call('HGET', key_limits_key(type), key) or '', keepers_of(type, key, KEEPERS_TOLD),
  }
end
