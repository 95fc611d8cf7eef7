-- Puts concurrency keys where they stand in the order of their queue, which has changed. Part of lib/keys.lua.

-- The scores of READY keys that stand in other orders: see lib/key-scores.lua.
local SCORES_OF_OTHERS = {
  PRIORITY = { { '-inf', '(0' }, { number_text(FAIR_END), '+inf' } },
  FAIR = { { '-inf', '(' .. whole(-END) }, { '0', '(' .. number_text(FAIR_END) } },
  STRICT = { { whole(-END), '+inf' } },
}

-- At most about `count`. Returns how many there were.
function keys.reorder(type, count)
  local clock, order, moves = keys.turns_of(type), keys.order_of(type), {}
  if not clock.reorder then return 0 end
  for _, range in ipairs(SCORES_OF_OTHERS[order]) do
    local found = call('ZRANGEBYSCORE', ring_key(type), range[1], range[2], 'WITHSCORES', 'LIMIT', '0', whole(count))
    for i = 1, #found, 2 do
      local _, tag = parse_score(tonumber(found[i + 1]))
      local head, n = head_score(type, found[i]), #moves
      if head then moves[n + 1], moves[n + 2] = ready_score(order, head, tag), found[i] end
    end
  end
  if #moves > 0 then call('ZADD', ring_key(type), unpack(moves)) end
  local done = #moves / 2
  if order == 'STRICT' then
    call('DEL', drained_key(type))
    local full, zeros = call('ZRANGEBYSCORE', full_key(type), '(0', '+inf', 'LIMIT', '0', whole(count)), {}
    for i, key in ipairs(full) do zeros[2 * i - 1], zeros[2 * i] = '0', key end
    if #full > 0 then call('ZADD', full_key(type), unpack(zeros)) end
    done = done + #full
  end
  if done < count then
    clock.reorder = false
    call('HDEL', clock_key(type), 'reorder')
  end
  return done
end
