-- Reading a run with its news and parts.

-- include: lib/runs

-- News are read page by page, because their results can be large.
local PAGE = 100

local function read_news(id, most, most_bytes)
  local news, bytes = {}, 0
  while #news < most and bytes < most_bytes do
    local page = call('LRANGE', news_key(id), whole(#news), whole(math.min(#news + PAGE, most) - 1))
    for _, one in ipairs(page) do
      if bytes >= most_bytes then break end
      news[#news + 1] = one
      bytes = bytes + #one - string.find(one, '\n', 1, true)
    end
    if #page < PAGE then break end
  end
  return news, bytes
end

-- A run with at most so many of its news, and none behind those that have so many bytes, and with the parts of these
-- fields: { its head, its record, its news, the parts }, where a part that is not there is nil; or false when there is
-- none. And how many bytes the record and the news have.
local function read_run(id, most, most_bytes, ...)
  local values = call('HMGET', run_key(id), 'head', 'record', ...)
  if not values[1] then return false, 0 end
  local parts = {}
  for i = 3, #values do parts[i - 2] = values[i] end
  local news, bytes = read_news(id, most, most_bytes)
  return { values[1], values[2], news, parts }, #values[2] + bytes
end
