-- enqueue_options of enqueue.lua, behind its enqueue_special.

-- Enqueues such a job as any other one.
local function enqueue_as_any(id, kind, type, priority, at)
  local body, unique, claims = ARGV[at], kind.is_unique and ARGV[at + 1], ''
  if unique then
    local replaces = kind.replaces and '!' .. (kind.max_wait and whole(kind.max_wait) or '') or ''
    claims = sub(unique, 1, 1) .. (kind.ttl or '') .. replaces .. sub(unique, 2)
  end
  local arguments = { kind.due, '', '', '', claims, '', '', '', '' }
  -- When it is due stands in the first one.
  local run_at = kind.run_at
  kind.run_at = nil
  for i, value in ipairs(option_fields(kind, ARGV, at + 1)) do arguments[9 + i] = value end
  kind.run_at = run_at
  return enqueue_special(id, kind.general, type, priority, body, arguments, 1, #arguments)
end

function enqueue_options(at, type, priority, count, first, draining)
  local prefix, kinds, last_kind, kind = unique_key(type, ''), {}, nil, nil
  local function kind_of(text)
    local known = kinds[text]
    if known == nil then
      known = read_options(text, type) or false
      kinds[text] = known
    end
    last_kind = text
    return known
  end

  local claims, hashes, n, c, h, from = {}, {}, 0, 0, 0, at
  while n < count do
    local id, text = ARGV[at], ARGV[at + 1]
    if text ~= last_kind then
      kind = kind_of(text)
      if not kind then break end
    end
    if kind.is_unique then
      claims[c + 1], claims[c + 2] = prefix .. sub(ARGV[at + 3], 3), id
      c = c + 2
    end
    -- Of any other job HSET tells whether it is there, and has changed nothing of it then.
    if kind.run_at or not kind.is_unique then
      h = h + 1
      hashes[h] = JOB .. id
    end
    n, at = n + 1, at + 3 + kind.more
  end
  if n == 0 then return at, 0 end
  local are_free = not draining and (h == 0 or call('EXISTS', unpack(hashes)) == 0)
    and (c == 0 or call('MSETNX', unpack(claims)) == 1)

  local waiting, score, length, later, later_length
  -- Anew after another job, which may have written the indexes.
  local function prepare()
    give_place(false)
    waiting, score = list_of(additions, type, 'PENDING'), score_of(priority)
    later = list_of(additions, type, 'SCHEDULED')
    length, later_length = #waiting, #later
  end
  prepare()

  local function note_scheduled(score, id, run_at)
    later[later_length + 1], later[later_length + 2] = score, id
    later_length = later_length + 2
    note_later(type, run_at)
    scheduled[type] = math.min(scheduled[type] or math.huge, run_at)
  end

  local holders, is_none_there = {}, true
  if not are_free then
    local ids, keys = {}, {}
    at = from
    for i = 1, n do
      ids[i] = JOB .. ARGV[at]
      at = at + 3 + kinds[ARGV[at + 1]].more
    end
    for i = 1, c, 2 do keys[(i + 1) / 2] = claims[i] end
    is_none_there = call('EXISTS', unpack(ids)) == 0
    if c > 0 then holders = call('MGET', unpack(keys)) end
  end

  at, c = from, 0
  for number = 0, n - 1 do
    local id, text, key, holder = ARGV[at], ARGV[at + 1], nil, nil
    if text ~= last_kind then kind = kind_of(text) end
    if kind.is_unique then
      key, holder = claims[2 * c + 1], holders[c + 1]
      c = c + 1
    end
    local is_free = are_free
    if not is_free and is_none_there and not draining and not holder then
      is_free = not key or take(id, key, kind.ttl)
    elseif is_free and kind.ttl then call('PEXPIRE', key, kind.ttl)
    end
    local is_done = is_free
    if is_free then
      if write_options(JOB .. id, kind, ARGV, at + 2) == kind.fields then
        if kind.run_at then note_scheduled(kind.score, id, kind.run_at)
        else
          waiting[length + 1], waiting[length + 2] = score, id
          length = length + 2
          pending[type] = true
        end
      elseif key then call('DEL', key) end
    elseif holder and is_none_there and kind.replaces then
      local said, due = replace_short(holder, kind, type, ARGV, at + 2)
      if due then note_scheduled(due, holder, tonumber(due)) end
      if said then
        is_done = true
        changed(holder)
        reply[#reply + 1] = { first + number, 'REPLACED', said }
      end
    elseif holder and is_none_there then
      local existing = may_hold(holder) and job_reply(holder)
      if existing then
        is_done = true
        reply[#reply + 1] = { first + number, 'HELD', existing }
      end
    end
    if not is_done then
      local said, about = enqueue_as_any(id, kind, type, priority, at + 2)
      if said then reply[#reply + 1] = { first + number, said, about } end
      prepare()
    end
    at = at + 3 + kind.more
  end
  return at, n
end
