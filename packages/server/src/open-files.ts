// What the process opens besides its connections: files, the store's connections, the runtime's own.
const RESERVED = 100;

/** What Node's types leave out. */
interface Report {
  excludeNetwork: boolean;
  /** The limits of the operating system; Windows has none. */
  getReport(): { userLimits?: { open_files?: { soft?: number | "unlimited" } } };
}

/** How many connections the process can have, by the limit on open files that it runs under. */
export function connectionsByOpenFiles(): number {
  const report = process.report as unknown as Report;
  const { excludeNetwork } = report;
  // Without it, the report would look up the name of every peer.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport();
  report.excludeNetwork = excludeNetwork;
  const files = userLimits?.open_files?.soft;
  return typeof files === "number" ? Math.max(1, files - RESERVED) : Number.POSITIVE_INFINITY;
}
