-- Runs of workflows; partition-runs.ts describes what is kept of each.

-- include: lib/partition

local RUN_TIMES = P .. ':run-times'
local function run_key(id) return P .. ':run:' .. id end
local function news_key(id) return P .. ':run-news:' .. id end
local function run_jobs_key(id) return P .. ':run-jobs:' .. id end

-- The parts of a head, as texts: version, created, taken, state, workflow. Nil when there is no such run.
local function read_head(id)
  return string.match(call('HGET', run_key(id), 'head') or '', '^(%d+) (%d+) (%d+) (%S+) (%S+)$')
end

-- Adds to the news of a run, which make it due. Returns false when there is no such run.
local function add_news(id, news)
  if call('EXISTS', run_key(id)) == 0 then return false end
  if call('RPUSH', news_key(id), news) == 1 then call('ZADD', RUN_TIMES, NOW, id) end
  return true
end

-- What is told to a run as its news.
local function told(text) return NOW .. '\n' .. text end
