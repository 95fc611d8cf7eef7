-- The sorted sets that say where jobs stand, one a type and status. Writes are collected, so that a
-- batch writes each set once. A batch has at most 1,000 jobs, which unpack can take.

-- include: lib/partition
-- include: lib/note-due

local additions, removals = {}, {}
-- The earliest times at which jobs that were added are due, by type.
local due_at = {}

-- The list for a type and status; made when there is none.
local function list_of(lists, type, status)
  local by_status = lists[type]
  if not by_status then
    by_status = {}
    lists[type] = by_status
  end
  local list = by_status[status]
  if not list then
    list = {}
    by_status[status] = list
  end
  return list
end

-- Remembers that something is due there, for when the index is written.
local function note_later(type, at)
  at = tonumber(at)
  if at < (due_at[type] or math.huge) then due_at[type] = at end
end

local function index_add(type, status, score, id)
  if status == 'START' or string.find(TIMED, status, 1, true) then note_later(type, score) end
  local list = list_of(additions, type, status)
  local n = #list
  list[n + 1] = score
  list[n + 2] = id
end

local function index_remove(type, status, id)
  local list = list_of(removals, type, status)
  list[#list + 1] = id
end

-- Writes what has changed of keys, and of runs, and wakes those who wait for the jobs of steps; made by keys.lua,
-- runs.lua and step-jobs.lua.
local flushers = {}

local function flush(lists, command)
  for type, by_status in pairs(lists) do
    for status, list in pairs(by_status) do
      if #list > 0 then call(command, index_key(type, status), unpack(list)) end
    end
  end
end

-- Writes what was collected.
local function flush_index()
  flush(removals, 'ZREM')
  flush(additions, 'ZADD')
  for type, at in pairs(due_at) do note_due(type, whole(at)) end
  additions, removals, due_at = {}, {}, {}
  if flushers.keys then flushers.keys() end
  if flushers.runs then flushers.runs() end
  if flushers.made then flushers.made() end
end

-- The earliest time in an index, or math.huge.
local function head_time(type, status)
  local head = call('ZRANGE', index_key(type, status), '0', '0', 'WITHSCORES')
  return tonumber(head[2]) or math.huge
end
