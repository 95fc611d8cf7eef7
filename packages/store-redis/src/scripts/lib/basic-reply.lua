-- How scripts return a job by the view BASIC: as reply.lua says, but with the beginning of a large body
-- alone and without its result and its log, and then how many bytes the large body has, or '', and the
-- result, or ''.

-- include: lib/reply

-- The beginning of a body that has a key of its own: the line of JSON that it may begin with, see
-- job-hash.ts, and PREVIEW_BYTES of the payload.
local function body_beginning(id)
  local key = body_key(id)
  local kind = string.match(call('HGET', job_key(id), 'job') or '', '^%d+ (.) ')
  if kind ~= '*' then return call('GETRANGE', key, 0, PREVIEW_BYTES - 1) end
  local bytes = 1024
  while true do
    local head = call('GETRANGE', key, 0, bytes - 1)
    local line_end = string.find(head, '\n', 1, true)
    if line_end then return call('GETRANGE', key, 0, line_end + PREVIEW_BYTES - 1) end
    if #head < bytes then return head end
    bytes = bytes * 4
  end
end

-- The fields of a hash and their values, but for its result and its log.
local function small_fields(hash)
  local names = {}
  for _, name in ipairs(call('HKEYS', hash)) do
    if name ~= 'result' and name ~= 'log' then names[#names + 1] = name end
  end
  local fields = {}
  for i, value in ipairs(call('HMGET', hash, unpack(names))) do
    fields[2 * i - 1], fields[2 * i] = names[i], value
  end
  return fields
end

local function basic_reply(id)
  local hash = job_key(id)
  local result_bytes = call('HSTRLEN', hash, 'result')
  local has_large = result_bytes > 0 or call('HEXISTS', hash, 'log') == 1
  local fields = has_large and small_fields(hash) or nil
  local reply = job_reply(id, fields, body_beginning)
  if not reply then return false end
  reply[5] = reply[3] ~= '' and call('STRLEN', body_key(id)) or ''
  reply[6] = result_bytes > 0 and result_bytes or ''
  return reply
end

-- What returns a job by a view.
local function reply_by(view) return view == 'BASIC' and basic_reply or job_reply end
