-- What settle.lua does with the completion of one plain job alone, at its first attempt and without a
-- result; anything else is left to it. It stands before all else, because a script spends more time on
-- making its functions than on one job.

if ARGV[3] == '1' and #ARGV == 4 then
  local id = ARGV[4]
  local hash = JOB .. id
  local state = try('HGET', hash, 'state')
  -- An error of HGET's is a table.
  local type = state and not state.err and string.match(state, '^RUNNING %- 2 1 1 (%S+) %d+$')
  if type and call('EXISTS', P .. ':watched') == 0 then
    local expiry = whole(now + DEFAULT_RETENTION_MS)
    local completed = index_key(type, 'COMPLETED')
    -- First what needs no memory: the rest may run then while Redis is full, see drain.lua.
    call('PEXPIREAT', hash, expiry)
    call('HSET', hash, 'state', 'COMPLETED - 3 1 1 ' .. type .. ' ' .. NOW)
    call('ZREM', index_key(type, 'RUNNING'), id)
    -- One job comes, so that two that have expired can go.
    local expired = call('ZRANGEBYSCORE', completed, '-inf', NOW, 'LIMIT', '0', '2')
    if #expired > 0 then call('ZREM', completed, unpack(expired)) end
    call('ZADD', completed, expiry, id)
    return { {} }
  end
end
