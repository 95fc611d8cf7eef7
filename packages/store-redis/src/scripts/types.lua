-- Lists the types that may have jobs, by name.
--
-- ARGV[1]  the type to begin with, or ''
-- ARGV[2]  how many at most
--
-- Returns their names.

local from = ARGV[1] == '' and '-' or '[' .. ARGV[1]
return call('ZRANGEBYLEX', P .. ':types', from, '+', 'LIMIT', 0, ARGV[2])
