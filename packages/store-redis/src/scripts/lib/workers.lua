-- Workers that live: what each tells of itself, with a lifetime; their names in order; when the life of
-- each ends, of all and of those of a type.

-- include: lib/partition

local NAMES, ENDS = P .. ':workers', P .. ':worker-ends'

local function worker_key(name) return P .. ':worker:' .. name end
local function of_type_key(type) return P .. ':workers-of:' .. type end

-- How many dead ones a call forgets at most.
local DEAD = 100

local function forget_dead()
  local dead = call('ZRANGEBYSCORE', ENDS, '-inf', NOW, 'LIMIT', '0', whole(DEAD))
  if #dead == 0 then return end
  call('ZREM', ENDS, unpack(dead))
  call('ZREM', NAMES, unpack(dead))
end
