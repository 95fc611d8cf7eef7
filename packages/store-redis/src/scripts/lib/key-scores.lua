-- The sorted sets that tell in which state concurrency keys are, and the scores of keys there. Part of lib/key-turns.lua.
--
-- The score of a READY key is ordered by the priority of its first job, then by its tag: for each step that the
-- priority lacks to 100 there are as many exponents as OCTAVES, in which END and the tag lie together. In the order FAIR
-- it is the tag less END while that is below 0, then as if its priority were lower than any; in the order STRICT the
-- score of its first job less 3 END, or 2 END for one by age: no two orders share a score, so those are found that are to be put into another
-- order. That of the other states is the tag; 0 in the order STRICT, which has none. Scores are whole numbers below
-- 2^52 as far as they can be, which for READY keys is at the default priority and in the order FAIR up to some hours of
-- turns, because Redis and Lua take five times as long to write or read another number.

local function ring_key(type) return P .. ':r:' .. type end
local function full_key(type) return P .. ':f:' .. type end
local function drained_key(type) return P .. ':d:' .. type end
local function clock_key(type) return P .. ':v:' .. type end
-- Until when those wait that are in none of these states: see lib/key-waits.lua.
local function waits_key(type) return P .. ':w:' .. type end
-- The running jobs that are gone, of which it is not known whose slots they have: see keys.lose_slot.
local function lost_key(type) return P .. ':lk:' .. type end
-- False for a key that does not wait.
local function waits_of(type, ...) return call('ZMSCORE', waits_key(type), ...) end

-- The sets that tell in which state keys are.
local SETS = { READY = ring_key, FULL = full_key, DRAINED = drained_key }

local STEP_OF_JOIN, TURN = JOIN_STEP, KEY_TURN
-- Tags are counted in ticks. From END of them on, which is 2^31 turns, a score has no room for the last bits of a tag.
local TICKS, END = 1 / JOIN_STEP, 2251799813685248 -- 2^51
-- As many as leave the scores of priority 100 a double's least exponent.
local OCTAVES = 11

-- How far keys that join stand apart: as far as scores can tell.
local function join_step(tag) return math.max(STEP_OF_JOIN, (END * STEP_OF_JOIN + tag) / (2 * END)) end

-- The band of the default priority.
local MAIN_BAND = 100 - DEFAULT_PRIORITY
-- From here on are the scores of the order FAIR that are not below 0.
local FAIR_END = math.ldexp(END, OCTAVES * (101 - MAIN_BAND))

local function number_text(number)
  if number > -2 * END and number < 2 * END and number % 1 == 0 then return whole(number) end
  return format('%.17g', number)
end

local function tag_text(tag) return number_text(tag * TICKS) end

-- The band of a pending job: 0 for priority 100, and for one by an age that ends.
local function band_of(score) return math.max(0, math.floor(score / BAND)) end

-- The score of a READY key by its order, the score of its first job, or any of its band, and its tag.
local function ready_number(order, head, tag)
  if order == 'STRICT' then return head - (head < 0 and 2 or 3) * END end
  local ticks, band = tag * TICKS, 101
  if order ~= 'FAIR' then band = band_of(head)
  elseif ticks < END then return ticks - END end
  return math.ldexp(END + ticks, OCTAVES * (band - MAIN_BAND))
end

local function ready_score(order, head, tag) return number_text(ready_number(order, head, tag)) end

-- The band and the tag of a READY key, whatever its order. One that has taken no turns is behind nobody.
local function parse_score(score)
  if score >= END and score < 2 * END then return MAIN_BAND, (score - END) / TICKS end
  if score < 0 then return 0, math.max(score + END, 0) / TICKS end
  local _, exponent = math.frexp(score)
  local steps = math.floor((exponent - 52) / OCTAVES)
  return score < FAIR_END and steps + MAIN_BAND or 0, (math.ldexp(score, -OCTAVES * steps) - END) / TICKS
end

-- Below it are the scores of keys that are READY by a band, or by a better one, in the orders of turns.
local function end_of_scores(band) return math.ldexp(END, OCTAVES * (band + 1 - MAIN_BAND)) end

-- Whether a READY key in the order STRICT is to come earlier, because of a job whose score is `head`.
local function comes_earlier(score, head) return score < -END and score > ready_number('STRICT', head) end

-- Up to where the pending jobs of a band stand.
function keys.end_of_band(band) return '(' .. whole((band + 1) * BAND) end

keys.ring_key, keys.ready_score, keys.parse_score, keys.band_of = ring_key, ready_score, parse_score, band_of
keys.ready_number, keys.number_text, keys.tag_text, keys.TURN = ready_number, number_text, tag_text, TURN
keys.MAIN_BAND = MAIN_BAND
