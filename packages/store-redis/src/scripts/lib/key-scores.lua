-- The sorted sets that tell in which state concurrency keys are, and the scores of keys there. Part of lib/key-turns.lua.
--
-- The score of a READY key is ordered by the priority of its first job, then by its tag: the exponent is what
-- that priority lacks to 100, the mantissa the tag. In the order FAIR it is the tag less END, in the order STRICT the
-- score of its first job less 4 END: no two orders share a score, so those are found that are to be put into another
-- order. That of the other states is the tag; 0 in the order STRICT, which has none. Scores are whole numbers below
-- 2^52 as far as they can be, which for READY keys is at the default priority and in the order FAIR, because Redis
-- and Lua take five times as long to write or read another number.

local function ring_key(type) return P .. ':r:' .. type end
local function full_key(type) return P .. ':f:' .. type end
local function drained_key(type) return P .. ':d:' .. type end
local function clock_key(type) return P .. ':v:' .. type end
-- Until when those wait that are in none of these states: see lib/key-waits.lua.
local function waits_key(type) return P .. ':w:' .. type end
-- False for a key that does not wait.
local function waits_of(type, ...) return call('ZMSCORE', waits_key(type), ...) end

-- The sets that tell in which state keys are.
local SETS = { READY = ring_key, FULL = full_key, DRAINED = drained_key }

local STEP_OF_JOIN, TURN = JOIN_STEP, KEY_TURN
-- Tags are counted in ticks, and stay below END of them.
local TICKS, END = 1 / JOIN_STEP, 2251799813685248 -- 2^51
-- The band of the default priority.
local MAIN_BAND = 100 - DEFAULT_PRIORITY

local function number_text(number)
  if number > -2 * END and number < 2 * END and number % 1 == 0 then return whole(number) end
  return format('%.17g', number)
end

local function tag_text(tag) return number_text(tag * TICKS) end

-- The score of a READY key by its order, the score of its first job, or any of its band, and its tag.
local function ready_number(order, head, tag)
  if order == 'STRICT' then return head - 4 * END end
  local ticks = math.min(tag * TICKS, END - 1)
  if order == 'FAIR' then return ticks - END end
  return math.ldexp(END + ticks, math.floor(head / BAND) - MAIN_BAND)
end

local function ready_score(order, head, tag) return number_text(ready_number(order, head, tag)) end

-- The band and the tag of a READY key, whatever its order. One that has taken no turns is behind nobody.
local function parse_score(score)
  if score >= END and score < 2 * END then return MAIN_BAND, (score - END) / TICKS end
  if score < 0 then return 0, math.max(score + END, 0) / TICKS end
  local mantissa, exponent = math.frexp(score)
  return exponent - 52 + MAIN_BAND, (2 * mantissa - 1) * END / TICKS
end

-- Below it are the scores of keys that are READY by a band, or by a better one, in the orders of turns.
local function end_of_scores(band) return math.ldexp(2 * END, band - MAIN_BAND) end

-- Whether a READY key in the order STRICT is to come earlier, because of a job whose score is `head`.
local function comes_earlier(score, head) return score < -END and score > head - 4 * END end

-- The band of a pending job: 0 for priority 100.
local function band_of(score) return math.floor(score / BAND) end

-- Up to where the pending jobs of a band stand.
function keys.end_of_band(band) return '(' .. whole((band + 1) * BAND) end

keys.ring_key, keys.ready_score, keys.parse_score, keys.band_of = ring_key, ready_score, parse_score, band_of
keys.ready_number, keys.number_text, keys.tag_text, keys.TURN = ready_number, number_text, tag_text, TURN
keys.MAIN_BAND = MAIN_BAND
