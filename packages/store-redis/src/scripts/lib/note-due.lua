-- Has maintenance look at the type at a time in ms at the latest. Every job that waits for a time, in
-- whatever status but PENDING, must have its type noted by that time.

-- include: lib/partition

local function note_due(type, at) call('ZADD', P .. ':due', 'LT', at, type) end
