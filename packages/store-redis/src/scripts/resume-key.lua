-- Has no job keep the turn of a concurrency key any more.
--
-- ARGV[1]  type
-- ARGV[2]  key
--
-- Returns the limit of all keys of the queue or '', and the key as lib/key-facts.lua tells it.

-- include: lib/general
-- include: lib/key-facts

go_general_way()
local type, key = unpack(ARGV)
key_way().resume(type, key, false, forget_later)
flush_index()
return { limit_of_all(type), key_facts(type, key) }
