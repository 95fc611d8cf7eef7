-- Adds an operation, unless so many are open; the same one again changes nothing.
--
-- ARGV[1]  id
-- ARGV[2]  record
-- ARGV[3]  '1' for one that is over, else ''
-- ARGV[4]  how many may be open
-- ARGV[5]  how many that are over are kept, the latest
-- ARGV[6]  for how long, in ms
--
-- Returns 1 when it is there, else 0.

-- include: lib/operations

local id, is_over, most, ended, keep = ARGV[1], ARGV[3] ~= '', tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
if call('EXISTS', operation_key(id)) == 1 then return 1 end
if not is_over and call('ZCOUNT', OPERATIONS, 'inf', 'inf') >= most then return 0 end
call('ZREMRANGEBYSCORE', OPERATIONS, '-inf', NOW)
write_operation(id, 1, ARGV[2], is_over, keep)
local surplus = call('ZCOUNT', OPERATIONS, '-inf', '(inf') - ended
if surplus > 0 then
  for _, earliest in ipairs(call('ZRANGE', OPERATIONS, 0, surplus - 1)) do
    call('DEL', operation_key(earliest))
    call('ZREM', OPERATIONS, earliest)
  end
end
return 1
