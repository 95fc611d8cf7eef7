-- How a job has ended of which `run` is the field, as its run is told it: see partition-runs.ts. `result` may be false.

-- include: lib/partition

local function news_of_end(job, run, status, why, result)
  local head = NOW .. ' ' .. job .. ' ' .. status .. ' ' .. #why .. (result and ' 1 ' or ' 0 ') .. run .. '\n' .. why
  return result and head .. result or head
end
