-- The concurrency keys of queues: where their jobs stand, and how the keys take turns. The rules are those of
-- key-turns.ts in core. Part of the general way, made when a script first meets a job that has a key.

-- include: lib/key-scores
-- include: lib/key-clock
-- include: lib/key-jobs
-- include: lib/key-waits
-- include: lib/key-rates
-- include: lib/key-places

-- What lease.lua needs to serve keys.
function keys.end_of_band(band) return '(' .. whole((band + 1) * BAND) end
keys.jobs_key, keys.ring_key, keys.band_of, keys.head_score, keys.TURN, keys.RUNS =
  jobs_key, ring_key, band_of, head_score, TURN, RUNS
keys.parse_score, keys.ready_score, keys.tag_text, keys.drain = parse_score, ready_score, tag_text, drain
