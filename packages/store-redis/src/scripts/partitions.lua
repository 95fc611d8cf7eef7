-- Reads how many partitions there are; sets the number at the first start, and raises it.
--
-- KEYS[1]  the key that keeps it, which lies in no partition
-- ARGV[1]  the number to begin with
-- ARGV[2]  the number that there must be at least: the caller has jobs in so many, or wants them
-- ARGV[3]  the number over which the caller spreads idempotency keys, or 0 when it does not know
--
-- Both numbers only ever grow: a caller that knows greater ones puts them back into a Redis that has
-- come back empty, or without its last writes, whoever has set them anew meanwhile.
--
-- Returns the number, over how many of them idempotency keys are spread (that stays as it was at the
-- first start, so that a key always leads to the same partition), and the number found, 0 for none.

-- include: lib/partition
-- include: lib/drain

local first, at_least, known_keyed = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local found = call('HMGET', P, 'number', 'keyed')
local stored, stored_keyed = tonumber(found[1]), tonumber(found[2])
local number = math.max(stored or first, at_least)
local keyed = math.max(stored_keyed or 0, known_keyed)
if keyed == 0 then keyed = number end
if number ~= stored or keyed ~= stored_keyed then
  call('HSET', P, 'number', number, 'keyed', keyed)
  call('PUBLISH', P, number)
end
return { number, keyed, stored or 0 }
