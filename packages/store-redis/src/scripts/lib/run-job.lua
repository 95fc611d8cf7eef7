-- What the end of a job means for its run. Part of the functions that have to do with jobs of runs.

-- include: lib/read-run
-- include: lib/run-news
-- include: lib/step-jobs

-- The runs that have got news by this script.
local with_news = {}

-- How many bytes of runs and their news a script returns, besides those of the last one.
local READ_BYTES = 1048576

-- How many jobs of each type ends have made.
local made_by_ends = {}

function run_jobs.count_made()
  for type, count in pairs(made_by_ends) do
    ended[#ended + 1] = 'MADE ' .. type
    ended[#ended + 1] = count
  end
end

-- Makes those jobs that come after one which has completed, and after nothing else that has not. Returns whether it
-- has any behind it: see change-runs.lua.
local function make_followers(run, job)
  local key = P .. ':run-next:' .. run
  local packed = call('HGET', key, job)
  local followers = packed and cmsgpack.unpack(packed)
  if not followers or now >= followers[1] then return false end
  for i = 2, #followers do
    local args = followers[i]
    if type(args) == 'string' then
      args = call('HINCRBY', key, '+' .. args, '-1') == 0 and cmsgpack.unpack(call('HGET', key, '=' .. args))
    end
    if args then
      make_step_job(args)
      made_by_ends[args[1]] = (made_by_ends[args[1]] or 0) + 1
    end
  end
  return true
end

-- Adds to the news of the run of a job of which `run` is the field.
local function note_news(run, news)
  local id = string.match(run, '^%S+')
  if not add_news(id, news) or with_news[id] then return end
  with_news[id] = true
  ended[#ended + 1] = id
  ended[#ended + 1] = 0
end

-- Tells the run of a job a text.
function run_jobs.tell_text(run, text) note_news(run, told(text)) end

-- Tells a run how a job has ended of which `run` is the field.
function run_jobs.tell(job, run, status, why, result)
  local id = string.match(run, '^%S+')
  if status == 'COMPLETED' and make_followers(id, job) then
    add_news(id, news_of_end(job, run, status, why, result, '+'), true)
  else note_news(run, news_of_end(job, run, status, why, result)) end
end

-- The same by the job, and by fields and values that its end writes: there may be a result and a reason.
function run_jobs.note_end(job, status, ...)
  local result, reason
  for i = 1, select('#', ...), 2 do
    local name, value = select(i, ...)
    if name == 'result' then result = value elseif name == 'cancelReason' then reason = value end
  end
  local why
  if status == 'FAILED' then why = job.failure
  elseif status == 'CANCELLED' then why = reason or call('HGET', job.hash, 'cancelReason') or job.failure end
  run_jobs.tell(job.id, job.run, status, why or '', result)
end

-- Reads the runs that have got news by this script, as far as that is not much, into the places of their zeros.
function run_jobs.read()
  local bytes = 0
  for at = 1, #ended, 2 do
    if ended[at + 1] == 0 and bytes < READ_BYTES then
      local run, more = read_run(ended[at], MAX_RUN_NEWS, RUN_NEWS_BYTES)
      ended[at + 1], bytes = run or 0, bytes + more
    end
  end
end
