-- Lists the latest versions of workflows by name.
--
-- ARGV[1]  the name behind which to begin, or ''
-- ARGV[2]  how many at most
--
-- Returns of each its name, version and definition.

-- include: lib/workflows

local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local reply = {}
for _, name in ipairs(call('ZRANGEBYLEX', WORKFLOW_NAMES, from, '+', 'LIMIT', '0', ARGV[2])) do
  local key = workflow_key(name)
  local version = call('HGET', key, 'latest')
  reply[#reply + 1] = name
  reply[#reply + 1] = version
  reply[#reply + 1] = call('HGET', key, version)
end
return reply
