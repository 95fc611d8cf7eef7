-- How a job has ended of which `run` is the field, as its run is told it: see partition-runs.ts. `result` may be false.
-- `followed` is '+' where its followers have been made.

-- include: lib/partition

local function news_of_end(job, run, status, why, result, followed)
  local head = NOW .. ' ' .. job .. ' ' .. status .. (followed or '') .. ' ' .. #why .. (result and ' 1 ' or ' 0 ') .. run
    .. '\n' .. why
  return result and head .. result or head
end
