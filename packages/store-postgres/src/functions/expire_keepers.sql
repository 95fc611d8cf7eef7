-- Has jobs that have failed for good and keep the turn of their keys no more be forgotten after their retention.
CREATE OR REPLACE FUNCTION {schema}.expire_keepers(p_ids text[]) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog
AS $$
  -- Who holds one has it run again, or forgets it.
  UPDATE {schema}.finished f SET expires_at = {schema}.now_ms() + f.retention_ms
  FROM (
    SELECT k.id FROM {schema}.finished k WHERE k.id = ANY (p_ids) AND k.expires_at = {never}
    FOR UPDATE SKIP LOCKED
  ) k
  WHERE f.id = k.id;
$$;
