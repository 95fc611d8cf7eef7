-- An idempotency or unique key among those of all concurrency keys. No text begins with the byte 255 as UTF-8.
CREATE OR REPLACE FUNCTION {schema}.scoped_key(p_concurrency_key bytea, p_key bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN p_concurrency_key IS NULL THEN p_key
    ELSE pg_catalog.decode('ff', 'hex') || pg_catalog.int4send(pg_catalog.octet_length(p_concurrency_key)) || p_concurrency_key || p_key
  END
$$;
