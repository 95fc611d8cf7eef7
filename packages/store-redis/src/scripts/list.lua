-- Lists jobs of one type and status in the order of their index, or the last one first.
--
-- ARGV[1]  type
-- ARGV[2]  status
-- ARGV[3]  score of the last job of the page before, or ''
-- ARGV[4]  its id
-- ARGV[5]  how many at most
-- ARGV[6]  view, BASIC or FULL
-- ARGV[7]  '1' for the last one first
--
-- Returns for each job { score, id, job as reply.lua or basic-reply.lua describes it, or false when it has
-- expired or its key holds no hash }.

-- include: lib/basic-reply

local key, after_score, after_id = index_key(ARGV[1], ARGV[2]), ARGV[3], ARGV[4]
local count, reversed = tonumber(ARGV[5]), ARGV[7] == '1'

-- How many jobs stand before (after_score, after_id), whether or not that one is still there, which counts
-- as before itself unless the order is reversed. Equal scores are ordered by id, so it is found by
-- bisection.
local function rank_of_place()
  if after_score == '' then return reversed and call('ZCARD', key) or 0 end
  local low = call('ZCOUNT', key, '-inf', '(' .. after_score)
  local high = call('ZCOUNT', key, '-inf', after_score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local id = call('ZRANGE', key, middle, middle)[1]
    if id < after_id or (id == after_id and not reversed) then low = middle + 1
    else high = middle end
  end
  return low
end

local rank = rank_of_place()
local first, last = rank, rank + count - 1
if reversed then first, last = math.max(0, rank - count), rank - 1 end
-- A last one below zero would be counted from the end.
local found = last < 0 and {} or call('ZRANGE', key, first, last, 'WITHSCORES')
local reply, reply_of = {}, reply_by(ARGV[6])
local from, to, step = 1, #found - 1, 2
if reversed then from, to, step = to, from, -step end
for i = from, to, step do
  local is_read, job = pcall(reply_of, found[i])
  reply[#reply + 1] = { found[i + 1], found[i], is_read and job }
end
return reply
