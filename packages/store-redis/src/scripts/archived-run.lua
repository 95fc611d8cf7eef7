-- Reads all that is kept of a run.
--
-- ARGV[1]  id
--
-- Returns the fields and values of its hash, when it is due in ms or '', and its news; nil when there is no such run.

-- include: lib/runs

local id = ARGV[1]
local fields = call('HGETALL', run_key(id))
if #fields == 0 then return false end
local due = call('ZSCORE', RUN_TIMES, id)
return { fields, due and whole(tonumber(due)) or '', call('LRANGE', news_key(id), '0', '-1') }
