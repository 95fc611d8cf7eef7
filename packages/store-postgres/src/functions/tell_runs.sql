-- Jobs have ended: those of runs, whose groups are `run ID`, are news of these. It locks no run, so that those who end
-- jobs of one run never wait for each other.
CREATE OR REPLACE FUNCTION {schema}.tell_runs(p_groups text[], p_jobs text[], p_statuses text[]) RETURNS void
LANGUAGE sql
AS $$
  INSERT INTO {schema}.run_news (at, run_id, job_id)
  SELECT {schema}.now_ms(), substr(e.group_id, 5), e.job_id
  FROM unnest(p_groups, p_jobs, p_statuses) AS e (group_id, job_id, status)
  WHERE starts_with(e.group_id, 'run ') AND e.status IN ({finalStatuses})
$$;
