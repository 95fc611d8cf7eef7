-- Workers that wait for a job, so that an enqueue can hand its job over to one of them.
--
-- A waiter is one waiting lease of one process. It stands in the list of each of its types, and has a
-- key with its terms, "call lease-ms worker-id", which is taken together with it: whatever list it is
-- found in, it gets one job.

local function waiting_key(type) return P .. ':waiting:' .. type end
local function waiter_key(waiter) return P .. ':waiter:' .. waiter end

-- Has `waiter` wait for jobs of the types from ARGV[first] on, for `ms`.
local function wait_for_job(waiter, call_number, lease_ms, worker, ms, first)
  call('SET', waiter_key(waiter), call_number .. ' ' .. lease_ms .. ' ' .. worker, 'PX', ms)
  for i = first, #ARGV do
    local waiting = waiting_key(ARGV[i])
    call('ZADD', waiting, NOW, waiter)
    call('PEXPIRE', waiting, ms)
  end
end

-- Ends the wait. Returns whether it lasted until now: otherwise a job was handed over, or the time
-- has passed.
local function wait_no_longer(waiter) return call('DEL', waiter_key(waiter)) == 1 end

-- How many waiters are tried: those whose wait is over are still in the lists of their other types.
local TRIES = 5

-- Takes the waiter that has waited longest for a type: its name, the number of its call, the length of
-- its lease in ms and its worker's id. Returns nil when there is none.
local function take_waiter(type)
  for _ = 1, TRIES do
    local waiter = call('ZPOPMIN', waiting_key(type))[1]
    if not waiter then return nil end
    local terms = call('GETDEL', waiter_key(waiter))
    if terms then return waiter, string.match(terms, '^(%d+) (%d+) (.*)$') end
  end
end

-- The channel on which the process of a waiter listens, by the part of the waiter's name before a dot.
local function hand_over_channel(waiter) return P .. ':to:' .. string.match(waiter, '^[^.]*') end
