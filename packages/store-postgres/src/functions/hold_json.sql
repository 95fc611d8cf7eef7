-- A pause or drain of a queue as JSON, with what was told of it; NULL when there is none at p_now.
CREATE OR REPLACE FUNCTION {schema}.hold_json(p_at bigint, p_until bigint, p_told json, p_now bigint)
RETURNS text
LANGUAGE sql STABLE
RETURN CASE WHEN p_at IS NOT NULL AND coalesce(p_until > p_now, true)
  THEN json_build_object('at', p_at, 'until', p_until, 'told', p_told)::text
END;
