/** The page of a worker. */
export function workerLink(workerId: string): string {
  return `/workers/${encodeURIComponent(workerId)}`;
}
