-- Reads how many partitions there are; sets the number at the first start, and raises it.
--
-- KEYS[1]  the key that keeps it, which lies in no partition
-- ARGV[1]  the number to begin with
-- ARGV[2]  the number that is wanted, or '' for the one there is
--
-- Returns the number, and over how many of them idempotency keys are spread: that stays as it was at
-- the first start, so that a key always leads to the same partition.

local number, keyed = unpack(call('HMGET', P, 'number', 'keyed'))
if not number then
  number, keyed = ARGV[1], ARGV[1]
  call('HSET', P, 'number', number, 'keyed', keyed)
elseif ARGV[2] ~= '' and tonumber(ARGV[2]) > tonumber(number) then
  number = ARGV[2]
  call('HSET', P, 'number', number)
  call('PUBLISH', P, number)
end
return { tonumber(number), tonumber(keyed) }
