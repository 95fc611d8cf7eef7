-- Keeps a version of a workflow, unless the latest one has the same content. Returns the version that has it, and
-- whether it is new.
CREATE OR REPLACE FUNCTION {schema}.put_workflow(p_name text, p_definition text, p_content text)
RETURNS TABLE (put_version bigint, created boolean)
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  v_latest record;
BEGIN
  LOOP
    SELECT w.version, w.content INTO v_latest FROM {schema}.workflows w
    WHERE w.name = p_name ORDER BY w.version DESC LIMIT 1;
    created := v_latest.content IS DISTINCT FROM p_content;
    put_version := coalesce(v_latest.version, 0) + created::integer;
    EXIT WHEN NOT created;
    INSERT INTO {schema}.workflows (name, version, definition, content)
    VALUES (p_name, put_version, p_definition, p_content) ON CONFLICT DO NOTHING;
    EXIT WHEN FOUND;
    -- Else another call has kept a version at the same moment.
  END LOOP;
  RETURN NEXT;
END
$$;
