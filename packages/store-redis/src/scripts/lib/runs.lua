-- Runs of workflows; partition-runs.ts describes what is kept of each.

-- include: lib/partition
-- include: lib/index

local RUN_TIMES = P .. ':run-times'
local function run_key(id) return P .. ':run:' .. id end
local function news_key(id) return P .. ':run-news:' .. id end

-- When runs are to be due, false for never; written together with the index.
local run_times = {}

-- The runs that are known to be there.
local known_runs = {}

-- The parts of a head, as texts: version, created, taken, state, workflow. Nil when there is no such run.
local function read_head(id)
  return string.match(call('HGET', run_key(id), 'head') or '', '^(%d+) (%d+) (%d+) (%S+) (%S+)$')
end

-- Adds to the news of a run, which make it due. Returns false when there is no such run.
local function add_news(id, news)
  if not known_runs[id] then
    if call('EXISTS', run_key(id)) == 0 then return false end
    known_runs[id] = true
  end
  if call('RPUSH', news_key(id), news) == 1 then run_times[id] = NOW end
  return true
end

-- What is told to a run as its news.
local function told(text) return NOW .. '\n' .. text end

function flush_runs()
  local due, never = {}, {}
  for id, time in pairs(run_times) do
    if time then
      due[#due + 1] = time
      due[#due + 1] = id
    else never[#never + 1] = id end
  end
  if #due > 0 then call('ZADD', RUN_TIMES, unpack(due)) end
  if #never > 0 then call('ZREM', RUN_TIMES, unpack(never)) end
  run_times = {}
end
