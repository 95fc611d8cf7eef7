/** Parameters: name, version, definition, content. */
export const ADD_WORKFLOW =
  "INSERT INTO workflows (name, version, definition, content) VALUES (?, ?, ?, ?)";

export const LATEST_WORKFLOW = `
SELECT name, version, definition, content FROM workflows WHERE name = ? ORDER BY version DESC LIMIT 1`;

/** Parameters: name, version. */
export const READ_WORKFLOW =
  "SELECT name, version, definition FROM workflows WHERE name = ? AND version = ?";

/** Parameters: behind which name, how many. */
export const LIST_WORKFLOWS = `
SELECT name, max(version) AS version, definition FROM workflows
WHERE name > ? GROUP BY name ORDER BY name LIMIT ?`;

const RUN_COLUMNS = "id, version, created_at AS createdAt, workflow, state, record";

export const READ_RUN = `SELECT ${RUN_COLUMNS} FROM runs WHERE id = ?`;

export const RUN_OF_KEY = "SELECT id FROM runs WHERE key = ?";

/** Parameters: id, created_at, wake_at, workflow, state, key, record. */
export const ADD_RUN = `
INSERT INTO runs (id, version, created_at, wake_at, workflow, state, key, record)
VALUES (?, 1, ?, ?, ?, ?, ?, ?)`;

/** Parameters: wake_at, state, record, id. */
export const CHANGE_RUN =
  "UPDATE runs SET version = version + 1, wake_at = ?, state = ?, record = ? WHERE id = ?";

export const DELETE_RUN = "DELETE FROM runs WHERE id = ?";

/**
 * Lists runs, the latest first. Parameters: the workflow and the state that are wanted; where it goes on, as
 * created_at and id; how many.
 */
export function listRuns(wanted: {
  readonly workflow: boolean;
  readonly state: boolean;
  readonly after: boolean;
}): string {
  const conditions = [
    ...(wanted.workflow ? ["workflow = ?"] : []),
    ...(wanted.state ? ["state = ?"] : []),
    ...(wanted.after ? ["(created_at, id) < (?, ?)"] : []),
  ];
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  return `SELECT ${RUN_COLUMNS} FROM runs ${where} ORDER BY created_at DESC, id DESC LIMIT ?`;
}

/** Those with news, of which each is an entry of the index however many it has. Parameters: how many. */
export const RUNS_WITH_NEWS = `
WITH RECURSIVE told (run_id) AS (
  SELECT min(run_id) FROM run_news
  UNION ALL
  SELECT (SELECT min(n.run_id) FROM run_news n WHERE n.run_id > told.run_id) FROM told
  WHERE told.run_id IS NOT NULL
)
SELECT run_id AS id FROM told WHERE run_id IS NOT NULL LIMIT ?`;

/** Parameters: the time, how many. */
export const DUE_RUNS = "SELECT id FROM runs WHERE wake_at <= ? ORDER BY wake_at LIMIT ?";

/** The first time behind the one that is given. */
export const NEXT_RUN = `
SELECT wake_at AS wakeAt FROM runs WHERE wake_at > ? ORDER BY wake_at LIMIT 1`;

/** Parameters: run, at, what there is to tell as JSON, the job whose result belongs to it. */
export const ADD_NEWS = "INSERT INTO run_news (run_id, at, told, job_id) VALUES (?, ?, ?, ?)";

/** Parameters: run, how many. */
export const LIST_NEWS = `
SELECT number, at, told, job_id AS jobId FROM run_news WHERE run_id = ? ORDER BY number LIMIT ?`;

/** Parameters: run, number. */
export const TAKE_NEWS = "DELETE FROM run_news WHERE run_id = ? AND number = ?";

export const FORGET_NEWS = "DELETE FROM run_news WHERE run_id = ?";

export const RESULT_OF_JOB = "SELECT result FROM jobs WHERE id = ?";

/** Parameters: run, name. */
export const READ_PART = "SELECT value FROM run_parts WHERE run_id = ? AND name = ?";

/** What is kept of a run besides its record. */
export const TERMS_OF_RUN = "SELECT key, wake_at AS wakeAt FROM runs WHERE id = ?";

export const ALL_PARTS = "SELECT name, value FROM run_parts WHERE run_id = ? ORDER BY name";

/** Parameters: version, run. */
export const SET_VERSION = "UPDATE runs SET version = ? WHERE id = ?";

/** Parameters: run, name, value. */
export const WRITE_PART = `
INSERT INTO run_parts (run_id, name, value) VALUES (?, ?, ?)
ON CONFLICT (run_id, name) DO UPDATE SET value = excluded.value`;

/** Parameters: run, name. */
export const DELETE_PART = "DELETE FROM run_parts WHERE run_id = ? AND name = ?";

/** Parameters: run, how many. */
export const FORGET_PARTS = `
DELETE FROM run_parts WHERE rowid IN (SELECT rowid FROM run_parts WHERE run_id = ? LIMIT ?)`;
