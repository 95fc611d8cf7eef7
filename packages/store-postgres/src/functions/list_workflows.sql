-- The latest version of each workflow behind p_after, by name, at most p_limit.
CREATE OR REPLACE FUNCTION {schema}.list_workflows(p_after text, p_limit integer)
RETURNS TABLE (listed_name text, listed_version bigint, listed_definition text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET enable_seqscan = off
AS $$
BEGIN
  listed_name := p_after;
  FOR i IN 1 .. p_limit LOOP
    SELECT w.name, w.version, w.definition INTO listed_name, listed_version, listed_definition
    FROM (
      SELECT n.name FROM {schema}.workflows n WHERE n.name > listed_name COLLATE "C" ORDER BY n.name LIMIT 1
    ) next
    CROSS JOIN LATERAL (
      SELECT v.* FROM {schema}.workflows v WHERE v.name = next.name ORDER BY v.version DESC LIMIT 1
    ) w;
    EXIT WHEN NOT FOUND;
    RETURN NEXT;
  END LOOP;
END
$$;
