/** Writes everything that a move can change. */
export const CHANGE_JOB = `
UPDATE jobs SET status = ?, rank = ?, turn = ?, token = ?, attempt = ?, run_at = ?, updated_at = ?,
  started_at = ?, finished_at = ?, errors = ?, progress = ?, worker_id = ?, cancel_requested = ?,
  cancel_reason = ?, sequence = ?, result = ?
WHERE number = ?
`;

export type ChangeJobValues = [
  status: number,
  rank: number,
  turn: number,
  token: number,
  attempt: number,
  runAt: number,
  updatedAt: number,
  startedAt: number | null,
  finishedAt: number | null,
  errors: string | null,
  progress: string | null,
  workerId: string | null,
  cancelRequested: number,
  cancelReason: string | null,
  sequence: number,
  result: Uint8Array | null,
  number: number,
];
