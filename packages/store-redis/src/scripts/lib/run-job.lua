-- What the end of a job means for its run. Part of the functions that have to do with jobs of runs.

-- include: lib/runs

-- Tells the run of a job how that has ended. Of fields and values that the end writes there may be a result and a
-- reason.
function run_jobs.note_end(job, status, ...)
  local result, reason
  for i = 1, select('#', ...), 2 do
    local name, value = select(i, ...)
    if name == 'result' then result = value elseif name == 'cancelReason' then reason = value end
  end
  local why
  if status == 'FAILED' then why = job.failure
  elseif status == 'CANCELLED' then why = reason or call('HGET', job.hash, 'cancelReason') or job.failure end
  why = why or ''
  local run = string.match(job.run, '^%S+')
  local head = NOW .. ' ' .. job.id .. ' ' .. status .. ' ' .. #why .. (result and ' 1 ' or ' 0 ') .. job.run
  if add_news(run, head .. '\n' .. why .. (result or '')) then
    ended[#ended + 1] = run
    ended[#ended + 1] = 0
  end
end
