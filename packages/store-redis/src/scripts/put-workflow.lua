-- Keeps a version of a workflow, unless the latest one has the same content. A call that repeats one whose answer was
-- lost finds that it has.
--
-- ARGV[1]  name
-- ARGV[2]  definition
-- ARGV[3]  digest of its content
--
-- Returns { version, 1 when it is a new one }.

-- include: lib/workflows

local name, definition, content = unpack(ARGV)
local key = workflow_key(name)
local latest, kept = unpack(call('HMGET', key, 'latest', 'content'))
if kept == content then return { tonumber(latest), 0 } end
local version = call('HINCRBY', key, 'latest', '1')
call('HSET', key, 'content', content, whole(version), definition)
call('ZADD', WORKFLOW_NAMES, '0', name)
return { version, 1 }
