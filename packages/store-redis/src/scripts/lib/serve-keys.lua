-- Serves the keys of a queue by turns, in the very order of leases of one job each: see keys.lua.

local keys = key_turns()
local band_of, RUNS, PENDING, TURN, MAIN_BAND = keys.band_of, keys.RUNS, keys.PENDING, keys.TURN, keys.MAIN_BAND

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

-- How many keys one lease puts where they stand in an order that has changed.
local REORDERED_KEYS = 500

-- How many more keys are read than jobs are wanted: few at first, because to read one takes as long as a command.
local more_keys = 3

-- `plain_ids` are the first jobs without a key. Returns `count` unless there is no more to serve.
function serve_keys(type, plain_ids, count)
  local clock = keys.limited_turns_of(type)
  if clock.rate or clock.own_limits or clock.reorder then keys.make_the_rest() end
  if clock.reorder then keys.reorder(type, REORDERED_KEYS) end
  local order = clock.order
  local is_strict, has_bands = order == 'STRICT', order == 'PRIORITY'
  local width = count + more_keys
  more_keys = 16
  -- The first READY keys, each behind the score of the one before.
  local window = call('ZRANGE', keys.ring_key(type), '0', whole(width - 1), 'WITHSCORES')
  local is_whole = #window < 2 * width
  -- The entries of keys that were served and are to be again, in their order, and where in both lists the next one is.
  local again, at, again_at = {}, 1, 1
  -- One more than is served of a key as a rule, so that its next one is known.
  local ahead = math.ceil(count / math.max(1, #window / 2)) + 1
  local ahead_text, last_ahead, jobs_prefix = whole(ahead), whole(ahead - 1), keys.jobs_key(type, '')
  local before_all, most, plain_at = taken, taken + count, 1
  local running, pending = list_of(additions, type, 'RUNNING'), list_of(removals, type, 'KEYED')
  local looked, last_band, end_of_band, watching = {}, nil, nil, is_watching()
  -- The lengths of the lists to which each job comes, because to look for their ends takes longer.
  local running_length, pending_length, reply_length = #running, #pending, #reply
  -- Whether no job of a key is expected to run: until one is met of which some do.
  local are_idle = not keys.any_kept(type)
  note_later(type, expiry)

  -- What is known of a key of the window: its first jobs, whether all of these are pending and have the priority of
  -- the first one, how many of them have been looked at since they were read, and how many more may begin. A key with
  -- a weight or a rate has more. Eight fields, because a table with one more is twice as large. In the order STRICT
  -- the score stands for the tag.
  local parse_score = keys.parse_score
  local function entry_at(i)
    local score = tonumber(window[i + 1])
    local band, tag = parse_score(score)
    if is_strict then tag = score end
    return {
      key = window[i], band = band, tag = tag, jobs = false, jobs_key = false, are_sure = false, looked = 0, room = 0,
    }
  end
  local head = window[1] and entry_at(1)
  local last

  -- The states of a job which is plain but for its concurrency key in its first attempt, and what stands behind
  -- the letter of its kind.
  local first_state, typed = 'RUNNING = 2 1 1 ' .. type .. ' ' .. NOW, '= ' .. type .. ' '

  -- Jobs without a key are one more key, whose tag the clock has.
  local plain = { key = '', band = 0 }
  local function look_at_plain()
    plain.id = plain_ids[plain_at]
    if not plain.id then return end
    local score = tonumber(call('ZSCORE', index_key(type, 'PENDING'), plain.id))
    if has_bands then plain.band = band_of(score) end
    if is_strict then plain.tag = keys.ready_number(order, score) end
  end
  look_at_plain()

  -- The entry that is to be served, which is taken out; nil when none is known to be.
  local function take_next()
    local first, second = head, again[again_at]
    if not first and not is_whole then return nil end
    local is_again = second and (not first or comes_before(second, first))
    if is_again then first = second end
    if plain.id then
      if not is_strict then plain.tag = math.max(clock.plain, clock.floor) end
      if not first or comes_before(plain, first) then return plain, first end
    end
    if is_again then again_at = again_at + 1
    elseif first then
      at = at + 2
      head = window[at] and entry_at(at)
    end
    return first
  end

  local function serve_plain(has_rival)
    local before = taken
    begin({ plain.id }, type)
    running_length, reply_length = #running, #reply
    if taken > before and has_rival and not is_strict then
      clock.floor, clock.served = plain.tag, true
      clock.plain = plain.tag + TURN
    end
    plain_at = plain_at + 1
    look_at_plain()
  end

  -- Begins the attempt of a job of a key. One that is plain but for its key goes a short way, as plain ones do: see
  -- lib/plain.lua. Where it is not sure that a job is pending and has the priority that the turn is for, only such
  -- ones begin, which were never moved and have the default priority; returns false for others.
  local function begin_keyed(id, entry, is_sure)
    local hash, key = JOB .. id, entry.key
    local values = try('HMGET', hash, 'job', 'ckey', '1', 'state')
    local job = values[1]
    local kind = job and values[2] == key and find(job, typed, KIND_AT + 1, true) == KIND_AT + 1
      and byte(job, KIND_AT)
    if not is_sure and (not kind or values[4] or has_bands and entry.band ~= MAIN_BAND) then return false end
    local pieces = kind and known_pieces[kind]
    if kind and pieces == nil then
      pieces = pieces_of(string.char(kind)) or false
      known_pieces[kind] = pieces
    end
    if not pieces then
      begin_any(id, type, key)
      running_length, pending_length, reply_length = #running, #pending, #reply
      return
    end
    begin_plain(hash, first_state, worker)
    if watching then changed(id) end
    running[running_length + 1], running[running_length + 2] = expiry, id
    pending[pending_length + 1] = id
    running_length, pending_length = running_length + 2, pending_length + 1
    call('ZADD', entry.jobs_key, RUNS, id)
    local n = reply_length
    reply[n + 1], reply[n + 2] = id, job
    n = n + 3
    if pieces > 0 then
      reply[n] = values[3]
      n = n + 1
      if pieces > 1 then
        add_pieces(reply, hash, pieces)
        n = #reply + 1
      end
    end
    reply[n] = key
    reply_length, taken = n, taken + 1
  end

  -- Puts an entry that was served among those that are to be served again, where it is known what comes before it:
  -- keys of which nothing is known yet come behind the last one of the window.
  local function put_back(entry)
    if not is_whole then
      last = last or entry_at(#window - 1)
      if not comes_before(entry, last) then return end
    end
    local place = #again + 1
    while place > again_at and comes_before(entry, again[place - 1]) do place = place - 1 end
    if place > #again then again[place] = entry else table.insert(again, place, entry) end
  end

  -- Reads the next pending jobs of a key that have the priority of the first one. Without their scores, because
  -- Redis takes longer to write one than for all else of a command.
  local function read_jobs(entry)
    entry.are_sure, entry.looked = true, 0
    local keepers = keys.pending_keepers(type, entry.key)
    if keepers then
      entry.jobs, entry.scores = {}, {}
      for _, keeper in ipairs(keepers) do
        if not has_bands or band_of(keeper.score) == entry.band then
          local n = #entry.jobs + 1
          entry.jobs[n], entry.scores[n] = keeper.id, keeper.score
        end
      end
      return
    end
    if is_strict then
      local found = call('ZRANGEBYSCORE', entry.jobs_key, PENDING, '+inf', 'WITHSCORES', 'LIMIT', '0', ahead_text)
      entry.jobs, entry.scores = {}, {}
      for i = 1, #found, 2 do
        entry.jobs[(i + 1) / 2], entry.scores[(i + 1) / 2] = found[i], tonumber(found[i + 1])
      end
      return
    end
    if entry.band ~= last_band then
      last_band, end_of_band = entry.band, has_bands and keys.end_of_band(entry.band) or '+inf'
    end
    entry.jobs = call('ZRANGEBYSCORE', entry.jobs_key, PENDING, end_of_band, 'LIMIT', '0', ahead_text)
  end

  -- The same, with the priority that the first one has. Returns whether there is any.
  local function read_on(entry)
    local score = keys.head_score(type, entry.key)
    if not score then entry.band = false
    elseif has_bands then entry.band = band_of(score) end
    if score then read_jobs(entry) end
    return score
  end

  -- Looks at a key of which some jobs may run, or that has a rate. Returns whether one may begin.
  local function has_room(entry, limit, rate, own_rate)
    entry.room = keys.room_of(type, entry.key, limit)
    if entry.room <= 0 and clock.any_lost then entry.room = entry.room + keys.drop_lost(type, entry.key) end
    if entry.room <= 0 then
      entry.is_full = true
      return false
    end
    if rate then
      entry.tokens, entry.rate, entry.starts = keys.rate_room(type, entry.key, own_rate)
      entry.begun = 0
      if entry.tokens <= 0 then
        entry.waits = true
        return false
      end
    end
    read_jobs(entry)
    return true
  end

  local own_limits, limit_of_all, rate_of_all = clock.own_limits, clock.limit, clock.rate

  local function serve_key(entry)
    local jobs_key, before = entry.jobs_key, taken
    if not jobs_key then
      looked[#looked + 1] = entry
      jobs_key = jobs_prefix .. entry.key
      entry.jobs_key = jobs_key
      local limit, rate, own_rate = limit_of_all, rate_of_all, nil
      if own_limits then
        limit, entry.turn, own_rate = keys.limits_of(type, entry.key)
        rate = own_rate or rate
      end
      if are_idle and not rate and not is_strict then
        -- If none of its jobs runs, as many may as its limit says, and the first one is pending.
        entry.jobs, entry.room = call('ZRANGE', jobs_key, '0', last_ahead), limit
      end
      local first = entry.jobs and entry.jobs[1]
      if not first or begin_keyed(first, entry, false) == false then
        are_idle = are_idle and not first
        if not has_room(entry, limit, rate, own_rate) then return end
        first = entry.jobs[1]
        -- It may stand by a job that may not be leased: see lib/key-keepers.lua.
        if first and is_strict and keys.ready_number(order, entry.scores[1]) ~= entry.tag then entry.looked = -1
        elseif first then begin_keyed(first, entry, true) end
      end
    elseif entry.room <= 0 then
      entry.is_full = true
      return
    elseif entry.rate and entry.tokens <= 0 then
      entry.waits = true
      return
    elseif begin_keyed(entry.jobs[entry.looked + 1], entry, entry.are_sure) == false then
      if read_on(entry) then put_back(entry) end
      return
    end
    if taken > before then
      if not is_strict then
        local tag = entry.tag
        if tag < clock.floor then tag = clock.floor end
        clock.floor, clock.served, entry.tag = tag, true, tag + (entry.turn or TURN)
      end
      entry.room = entry.room - 1
      if entry.rate then entry.tokens, entry.begun = entry.tokens - 1, entry.begun + 1 end
    end
    local looked_at = entry.looked + 1
    if taken == before and keys.any_kept(type) then
      -- The job was buried, which may have halted its key, or another one is to come first.
      if not read_on(entry) then return end
      looked_at = 0
    end
    entry.looked = looked_at
    if not entry.jobs[looked_at + 1] then
      if not entry.are_sure and looked_at < ahead then
        entry.band = false
        return
      end
      if not read_on(entry) then return end
    end
    if is_strict then entry.tag = keys.ready_number(order, entry.scores[entry.looked + 1]) end
    put_back(entry)
  end

  while taken < math.min(most, max) do
    local entry, has_rival = take_next()
    if entry == nil then break end
    if entry == plain then serve_plain(has_rival) else serve_key(entry) end
  end
  if plain_at > 1 then call('ZREMRANGEBYRANK', index_key(type, 'PENDING'), '0', whole(plain_at - 2)) end
  if taken > before_all and clock.own_limits then limited[#limited + 1] = type end
  local is_done = taken < math.min(most, max) and is_whole and not head and again[again_at] == nil
    and plain.id == nil

  local comes, goes = keys.new_moves()
  local ready, length, ready_score = comes.READY, 0, keys.ready_score
  for _, entry in ipairs(looked) do
    local key = entry.key
    local free_at = entry.rate and keys.count_starts(type, key, entry.rate, entry.starts, entry.begun)
    if entry.waits then
      keys.drain(type, key, 'READY', entry.tag, comes, goes)
      keys.wait_for_rate(type, key, free_at)
      earliest = math.min(earliest, free_at)
    elseif entry.is_full then
      goes.READY[#goes.READY + 1] = key
      keys.put(comes, 'FULL', is_strict and '0' or keys.tag_text(entry.tag), key)
    elseif entry.band then
      local score = is_strict and keys.number_text(entry.tag) or ready_score(order, entry.band * BAND, entry.tag)
      ready[length + 1], ready[length + 2] = score, key
      length = length + 2
    else keys.drain(type, key, 'READY', entry.tag, comes, goes) end
  end
  keys.write_moves(type, comes, goes)
  flush_index()
  keys.write_clock(type, #goes.READY > 0 and #comes.READY == 0 and #comes.FULL == 0)
  return is_done and 0 or count
end
