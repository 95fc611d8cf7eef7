-- The kind that a plain job has once it goes the general way. See job-hash.ts.
local function general_kind(kind) return string.find(kind, '%u') and '*' or '+' end
