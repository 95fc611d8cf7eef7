-- Reads a version of a workflow.
--
-- ARGV[1]  its name
-- ARGV[2]  the version, or '' for the latest
--
-- Returns { version, definition }, nil when there is none.

-- include: lib/workflows

local key, version = workflow_key(ARGV[1]), ARGV[2]
if version == '' then version = call('HGET', key, 'latest') end
local definition = version and call('HGET', key, version)
return definition and { version, definition }
