-- Serves the keys of a queue by turns, in the very order of leases of one job each: see keys.lua.

local keys = key_turns()
local band_of = keys.band_of

-- Whether one name comes before another one, by their bytes; Lua's own order depends on the server's language.
local function name_before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = byte(a, i), byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

-- Whether an entry { key, band, tag } comes before another one.
local function comes_before(a, b)
  if a.band ~= b.band then return a.band < b.band end
  if a.tag ~= b.tag then return a.tag < b.tag end
  return name_before(a.key, b.key)
end

-- The first READY keys of a type, at most `width`, each with what is found out of it later: its first pending
-- jobs, how many of them have been looked at, how many of those since they were read, and how many more may begin.
local function ready_keys(type, width)
  local found, entries = call('ZRANGE', keys.ring_key(type), '0', whole(width - 1), 'WITHSCORES'), {}
  for i = 1, #found, 2 do
    local band, tag = keys.parse_score(tonumber(found[i + 1]))
    entries[(i + 1) / 2] = {
      key = found[i], band = band, tag = tag, jobs = false, jobs_key = false, looked = 0, room = false, is_full = false,
      tokens = false, rate = false, starts = false, begun = 0, turn = keys.TURN,
    }
  end
  return entries
end

-- `plain_ids` are the first jobs without a key. Returns `count` unless there is no more to serve.
function serve_keys(type, plain_ids, count)
  local clock = keys.turns_of(type)
  if clock.rate or clock.own_limits then keys.make_the_rest() end
  local width = count + 16
  local window, again, at, again_at = ready_keys(type, width), {}, 1, 1
  -- One more than is served of a key as a rule, so that its next one is known.
  local ahead = whole(math.ceil(count / math.max(1, #window)) + 1)
  local before_all, most, plain_at = taken, taken + count, 1
  local is_whole = #window < width
  local running, pending = list_of(additions, type, 'RUNNING'), list_of(removals, type, 'KEYED')
  local looked, last_band, end_of_band = {}, nil, nil
  note_later(type, expiry)

  -- The states of a job which is plain but for its concurrency key in its first attempt, and what stands behind
  -- the letter of its kind.
  local first_state, typed = 'RUNNING = 2 1 1 ' .. type .. ' ' .. NOW, '= ' .. type .. ' '

  -- Jobs without a key are one more key, whose tag the clock has.
  local plain = { key = '' }
  local function look_at_plain()
    plain.id = plain_ids[plain_at]
    if plain.id then plain.band = band_of(call('ZSCORE', index_key(type, 'PENDING'), plain.id)) end
  end
  look_at_plain()

  -- The entry that is to be served, which is taken out; nil when none is known to be.
  local function take_next()
    local first, second = window[at], again[again_at]
    if first == nil and not is_whole then return nil end
    local is_again = second and (first == nil or comes_before(second, first))
    if is_again then first = second end
    if plain.id then
      plain.tag = math.max(clock.plain, clock.floor)
      if first == nil or comes_before(plain, first) then return plain, first ~= nil end
    end
    if is_again then again_at = again_at + 1 elseif first then at = at + 1 end
    return first
  end

  local function serve_plain(has_rival)
    local before = taken
    begin({ plain.id }, type)
    if taken > before and has_rival then
      clock.floor, clock.moved = plain.tag, true
      clock.plain = plain.tag + keys.TURN
    end
    plain_at = plain_at + 1
    look_at_plain()
  end

  -- Begins the attempt of a job of a key. One that is plain but for its key goes a short way, as plain ones do: see
  -- lib/plain.lua.
  local function begin_keyed(id, entry)
    local hash, key = JOB .. id, entry.key
    local values = try('HMGET', hash, 'job', 'ckey', '1')
    local job = values[1]
    local kind = job and values[2] == key and find(job, typed, KIND_AT + 1, true) == KIND_AT + 1
      and byte(job, KIND_AT)
    local pieces = kind and known_pieces[kind]
    if kind and pieces == nil then
      pieces = pieces_of(string.char(kind)) or false
      known_pieces[kind] = pieces
    end
    if not pieces then return begin_any(id, type, key) end
    begin_plain(hash, first_state, worker)
    if is_watching() then changed(id) end
    local n = #running
    running[n + 1], running[n + 2] = expiry, id
    pending[#pending + 1] = id
    call('ZADD', entry.jobs_key, keys.RUNS, id)
    n = #reply
    reply[n + 1], reply[n + 2] = id, job
    n = n + 3
    if pieces > 0 then
      reply[n] = values[3]
      n = n + 1
      if pieces > 1 then
        add_pieces(hash, pieces)
        n = #reply + 1
      end
    end
    reply[n] = key
    taken = taken + 1
  end

  -- Puts an entry that was served among those that are to be served again.
  local function insert(entry)
    local place = #again + 1
    while place > again_at and comes_before(entry, again[place - 1]) do place = place - 1 end
    if place > #again then again[place] = entry else table.insert(again, place, entry) end
  end

  -- Reads the next pending jobs of a key that have the priority of the first one. Without their scores, because
  -- Redis takes longer to write one than for all else of a command.
  local function read_jobs(entry)
    if entry.band ~= last_band then last_band, end_of_band = entry.band, keys.end_of_band(entry.band) end
    entry.jobs = call('ZRANGEBYSCORE', entry.jobs_key, '0', end_of_band, 'LIMIT', '0', ahead)
    entry.looked = 0
  end

  local function serve_key(entry)
    if not entry.jobs then
      looked[#looked + 1] = entry
      local limit, turn, own_rate = keys.limits_of(type, entry.key)
      entry.room, entry.turn = keys.room_of(type, entry.key, limit), turn
      -- What may start by its rate.
      entry.tokens = math.huge
      if entry.room > 0 and (own_rate or clock.rate) then
        entry.tokens, entry.rate, entry.starts = keys.rate_room(type, entry.key, own_rate)
      end
      if entry.room > 0 and entry.tokens > 0 then
        entry.jobs_key = keys.jobs_key(type, entry.key)
        read_jobs(entry)
      end
    end
    if entry.room <= 0 then
      entry.is_full = true
      return
    end
    if entry.tokens <= 0 then
      entry.waits = true
      return
    end
    local id, before = entry.jobs[entry.looked + 1], taken
    if id then begin_keyed(id, entry) end
    if taken > before then
      local tag = math.max(entry.tag, clock.floor)
      clock.floor, clock.moved, entry.tag = tag, true, tag + entry.turn
      entry.room, entry.tokens, entry.begun = entry.room - 1, entry.tokens - 1, entry.begun + 1
    end
    entry.looked = entry.looked + 1
    if not entry.jobs[entry.looked + 1] then
      local score = keys.head_score(type, entry.key)
      if not score then
        entry.band = false
        return
      end
      entry.band = band_of(score)
      read_jobs(entry)
    end
    -- Others of which nothing is known yet come before it, unless it comes before what is known of them.
    if is_whole or comes_before(entry, window[#window]) then insert(entry) end
  end

  while taken < math.min(most, max) do
    local entry, has_rival = take_next()
    if entry == nil then break end
    if entry == plain then serve_plain(has_rival) else serve_key(entry) end
  end
  if plain_at > 1 then call('ZREMRANGEBYRANK', index_key(type, 'PENDING'), '0', whole(plain_at - 2)) end
  if taken > before_all and clock.own_limits then limited[#limited + 1] = type end
  local is_done = taken < math.min(most, max) and is_whole and window[at] == nil and again[again_at] == nil
    and plain.id == nil

  local comes, goes = keys.new_moves()
  for _, entry in ipairs(looked) do
    local key = entry.key
    local free_at = entry.rate and keys.count_starts(type, key, entry.rate, entry.starts, entry.begun)
    if entry.waits then
      keys.drain(type, key, 'READY', entry.tag, comes, goes)
      keys.wait_for_rate(type, key, free_at)
      earliest = math.min(earliest, free_at)
    elseif entry.is_full then
      goes.READY[#goes.READY + 1] = key
      keys.put(comes, 'FULL', keys.tag_text(entry.tag), key)
    elseif entry.band then keys.put(comes, 'READY', keys.ready_score(entry.band, entry.tag), key)
    else keys.drain(type, key, 'READY', entry.tag, comes, goes) end
  end
  keys.write_moves(type, comes, goes)
  flush_index()
  keys.write_clock(type, #goes.READY > 0 and #comes.READY == 0 and #comes.FULL == 0)
  return is_done and 0 or count
end
