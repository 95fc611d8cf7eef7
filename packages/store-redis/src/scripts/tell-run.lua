-- Adds something that is told to a run to its news.
--
-- ARGV[1]  its id
-- ARGV[2]  the text
--
-- Returns 1, or 0 when there is no such run.

-- include: lib/runs

local is_there = add_news(ARGV[1], told(ARGV[2]))
flush_index()
return is_there and 1 or 0
