-- Runs of workflows; partition-runs.ts describes what is kept of each.

-- include: lib/partition
-- include: lib/index

local RUN_TIMES = P .. ':run-times'
local function run_key(id) return P .. ':run:' .. id end
local function news_key(id) return P .. ':run-news:' .. id end
local function followers_key(id) return P .. ':run-next:' .. id end

-- When runs are to be due, false for never; written together with the index.
local run_times = {}
-- The same where runs are due at the latest.
local latest_times = {}

-- The runs that are known to be there, and those that have no followers any more.
local known_runs, unfollowed_runs = {}, {}

-- The parts of a head, as texts: version, created, taken, state, workflow. Nil when there is no such run.
local function read_head(id)
  return string.match(call('HGET', run_key(id), 'head') or '', '^(%d+) (%d+) (%d+) (%S+) (%S+)$')
end

-- Adds to the news of a run, which make it due, and end what follows by itself; or the end of a job whose followers have
-- been made. Returns false when there is no such run.
local function add_news(id, news, is_followed)
  if is_followed then
    if call('RPUSH', news_key(id), news) == 1 then latest_times[id] = whole(now + FOLLOWED_MS) end
    return true
  end
  if not known_runs[id] then
    if call('EXISTS', run_key(id)) == 0 then return false end
    known_runs[id] = true
  end
  local is_first = call('RPUSH', news_key(id), news) == 1
  if not unfollowed_runs[id] then
    unfollowed_runs[id] = true
    is_first = call('DEL', followers_key(id)) == 1 or is_first
  end
  if is_first then run_times[id] = NOW end
  return true
end

-- What is told to a run as its news.
local function told(text) return NOW .. '\n' .. text end

function flushers.runs()
  local due, never = {}, {}
  for id, time in pairs(run_times) do
    if time then
      due[#due + 1] = time
      due[#due + 1] = id
    else never[#never + 1] = id end
  end
  if #due > 0 then call('ZADD', RUN_TIMES, unpack(due)) end
  if #never > 0 then call('ZREM', RUN_TIMES, unpack(never)) end
  local later = {}
  for id, time in pairs(latest_times) do
    later[#later + 1] = time
    later[#later + 1] = id
  end
  if #later > 0 then call('ZADD', RUN_TIMES, 'LT', unpack(later)) end
  run_times, latest_times = {}, {}
end
