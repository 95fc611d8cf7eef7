-- Reads runs.
--
-- ARGV of each: its id
--               how many of its news at most
--               after how many bytes of news no more follow
--               number of the parts to read that follow: names of their fields
--
-- Returns the time in ms and for each run what read-run.lua tells.

-- include: lib/read-run

local reply, at = { now }, 1
while at <= #ARGV do
  local id, most, most_bytes, count = unpack(ARGV, at, at + 3)
  local last = at + 3 + count
  reply[#reply + 1] = (read_run(id, tonumber(most), tonumber(most_bytes), unpack(ARGV, at + 4, last)))
  at = last + 1
end
return reply
