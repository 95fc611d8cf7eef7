-- Adds something that is told to a run to its news.
--
-- ARGV[1]  its id
-- ARGV[2]  the text
--
-- Returns 1, or 0 when there is no such run.

-- include: lib/runs

return add_news(ARGV[1], told(ARGV[2])) and 1 or 0
