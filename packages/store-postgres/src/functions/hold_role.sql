-- Takes a role that nobody holds, or holds on to one's own, for p_lease_ms. Returns who has it now.
CREATE OR REPLACE FUNCTION {schema}.hold_role(p_role text, p_holder text, p_lease_ms bigint)
RETURNS TABLE (holder text, fence bigint, expires_at bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
#variable_conflict use_column
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  -- Not by ON CONFLICT DO UPDATE, which locks a role that another one holds, too: all who ask would stand in line.
  RETURN QUERY
  UPDATE {schema}.roles r SET
    holder = p_holder,
    -- A lease that begins in the future is none: the clock was set back.
    fence = r.fence + CASE WHEN v_now >= r.held_at AND v_now < r.expires_at THEN 0 ELSE 1 END,
    held_at = v_now,
    expires_at = v_now + p_lease_ms
  WHERE r.role = p_role AND (r.holder = p_holder OR NOT (v_now >= r.held_at AND v_now < r.expires_at))
  RETURNING r.holder, r.fence, r.expires_at;
  IF FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY
  INSERT INTO {schema}.roles AS r (role, holder, fence, held_at, expires_at)
  VALUES (p_role, p_holder, 1, v_now, v_now + p_lease_ms)
  ON CONFLICT (role) DO NOTHING
  RETURNING r.holder, r.fence, r.expires_at;
  IF NOT FOUND THEN
    RETURN QUERY SELECT r.holder, r.fence, r.expires_at FROM {schema}.roles r WHERE r.role = p_role;
  END IF;
END
$$;
