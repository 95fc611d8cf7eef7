-- Tells which jobs of a type run, some at a time: each of those that run all the while is told, maybe twice.
--
-- ARGV[1]  type
-- ARGV[2]  0, or what the call before has returned
-- ARGV[3]  about how many
--
-- Returns what to go on with, 0 at the end; then of each job "id token" and for how long in ms its lease lasts.

-- include: lib/general

go_general_way()
local next_cursor, found = unpack(call('ZSCAN', index_key(ARGV[1], 'RUNNING'), ARGV[2], 'COUNT', ARGV[3]))
local reply = { next_cursor }
for i = 1, #found, 2 do
  local job = read_job(found[i])
  if job and job.status == 'RUNNING' then
    reply[#reply + 1] = job.id .. ' ' .. job.token
    reply[#reply + 1] = whole(math.max(0, found[i + 1] - now))
  end
end
return reply
