-- Plain jobs: those with nothing that a move depends on, which most jobs are. Up to the end of their
-- first attempt they go a short way, which writes what the general way would; job-hash.ts describes the
-- hash.

-- include: lib/partition

-- The state of a plain job in its first attempt, and of one that is plain but for its run, without the type and the time.
local PLAIN_RUNNING, STEP_RUNNING = 'RUNNING - 2 1 1 ', 'RUNNING > 2 1 1 '

-- Begins the first attempt of a plain job, and writes further fields. The caller puts it into the
-- index, because one job alone needs no collecting.
local function begin_plain(hash, state, worker, ...)
  call('HSET', hash, 'state', state, 'worker', worker, ...)
end

-- Completes the first attempt of a plain job without a result. The caller moves it in the index.
local function end_plain(hash, state, expiry)
  -- In this order, because a key that expires takes longer to write to.
  call('HSET', hash, 'state', state)
  call('PEXPIREAT', hash, expiry)
end
