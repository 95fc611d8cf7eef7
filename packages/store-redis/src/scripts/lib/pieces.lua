-- How many further pieces the body of a plain job of this kind has; nil for a job that is not plain. See
-- job-hash.ts.
local function pieces_of(kind)
  local place = tonumber(kind, 36)
  return place and place - 10
end
