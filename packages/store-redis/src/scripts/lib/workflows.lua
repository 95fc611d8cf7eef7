-- Where the definitions of workflows lie: a hash for each name, with the number of its latest version, the digest of
-- the content of that, and each definition by its version.

-- include: lib/partition

local WORKFLOW_NAMES = P .. ':workflows'
local function workflow_key(name) return P .. ':workflow:' .. name end
