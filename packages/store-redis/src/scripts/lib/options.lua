-- Jobs with options of which their hashes, their unique keys and when they are due say all: how their kinds are read,
-- and their hashes written. See job-hash.ts.

-- include: lib/partition

-- What the kind of such a job says, nil for another kind; `type` is that of the job.
local function read_options(kind, type)
  local letter, general, options, unique, ttl, replaces, max_wait, due =
    string.match(kind, '^(%l)([+*])(%d*)(:?)(%d*)(!?)(%d*)@?(%+?%d*)$')
  if not letter then return nil end
  local pieces, run_at = string.byte(letter) - 97, nil
  options = tonumber(options) or 0
  if due ~= '' then
    run_at = tonumber(due)
    if string.byte(due) == 43 then run_at = now + run_at end
    if run_at <= now then run_at = nil end
  end
  local is_unique = unique ~= ''
  return {
    pieces = pieces, options = options, is_unique = is_unique, ttl = ttl ~= '' and ttl,
    replaces = replaces ~= '', max_wait = tonumber(max_wait), due = due, run_at = run_at,
    -- How many arguments there are behind the first piece, and how many fields the hash gets.
    more = (is_unique and 1 or 0) + pieces + options,
    fields = 1 + (is_unique and 1 or 0) + pieces + options / 2 + (run_at and 2 or 0),
    is_short = options == 0 and pieces < 2 and (is_unique or run_at),
    general = general, head = NOW .. ' ' .. general .. ' ' .. type .. ' ',
    score = run_at and whole(run_at), state = run_at and 'SCHEDULED + 1 0 0 ' .. type .. ' ' .. NOW,
  }
end

-- The fields and values behind the field `job`, of arguments[at] on.
local function option_fields(kind, arguments, at)
  local fields = {}
  if kind.run_at then fields = { 'state', kind.state, 'runAt', kind.score } end
  local n = #fields
  if kind.is_unique then
    fields[n + 1], fields[n + 2] = 'unique', arguments[at]
    n, at = n + 2, at + 1
  end
  for piece = 1, kind.pieces do
    fields[n + 1], fields[n + 2] = whole(piece), arguments[at]
    n, at = n + 2, at + 1
  end
  for i = 0, kind.options - 1 do fields[n + 1 + i] = arguments[at + i] end
  return fields
end

-- Writes the hash of such a job, whose first piece is arguments[at]. Returns how many fields are new. What most jobs
-- have is written without a table.
local function write_options(hash, kind, arguments, at)
  local job = kind.head .. arguments[at]
  if kind.is_short then
    local state, score, unique, piece = kind.state, kind.score, arguments[at + 1], arguments[at + 2]
    if kind.pieces == 0 then
      if not state then return call('HSET', hash, 'job', job, 'unique', unique) end
      if kind.is_unique then return call('HSET', hash, 'job', job, 'state', state, 'runAt', score, 'unique', unique) end
      return call('HSET', hash, 'job', job, 'state', state, 'runAt', score)
    end
    if not state then return call('HSET', hash, 'job', job, 'unique', unique, '1', piece) end
    if kind.is_unique then
      return call('HSET', hash, 'job', job, 'state', state, 'runAt', score, 'unique', unique, '1', piece)
    end
    return call('HSET', hash, 'job', job, 'state', state, 'runAt', score, '1', unique)
  end
  return call('HSET', hash, 'job', job, unpack(option_fields(kind, arguments, at + 1)))
end

-- Has the job that holds a unique key become one of this kind, whose first piece is arguments[at], if it waits, was
-- never leased, and has nothing but what such jobs mostly have. Returns "id created sequence" and when it is due, if
-- that is later; nil for another job.
local function replace_short(id, kind, type, arguments, at)
  if kind.options > 0 or kind.pieces > 1 then return nil end
  local hash = JOB .. id
  local values = try('HMGET', hash, 'job', 'unique', 'state', 'runAt', '1')
  local job, state, piece = values[1], values[3], values[5]
  if not (job and values[2]) then return nil end
  local fields = 2 + (state and 1 or 0) + (values[4] and 1 or 0) + (piece and 1 or 0)
  if call('HLEN', hash) ~= fields then return nil end
  local created = string.match(job, '^(%d+) [+*] ')
  local status, sequence, token = 'PENDING', 1, '0'
  if state then status, sequence, token = string.match(state, '^(%u+) %+ (%d+) (%d+) 0 ') end
  if not (created and status) then return nil end
  local run_at = math.max(now, math.min(kind.run_at or now, created + (kind.max_wait or math.huge)))
  local next_status = 'PENDING'
  if run_at > now then next_status = 'SCHEDULED' end
  if status ~= next_status then return nil end
  sequence = whole(sequence + 1)
  job = created .. ' ' .. kind.general .. ' ' .. type .. ' ' .. arguments[at]
  state = status .. ' + ' .. sequence .. ' ' .. token .. ' 0 ' .. type .. ' ' .. NOW
  local score = whole(run_at)
  if kind.pieces == 1 then
    call('HSET', hash, 'job', job, 'state', state, 'runAt', score, '1', arguments[at + 2])
  else
    call('HSET', hash, 'job', job, 'state', state, 'runAt', score)
    if piece then call('HDEL', hash, '1') end
  end
  return id .. ' ' .. created .. ' ' .. sequence, run_at > now and score
end
