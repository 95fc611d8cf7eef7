-- enqueue_keyed of enqueue.lua, over the `turns` of keys.

function enqueue_keyed(at, type, priority, count, first, draining)
  local waiting, add = list_of(additions, type, 'KEYED'), turns.add
  local n = #waiting
  local last_kind, head, pieces
  local first_length, number, band_start = n, 0, (100 - priority) * BAND
  while number < count do
    local id, kind, body, ckey = unpack(ARGV, at, at + 3)
    if kind ~= last_kind then
      pieces = sub(kind, 2, 2) == '=' and pieces_of(sub(kind, 1, 1))
      if not pieces then break end
      head = NOW .. ' ' .. kind .. ' ' .. type .. ' '
      last_kind = kind
    end
    local hash = JOB .. id
    if draining and call('EXISTS', hash) == 0 then
      reply[#reply + 1] = { first + number, 'DRAINING', draining }
    else
      if write_plain(hash, head .. body, at + 4, pieces, 'ckey', ckey) > 0 then
        give_place(true)
        local exact = band_start + place
        local score = whole(exact)
        waiting[n + 1], waiting[n + 2] = score, id
        n = n + 2
        add(type, ckey, score, id, exact)
      else
        call('HSET', hash, 'job', NOW .. ' ' .. general_kind(kind) .. ' ' .. type .. ' ' .. body)
      end
    end
    at, number = at + 4 + pieces, number + 1
  end
  if n > first_length then note_keyed(type, (n - first_length) / 2) end
  return at, number
end
