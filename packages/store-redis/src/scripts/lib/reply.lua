-- How scripts return a job: { id, expiry of its lease or '', large body or '', { field, value, … } }. A blocked
-- one has the field `awaited` besides: the ids of the jobs that it waits for.

-- include: lib/partition
-- include: lib/job-keys

local function whole_body(id) return call('GET', body_key(id)) or '' end

-- Reads the fields unless they are given, and a body that has a key of its own by `read_body`: all of it
-- unless that says otherwise.
local function job_reply(id, fields, read_body)
  fields = fields or call('HGETALL', job_key(id))
  if #fields == 0 then return false end
  local expiry, body = '', ''
  for i = 1, #fields, 2 do
    local field, value = fields[i], fields[i + 1]
    if field == 'state' then
      local running = string.match(value, '^RUNNING %S+ %S+ %S+ %S+ (%S+) %S+$')
      if running then expiry = call('ZSCORE', index_key(running, 'RUNNING'), id) or '' end
    elseif field == 'keep' and string.find(value, '^%d+ 1 ') then
      body = (read_body or whole_body)(id)
    elseif field == 'join' then
      fields[#fields + 1] = 'awaited'
      fields[#fields + 1] = table.concat(call('ZRANGE', P .. ':a:' .. id, '0', '-1'), ' ')
    end
  end
  return { id, expiry, body, fields }
end
