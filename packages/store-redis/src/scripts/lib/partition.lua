-- What every script begins with: the partition's keys and the time.
--
-- KEYS[1] is the partition's prefix, such as {mr:0}. All keys are built from it and so lie in one
-- hash slot; keys.ts lists them.

local P = KEYS[1]

-- Looked up once: a batch calls them hundreds of times.
local call, try = redis.call, redis.pcall

local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- A whole number for an argument. Redis writes a number out with 17 digits, which takes longer, so the
-- short ways pass none.
local format = string.format
local function whole(number) return format('%d', number) end

local NOW = whole(now)

local JOB = P .. ':j:'
local function index_key(type, status) return P .. ':q:' .. type .. ':' .. status end
