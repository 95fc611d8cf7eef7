-- Counts in their groups that jobs have come from one status to another: the elements of the three arrays belong
-- together. The status before is NULL for a job that has joined; GONE is that of one that was deleted before it
-- had ended. Two that are the same count nothing, but have a group that was sealed end if nothing is open.
--
-- Groups are locked in the order of their ids, behind the jobs themselves, so that transactions which end many
-- jobs at the same time never wait in a circle. Whoever waits for a group is told once: of its first failure, and
-- of its end.
CREATE OR REPLACE FUNCTION {schema}.count_members(p_groups text[], p_befores text[], p_statuses text[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_change record;
  v_group record;
  v_failing text[] := '{}';
  v_ended text[] := '{}';
  v_ends text[] := '{}';
BEGIN
  FOR v_change IN
    SELECT m.id,
      count(*) FILTER (WHERE m.status NOT IN ({finalStatuses}, 'GONE'))
        - count(*) FILTER (WHERE m.before NOT IN ({finalStatuses}, 'GONE')) AS open,
      count(*) FILTER (WHERE m.status = 'COMPLETED')
        - count(*) FILTER (WHERE m.before = 'COMPLETED') AS completed,
      count(*) FILTER (WHERE m.status = 'FAILED') - count(*) FILTER (WHERE m.before = 'FAILED') AS failed,
      count(*) FILTER (WHERE m.status = 'CANCELLED' OR m.status = 'GONE')
        - count(*) FILTER (WHERE m.before = 'CANCELLED') AS cancelled
    FROM unnest(p_groups, p_befores, p_statuses) AS m (id, before, status)
    -- Runs are told, see tell_runs.
    WHERE NOT starts_with(m.id, 'run ')
    GROUP BY m.id ORDER BY m.id
  LOOP
    SELECT g.open + v_change.open AS open, g.failed + v_change.failed AS failed,
      g.cancelled + v_change.cancelled AS cancelled, g.sealed, g.finished_at, g.retention_ms
    INTO v_group
    FROM {schema}.groups g
    WHERE g.id = v_change.id AND (g.expires_at IS NULL OR g.expires_at > v_now) FOR UPDATE;
    -- It may be forgotten, and its jobs not.
    CONTINUE WHEN NOT FOUND;
    UPDATE {schema}.groups g
    SET open = v_group.open, failed = v_group.failed, cancelled = v_group.cancelled,
      completed = g.completed + v_change.completed,
      finished_at = CASE
        WHEN v_group.sealed AND v_group.open = 0 THEN coalesce(g.finished_at, v_now) ELSE g.finished_at
      END,
      expires_at = CASE WHEN v_group.sealed AND v_group.open = 0 THEN v_now + g.retention_ms END
    WHERE g.id = v_change.id;
    IF v_change.failed > 0 THEN
      v_failing := v_failing || v_change.id;
    END IF;
    IF v_group.sealed AND v_group.open = 0 AND v_group.finished_at IS NULL THEN
      v_ended := v_ended || v_change.id;
      v_ends := v_ends || CASE
        WHEN v_group.failed > 0 THEN 'ONE_FAILED'
        WHEN v_group.cancelled > 0 THEN 'ONE_CANCELLED'
        ELSE 'ALL_COMPLETED'
      END;
    END IF;
  END LOOP;
  IF v_failing <> '{}' THEN
    PERFORM {schema}.end_waits(
      v_failing, array_fill('ONE_FAILED'::text, ARRAY[cardinality(v_failing)]), 'FAILED'
    );
  END IF;
  IF v_ended <> '{}' THEN
    PERFORM {schema}.end_waits(v_ended, v_ends);
  END IF;
END
$$;
