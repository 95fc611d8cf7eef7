-- Serves the keys of a queue by turns, in the very order of leases of one job each: see keys.lua.

go_general_way()
local keys = key_way()
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

-- The first READY keys of a type, at most `width`.
local function ready_keys(type, width)
  local found, entries = call('ZRANGE', keys.ring_key(type), '0', whole(width - 1), 'WITHSCORES'), {}
  for i = 1, #found, 2 do
    local band, tag = keys.parse_score(found[i + 1])
    entries[#entries + 1] = { key = found[i], band = band, tag = tag }
  end
  return entries
end

-- The next pending job of a key: its id and its score. Some are read at a time.
local function next_job(type, entry, ahead)
  if entry.at == nil or entry.at > #entry.jobs then
    local from = entry.looked or 0
    entry.jobs = call('ZRANGE', keys.jobs_key(type, entry.key), whole(from), whole(from + ahead), 'WITHSCORES')
    entry.looked, entry.at = from + #entry.jobs / 2, 1
  end
  return entry.jobs[entry.at], entry.jobs[entry.at + 1]
end

-- Puts an entry into a list that is in order.
local function insert(list, entry)
  local at = #list + 1
  while at > 1 and comes_before(entry, list[at - 1]) do at = at - 1 end
  table.insert(list, at, entry)
end

-- `plain_ids` are the first jobs without a key. Returns `count` unless there is no more to serve.
function serve_keys(type, plain_ids, count)
  local clock = keys.turns_of(type)
  local width = 2 * count + 16
  local window, again, at = ready_keys(type, width), {}, 1
  local ahead = math.ceil(count / math.max(1, #window))
  local most, plain_at = taken + count, 1
  local is_whole = #window < width

  -- Jobs without a key are one more key, whose tag the clock has.
  local plain = { key = '' }
  local function look_at_plain()
    plain.id = plain_ids[plain_at]
    if plain.id then plain.band = band_of(call('ZSCORE', index_key(type, 'PENDING'), plain.id)) end
  end
  look_at_plain()

  -- The entry that is to be served, which is taken out; nil when none is known to be.
  local function take_next()
    local list, first = nil, window[at]
    if first == nil and not is_whole then return nil end
    if again[1] and (first == nil or comes_before(again[1], first)) then list, first = again, again[1] end
    if plain.id then
      plain.tag = math.max(clock.plain, clock.floor)
      if first == nil or comes_before(plain, first) then return plain, first ~= nil end
    end
    if list then table.remove(again, 1) elseif first then at = at + 1 end
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

  local function serve_key(entry)
    local id = next_job(type, entry, ahead)
    local before = taken
    if id then begin_any(id, type, entry.key) end
    entry.at = entry.at + 2
    if taken > before then
      clock.floor, clock.moved = math.max(entry.tag, clock.floor), true
      entry.tag = clock.floor + keys.TURN
      clock.tags[entry.key] = entry.tag
      entry.served = (entry.served or 0) + 1
    end
    local _, score = next_job(type, entry, ahead)
    if score then
      entry.band = band_of(score)
      insert(again, entry)
    end
  end

  while taken < math.min(most, max) do
    local entry, has_rival = take_next()
    if entry == nil then break end
    if entry == plain then serve_plain(has_rival)
    elseif not keys.park(type, entry.key, entry.tag, entry.served or 0) then serve_key(entry) end
  end
  if plain_at > 1 then call('ZREMRANGEBYRANK', index_key(type, 'PENDING'), '0', whole(plain_at - 2)) end
  local is_done = taken < math.min(most, max) and is_whole and at > #window and again[1] == nil and plain.id == nil
  flush_index()
  keys.write_clock(type)
  return is_done and 0 or count
end
