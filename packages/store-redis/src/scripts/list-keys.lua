-- Lists concurrency keys of a type: those that are READY, that are FULL, that wait for a time, and that have limits
-- of their own, each in the order of its sorted set.
--
-- ARGV[1]  type
-- ARGV[2]  how many at most
-- ARGV[3]  the sorted sets to look through, a letter each, see keys.ts: k for the last ones
-- ARGV[4]  score of the last key of the part before, or '' where none of the first of these sets was told
-- ARGV[5]  that key
--
-- Returns the limit of all keys of the queue or '', the set where the next part begins or '', the score of the
-- last key and that key, then each key as lib/key-facts.lua tells it.

-- include: lib/partition
-- include: lib/key-facts

local type, left, sets, score, after = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local reply = { limit_of_all(type), '', '', '' }

-- How many keys of a set stand before the place where the part before ended.
local function rank_of_place(set)
  if score == '' then return 0 end
  if call('ZSCORE', set, after) == score then return call('ZRANK', set, after) + 1 end
  return call('ZCOUNT', set, '-inf', '(' .. score)
end

-- Whether a key with limits was told of by another set.
local function is_elsewhere(key)
  return call('ZSCORE', P .. ':r:' .. type, key) or call('ZSCORE', P .. ':f:' .. type, key)
    or call('ZSCORE', P .. ':w:' .. type, key)
end

for letter in string.gmatch(sets, '.') do
  local set = P .. ':' .. (letter == 'k' and 'kn' or letter) .. ':' .. type
  local from = 0
  if letter == 'k' and score ~= '' then
    from = call('ZLEXCOUNT', set, '-', '[' .. after)
  elseif score ~= '' then from = rank_of_place(set) end
  local found = call('ZRANGE', set, whole(from), whole(from + left - 1), 'WITHSCORES')
  for i = 1, #found, 2 do
    if letter ~= 'k' or not is_elsewhere(found[i]) then reply[#reply + 1] = key_facts(type, found[i]) end
  end
  left = left - #found / 2
  if left == 0 then
    reply[2], reply[3], reply[4] = letter, found[#found], found[#found - 1]
    break
  end
  score = ''
end
return reply
