-- Wakes as many workers that wait for jobs of this type as there are new ones.

-- include: lib/partition

local function wake(type, count) call('PUBLISH', P .. ':wake', type .. ' ' .. count) end

-- The same where the jobs may lie in any partition.
local function wake_all_parts(type, count) call('PUBLISH', P .. ':wake', type .. ' ' .. count .. ' *') end
