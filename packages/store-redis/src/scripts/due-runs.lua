-- Names the runs that are due, those first that have been due for longest.
--
-- ARGV[1]  how many at most
--
-- Returns { time in ms, when the first one is due that is not due yet, or '', then of each its id and since when it is
-- due }.

-- include: lib/runs

local _, next_at = unpack(call('ZRANGEBYSCORE', RUN_TIMES, '(' .. NOW, '+inf', 'WITHSCORES', 'LIMIT', '0', '1'))
local due = call('ZRANGEBYSCORE', RUN_TIMES, '-inf', NOW, 'WITHSCORES', 'LIMIT', '0', ARGV[1])
return { now, next_at or '', unpack(due) }
