-- What a rate has counted: a text that is there while any of it counts.

-- include: lib/partition
-- include: lib/rate

local function parse_starts(text) return text and cmsgpack.unpack(text) or { 0, 0, 0 } end
local function read_starts(key) return parse_starts(call('GET', key)) end

local function write_starts(key, state, rate)
  local ends = rate.burst and state[1] + math.ceil(state[2] / rate.limit) or 0
  ends = math.max(ends, state[#state - 1])
  if ends > now then call('SET', key, cmsgpack.pack(state), 'PXAT', whole(ends))
  else call('DEL', key) end
end
