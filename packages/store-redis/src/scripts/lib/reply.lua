-- How scripts return a job: { id, expiry of its lease or '', large payload or '', { field,
-- value, … } }.

local function job_reply(id, fields)
  fields = fields or redis.call('HGETALL', job_key(id))
  if #fields == 0 then return false end
  local job = {}
  for i = 1, #fields, 2 do job[fields[i]] = fields[i + 1] end
  local expiry = ''
  if job.type and job.state and string.find(job.state, '^RUNNING ') then
    expiry = redis.call('ZSCORE', index_key(job.type, 'RUNNING'), id) or ''
  end
  return { id, expiry, large_payload(id, job.keep), fields }
end
