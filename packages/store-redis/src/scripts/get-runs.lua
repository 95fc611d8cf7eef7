-- Reads runs.
--
-- ARGV of each: its id
--               how many of its news at most
--               after how many bytes of news no more follow
--               number of the parts to read that follow: names of their fields
--
-- Returns the time in ms and for each run nil, or { its head, its record, its news, the parts }, where one that is not
-- there is nil.

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
  return news
end

local reply, at = { now }, 1
while at <= #ARGV do
  local id, most, most_bytes, count = unpack(ARGV, at, at + 3)
  local last = at + 3 + count
  local values = call('HMGET', run_key(id), 'head', 'record', unpack(ARGV, at + 4, last))
  local run = false
  if values[1] then
    local parts = {}
    for i = 3, #values do parts[i - 2] = values[i] end
    run = { values[1], values[2], read_news(id, tonumber(most), tonumber(most_bytes)), parts }
  end
  reply[#reply + 1] = run
  at = last + 1
end
return reply
