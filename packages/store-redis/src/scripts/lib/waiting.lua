-- Workers that wait for a job, so that an enqueue can hand its job over to one of them; enqueue-one.lua
-- does.
--
-- A waiter is one waiting lease of one process. It stands in the list of each of its types, and has a
-- key with its terms, "call lease-ms worker-id", which is taken together with it: whatever list it is
-- found in, it gets one job.

-- include: lib/partition

local function waiter_key(waiter) return P .. ':waiter:' .. waiter end

-- Has `waiter` wait for jobs of the types from ARGV[first] on, for `ms`.
local function wait_for_job(waiter, call_number, lease_ms, worker, ms, first)
  call('SET', waiter_key(waiter), call_number .. ' ' .. lease_ms .. ' ' .. worker, 'PX', ms)
  for i = first, #ARGV do
    local waiting = P .. ':waiting:' .. ARGV[i]
    call('ZADD', waiting, NOW, waiter)
    call('PEXPIRE', waiting, ms)
  end
end

-- Ends the wait, if it lasts.
local function wait_no_longer(waiter) call('DEL', waiter_key(waiter)) end
