-- Lists jobs of one type and status in the order of their index.
--
-- ARGV[1]  type
-- ARGV[2]  status
-- ARGV[3]  score of the last job of the page before, or ''
-- ARGV[4]  its id
-- ARGV[5]  how many at most
-- ARGV[6]  view, BASIC or FULL
--
-- Returns for each job { score, id, job as reply.lua or basic-reply.lua describes it, or false when it has
-- expired or its key holds no hash }.

-- include: lib/basic-reply

local key, after_score, after_id = index_key(ARGV[1], ARGV[2]), ARGV[3], ARGV[4]

-- The rank of the first job behind (after_score, after_id), whether or not that one is still there.
-- Equal scores are ordered by id, so it is found by bisection.
local function first_rank()
  if after_score == '' then return 0 end
  local low = call('ZCOUNT', key, '-inf', '(' .. after_score)
  local high = call('ZCOUNT', key, '-inf', after_score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if call('ZRANGE', key, middle, middle)[1] <= after_id then low = middle + 1
    else high = middle end
  end
  return low
end

local first = first_rank()
local found = call('ZRANGE', key, first, first + ARGV[5] - 1, 'WITHSCORES')
local reply, reply_of = {}, reply_by(ARGV[6])
for i = 1, #found, 2 do
  local is_read, job = pcall(reply_of, found[i])
  reply[#reply + 1] = { found[i + 1], found[i], is_read and job }
end
return reply
