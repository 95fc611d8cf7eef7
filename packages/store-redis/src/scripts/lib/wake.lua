-- Wakes as many workers that wait for jobs of this type as there are new ones.

-- include: lib/partition

local function wake(type, count) call('PUBLISH', P .. ':wake', type .. ' ' .. count) end
