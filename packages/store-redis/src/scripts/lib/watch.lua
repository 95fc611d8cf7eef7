-- Telling those who watch a job.

-- include: lib/partition

-- Whether any job is being watched; looked up when it is first asked for.
local any_watched

local function is_watching()
  if any_watched == nil then any_watched = call('EXISTS', P .. ':watched') == 1 end
  return any_watched
end

-- Whether anything is set for a queue. What is not known yet of watches is asked for along with it.
local function has_settings(type)
  local key = P .. ':c:' .. type
  if any_watched == nil then
    if call('EXISTS', P .. ':watched', key) == 0 then
      any_watched = false
      return false
    end
  end
  return call('EXISTS', key) == 1
end

-- Tells whoever watches the job that it has changed.
local function changed(id)
  if is_watching() and call('ZSCORE', P .. ':watched', id) then
    call('PUBLISH', P .. ':changed', id)
  end
end
