-- Where a pending job stands among those of all keys of its band, in the order STRICT: by its place, or by its rank by
-- age with a part of its place, so that keys whose first jobs are of one time do not stand alike.
CREATE OR REPLACE FUNCTION {schema}.strict_place(p_aged bigint, p_place bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE
AS $$
  SELECT CASE WHEN p_aged IS NULL THEN p_place ELSE p_aged + (p_place & 255) / 256.0::double precision END
$$;
