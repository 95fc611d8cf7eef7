-- The log of a job with p_lines, a list of texts that have come at p_at, cut to the last lines. Lines are put
-- together as text, because functions that read the texts in JSON cannot take U+0000.
CREATE OR REPLACE FUNCTION {schema}.longer_log(
  p_log json, p_lines json, p_attempt integer, p_at bigint
) RETURNS json
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog
AS $$
  SELECT ('[' || string_agg(last.line, ',' ORDER BY last.part, last.place) || ']')::json
  FROM (
    SELECT 0 AS part, l.place, l.line::text AS line
    FROM json_array_elements(coalesce(p_log, '[]')) WITH ORDINALITY AS l (line, place)
    UNION ALL
    SELECT 1, l.place, '{"at":' || p_at || ',"attempt":' || p_attempt || ',"text":' || l.line || '}'
    FROM json_array_elements(p_lines) WITH ORDINALITY AS l (line, place)
    ORDER BY part DESC, place DESC
    LIMIT {maxLogLines}
  ) last
$$;
