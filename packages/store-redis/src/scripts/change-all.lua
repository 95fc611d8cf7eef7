-- Redrives, cancels or deletes jobs, each by itself.
--
-- ARGV[1]  'RETRY', 'CANCEL' or 'DELETE'
-- ARGV[2]  reason of a cancel, or ''
-- ARGV[3]… of each job its id, and the sequence number at which to do it, '' for any
--
-- Returns what operator.lua does, one for each job, nil where there is none and the text of an error.

-- include: lib/operator

local action, reason = ARGV[1], ARGV[2]
local answers = {}
for i = 3, #ARGV, 2 do
  local id, if_sequence = ARGV[i], ARGV[i + 1]
  if if_sequence == '' then if_sequence = nil end
  local answer
  if action == 'RETRY' then answer = redrive_job(id, if_sequence)
  elseif action == 'CANCEL' then answer = cancel_job(id, reason, if_sequence)
  else answer = delete_job(id, if_sequence) end
  answers[#answers + 1] = type(answer) == 'table' and answer.err or answer
  -- A job that has moved because of another one may be the next in the list.
  if joins then flush_index() end
end
end_changes()
return answers
