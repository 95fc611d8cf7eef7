-- How scripts return a job: { id, expiry of its lease or '', large body or '', { field,
-- value, … } }.

-- include: lib/partition
-- include: lib/job-keys

-- The body that has a key of its own, as the job's `keep` tells, or ''.
local function read_large_body(id, keep)
  if not keep or not string.find(keep, '^%d+ 1 ') then return '' end
  return call('GET', body_key(id)) or ''
end

local function job_reply(id, fields)
  fields = fields or call('HGETALL', job_key(id))
  if #fields == 0 then return false end
  local expiry, large_body = '', ''
  for i = 1, #fields, 2 do
    local field, value = fields[i], fields[i + 1]
    if field == 'state' then
      local running = string.match(value, '^RUNNING %S+ %S+ %S+ %S+ (%S+) %S+$')
      if running then expiry = call('ZSCORE', index_key(running, 'RUNNING'), id) or '' end
    elseif field == 'keep' then
      large_body = read_large_body(id, value)
    end
  end
  return { id, expiry, large_body, fields }
end
