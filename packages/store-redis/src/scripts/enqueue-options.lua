-- Enqueues one job alone that has options of which its hash, its unique key and when it is due say all. A job that
-- exists is left as it is: see enqueue.lua.
--
-- ARGV: type, priority, id
--       kind, see job-hash.ts
--       the first piece of the body
--       the field `unique`, of a unique job
--       the further pieces
--       field, value, … of the job's hash besides
--
-- Returns { time in ms }, with what enqueue.lua says of the job behind it, if anything.

-- include: lib/partition

-- inner function begins

-- include: lib/options

local type, priority, id, kind_text = unpack(ARGV, 1, 4)
local kind, hash = read_options(kind_text, type), JOB .. id
local queue, settings = index_key(type, 'PENDING'), P .. ':c:' .. type
-- Settings count twice.
local there = call('EXISTS', queue, settings, settings)

-- Returns what the script does; nil, with nothing written, where enqueue.lua has to look at more.
local function enqueue_alone()
  -- The queue may take no new jobs. A job that is there already was to replace another one, or would change; any other
  -- unique one is found by its key, or by its fields.
  if there >= 2 and call('HEXISTS', settings, 'draining') == 1 then return nil end
  if (kind.run_at or kind.replaces or not kind.is_unique) and call('EXISTS', hash) == 1 then return nil end

  -- As lib/claim.lua does, of which the functions take longer to make than this job.
  local key, holder = kind.is_unique and P .. ':u:' .. type .. ' ' .. string.sub(ARGV[6], 3), nil
  if key then
    holder = kind.replaces and call('GET', key)
    local is_taken
    if holder then is_taken = false
    elseif kind.ttl then is_taken = call('SET', key, id, 'NX', 'PX', kind.ttl)
    else is_taken = call('SET', key, id, 'NX') end
    if not is_taken and not holder then
      -- include: lib/claim
      local is_new, said, about = take_key(id, key, kind.ttl)
      if said then return { now, { 0, said, about } } end
      if not is_new then return { now } end
    end
  end

  local said, score = nil, kind.score
  if holder then
    said, score = replace_short(holder, kind, type, ARGV, 5)
    if not said then return nil end
    -- include: lib/watch
    changed(holder)
  elseif write_options(hash, kind, ARGV, 5) < kind.fields then
    -- It is there, and had given up its key.
    call('DEL', key)
    return { now }
  end

  -- include: lib/wake
  if score then
    local scheduled = index_key(type, 'SCHEDULED')
    local head = call('ZRANGE', scheduled, '0', '0', 'WITHSCORES')[2]
    if not head or tonumber(score) < tonumber(head) then
      call('ZADD', P .. ':types', '0', type)
      wake(type, 1)
    end
    call('ZADD', scheduled, score, holder or id)
    -- include: lib/note-due
    note_due(type, score)
  elseif not holder then
    -- include: lib/place
    if there % 2 == 0 then
      call('ZADD', P .. ':types', '0', type)
      wake(type, 1)
    end
    call('ZADD', queue, pending_score(priority, next_back()), id)
  end
  if said then return { now, { 0, 'REPLACED', said } } end
  return { now }
end

local reply = enqueue_alone()
if reply then return reply end

-- short way ends

local function enqueue_batch(ARGV)
  -- include anew: enqueue
end

return enqueue_batch({ type, priority, '1', unpack(ARGV, 3) })
