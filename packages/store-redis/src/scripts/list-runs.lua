-- Lists runs, the latest first, of which it looks at a bounded number.
--
-- ARGV[1]  '' for all, ':' for those in a state, '-of:' for those of a workflow
-- ARGV[2]  that state or workflow, or ''
-- ARGV[3]  before when, in ms, and
-- ARGV[4]  before which id the list begins, or '' for both
-- ARGV[5]  how many it looks at
-- ARGV[6…] in which states; none for any
--
-- Returns "time id" of the last one that it has looked at, '' when there are no more, then of each run its id, head and
-- record.

-- include: lib/runs
-- include: lib/run-lists

local from = '+'
if ARGV[3] ~= '' then from = '(' .. run_place(tonumber(ARGV[3]), ARGV[4]) end
local wanted
for i = 6, #ARGV do
  wanted = wanted or {}
  wanted[ARGV[i]] = true
end
local places = call('ZREVRANGEBYLEX', run_list(ARGV[1], ARGV[2]), from, '-', 'LIMIT', '0', ARGV[5])
local reply = { #places == tonumber(ARGV[5]) and places[#places] or '' }
for _, place in ipairs(places) do
  local id = string.match(place, ' (.*)$')
  local head, record = unpack(call('HMGET', run_key(id), 'head', 'record'))
  if not wanted or wanted[string.match(head, '^%d+ %d+ %d+ (%S+)')] then
    reply[#reply + 1] = id
    reply[#reply + 1] = head
    reply[#reply + 1] = record
  end
end
return reply
