-- Lets the script run while Redis is full: only new jobs are refused then, so that those there are can
-- be worked off. Redis looks at its memory until a script has written by a command that needs none,
-- and this one writes nothing. (`#!lua flags=allow-oom` says the same to Redis 7, and is an error before.)

-- include: lib/partition

call('PERSIST', P)
