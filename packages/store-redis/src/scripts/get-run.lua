-- Reads a run.
--
-- ARGV[1]  its id
-- ARGV[2]  how many of its news at most
-- ARGV[3]  after how many bytes of news no more follow
-- ARGV[4…] the names of the parts to read
--
-- Returns the time in ms and, when there is such a run, its head, its record, its news and the parts, nil for one that
-- is not there.

-- include: lib/runs

local id, most, most_bytes = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local names = {}
for i = 4, #ARGV do names[i - 3] = '.' .. ARGV[i] end
local values = call('HMGET', run_key(id), 'head', 'record', unpack(names))
if not values[1] then return { now } end

-- The news, page by page, because their results can be large.
local PAGE = 100
local news, bytes = {}, 0
while #news < most and bytes < most_bytes do
  local last = math.min(#news + PAGE, most) - 1
  local page = call('LRANGE', news_key(id), whole(#news), whole(last))
  for _, one in ipairs(page) do
    if bytes >= most_bytes then break end
    news[#news + 1] = one
    bytes = bytes + #one - string.find(one, '\n', 1, true)
  end
  if #page < PAGE then break end
end

local parts = {}
for i = 1, #names do parts[i] = values[i + 2] end
return { now, values[1], values[2], news, parts }
