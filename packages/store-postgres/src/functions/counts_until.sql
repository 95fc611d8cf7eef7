-- Until when a start at a time counts.
CREATE OR REPLACE FUNCTION {schema}.counts_until(p_rate bigint[], p_at bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE
RETURN ((p_at * 64 / p_rate[2] + 65) * p_rate[2] + 63) / 64;
