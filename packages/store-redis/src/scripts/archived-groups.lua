-- Lists groups, in no order; one may come twice.
--
-- ARGV[1]  where to go on, 0 for the start
--
-- Returns where to go on, 0 for nowhere, then of each group its id and the fields and values of its hash.

-- include: lib/group

local KEYS_LOOKED_AT = '1000'

local beginning = group_key('')
local pattern = string.gsub(beginning, '[%*%?%[%]\\]', '\\%0') .. '*'
local cursor, found = unpack(call('SCAN', ARGV[1], 'MATCH', pattern, 'COUNT', KEYS_LOOKED_AT))
local reply = { cursor }
for _, key in ipairs(found) do
  reply[#reply + 1] = string.sub(key, #beginning + 1)
  reply[#reply + 1] = call('HGETALL', key)
end
return reply
