-- Lets no more jobs join a group, which ends it if none is open.
CREATE OR REPLACE FUNCTION {schema}.seal_group(p_id text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
BEGIN
  UPDATE {schema}.groups g SET sealed = true WHERE g.id = p_id AND NOT g.sealed;
  IF FOUND THEN
    PERFORM {schema}.count_members(ARRAY[p_id], ARRAY['PENDING'], ARRAY['PENDING']);
  END IF;
END
$$;
