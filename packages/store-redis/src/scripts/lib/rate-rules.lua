-- The rules of rates, and where what they have counted is kept; made once a queue or a key has a rate.

-- include: lib/partition

local rates

local function rate_rules()
  if not rates then
    -- include: lib/starts
    rates = {
      parse = read_rate, read = read_starts, write = write_starts, room = rate_room, count = count_starts,
      uncount = uncount_start, uncount_first = uncount_first,
    }
  end
  return rates
end
