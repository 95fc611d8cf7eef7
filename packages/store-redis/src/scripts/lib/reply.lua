-- How scripts return a job: { id, expiry of its lease or '', large payload or '', field, value, … }.

local function job_reply(id, fields)
  fields = fields or redis.call('HGETALL', job_key(id))
  if #fields == 0 then return false end
  local type, status, large
  for i = 1, #fields, 2 do
    if fields[i] == 'type' then type = fields[i + 1]
    elseif fields[i] == 'status' then status = fields[i + 1]
    elseif fields[i] == 'large' then large = true end
  end
  local expiry, payload = '', ''
  if status == 'RUNNING' and type then
    expiry = redis.call('ZSCORE', index_key(type, status), id) or ''
  end
  if large then payload = redis.call('GET', payload_key(id)) or '' end
  return { id, expiry, payload, unpack(fields) }
end
