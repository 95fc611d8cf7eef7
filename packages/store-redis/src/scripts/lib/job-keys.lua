-- What a job may have besides its hash.

local function payload_key(id) return P .. ':p:' .. id end
-- A type's name has no space in it, so the first one ends it, whatever the key holds.
local function idempotency_key(type, key) return P .. ':k:' .. type .. ' ' .. key end

-- The payload that has a key of its own, as the job's `keep` tells, or ''.
local function large_payload(id, keep)
  if not keep or not string.find(keep, '^%d+ 1 ') then return '' end
  return call('GET', payload_key(id)) or ''
end
