/** Adds a new job: what only a later move sets stays NULL. */
export const INSERT_JOB = `
INSERT INTO jobs (id, type, status, rank, turn, token, fingerprint, idempotency_key, priority,
  attempt, max_attempts, at_most_once, backoff, timeout_ms, retention_ms, metadata, run_at,
  created_at, updated_at, cancel_requested, sequence, payload)
VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, ?)
`;

export type InsertJobValues = [
  id: string,
  type: string,
  status: number,
  rank: number,
  turn: number,
  fingerprint: string | null,
  idempotencyKey: string | null,
  priority: number,
  maxAttempts: number,
  atMostOnce: number,
  backoff: string | null,
  timeoutMs: number | null,
  retentionMs: number,
  metadata: string | null,
  runAt: number,
  createdAt: number,
  updatedAt: number,
  payload: Uint8Array | null,
];
