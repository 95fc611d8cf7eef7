-- What a rate lets start: the rules of core's rate.ts, for a state that is one list: when it was written, what is
-- used of the burst, since when there is no gap, then until when starts count and how many, pair by pair.

-- A rate by its text, "limit period-in-ms burst"; - stands for no burst.
local function read_rate(text)
  local limit, period, burst = string.match(text, '^(%d+) (%d+) (%S+)$')
  return { limit = tonumber(limit), period = tonumber(period), burst = tonumber(burst) }
end

-- Until when a start counts.
local function counts_until(rate, at)
  return math.ceil((math.floor(at * 64 / rate.period) + 65) * rate.period / 64)
end

-- The state at a time.
local function rate_state_at(state, rate, at)
  local used = 0
  if rate.burst then
    used = math.min(state[2], rate.burst * rate.period) - math.max(0, at - state[1]) * rate.limit
  end
  local current, latest = { at, math.max(0, used), state[3] }, counts_until(rate, at)
  local n = 3
  for i = 4, #state, 2 do
    if state[i] > at then
      current[n + 1], current[n + 2] = math.min(state[i], latest), state[i + 1]
      n = n + 2
    end
  end
  return current
end

-- How many may start at a time, and when the next one may if none may then.
local function rate_room(state, rate, at)
  state = rate_state_at(state, rate, at)
  local counted = 0
  for i = 5, #state, 2 do counted = counted + state[i] end
  local room = rate.limit - counted
  if rate.burst then
    room = math.min(room, math.floor((rate.burst * rate.period - state[2]) / rate.period))
  end
  if room > 0 then return room, at end
  local next_at = at
  for i = 4, #state, 2 do
    if counted < rate.limit then break end
    counted, next_at = counted - state[i + 1], state[i]
  end
  if rate.burst then
    local over = state[2] - (rate.burst - 1) * rate.period
    next_at = math.max(next_at, at + math.ceil(over / rate.limit))
  end
  return 0, next_at
end

-- The state after so many have started at a time.
local function count_starts(state, rate, at, count)
  state = rate_state_at(state, rate, at)
  local counted, last = counts_until(rate, at), #state
  if last == 3 then state[3] = at end
  if rate.burst then state[2] = state[2] + count * rate.period end
  if state[last - 1] == counted and last > 3 then state[last] = state[last] + count
  else state[last + 1], state[last + 2] = counted, count end
  return state
end

-- The state after one was given back that had started at a time, or up to `margin` later, and was counted up to so much
-- after that, it is not known when: the start that counts least long is taken for it. Then whether there was any for it.
local function uncount_first(state, rate, started, at, margin)
  state = rate_state_at(state, rate, at)
  if #state == 3 or started + 2 * margin < state[3] or counts_until(rate, started) <= at then return state, false end
  state[5] = state[5] - 1
  if state[5] == 0 then
    table.remove(state, 4)
    table.remove(state, 4)
  end
  state[2] = math.max(0, state[2] - math.max(0, rate.period - (at - started) * rate.limit))
  return state, true
end

-- The state after one that has started at a time was given back.
local function uncount_start(state, rate, started, at)
  state = rate_state_at(state, rate, at)
  local counted = counts_until(rate, started)
  for i = #state - 1, 4, -2 do
    if state[i] == counted and started >= state[3] then
      state[i + 1] = state[i + 1] - 1
      if state[i + 1] == 0 then
        table.remove(state, i)
        table.remove(state, i)
      end
      state[2] = math.max(0, state[2] - math.max(0, rate.period - (at - started) * rate.limit))
      break
    end
  end
  return state
end
