/** The address of a queue's page. */
export function queueLink(type: string): string {
  return `/queues/${encodeURIComponent(type)}`;
}
