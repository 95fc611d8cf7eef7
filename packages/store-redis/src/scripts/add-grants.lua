-- Has grants last as long as leases that are about to be extended, or that had begun before the queue had a limit.
--
-- ARGV[1]  type
-- ARGV[2]  number of the partition that has told all its running jobs with this, or ''
-- then for each lease: "id token", for how long in ms it lasts from now
--
-- Returns nothing.

-- include: lib/grants

local type, part = ARGV[1], ARGV[2]
if call('HEXISTS', settings_key(type), 'maxRunning') == 0 then return false end
local entries = {}
for i = 3, #ARGV, 2 do
  entries[i - 2], entries[i - 1] = whole(now + ARGV[i + 1] + GRANT_MARGIN_MS), ARGV[i]
end
if #entries > 0 then call('ZADD', grants_key(type), 'GT', unpack(entries)) end
if part ~= '' then call('SADD', counted_key(type), part) end
return false
