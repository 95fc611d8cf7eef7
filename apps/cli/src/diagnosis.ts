import type { Client, LiveWorker, Queue, ServerStatus } from "@millrace/client";
import { type EpochMs, MillraceError, systemClock } from "@millrace/core";
import type { StoreUrl } from "@millrace/store-url";
import type { Finding } from "./output/finding-view.ts";
import { openOwnStore } from "./own-store.ts";
import { VERSION } from "./version.ts";

/** Clocks that differ by less disturb nobody. */
const SKEW_MS = 2_000;
/** A pending job that is older waits for too long, most likely. */
const OLD_MS = 5 * 60_000;
/** An event loop that is later holds up leases and timers. */
const LAG_MS = 1_000;

/** Looks for what keeps jobs from being done: one finding after the other, as they are found. */
export async function* diagnose(client: Client, url: StoreUrl): AsyncGenerator<Finding> {
  const reached = await reach(client, url);
  yield reached.finding;
  if (reached.asOf === undefined) return;
  if (url.kind === "server") yield* await serverFindings(client);
  yield clockFinding(reached.asOf, reached.tookMs);
  const workers = await Array.fromAsync(client.workers.list());
  const queues = await Array.fromAsync(client.queues.list());
  yield ok("queues", queues.length === 0 ? "there are none" : `there are ${queues.length}`);
  for (const queue of queues) yield* queueFindings(queue);
  yield ok("workers", workers.length === 0 ? "none lives" : `${workers.length} live`);
  for (const worker of workers) yield* workerFindings(worker);
}

/** What an operator should know of a store itself. */
export async function storeFindings(url: StoreUrl): Promise<Finding[]> {
  const findings: Finding[] = [];
  await using opened = await openOwnStore(url, (finding) => {
    findings.push({ check: "store", status: "warning", finding });
  });
  await opened.check();
  return findings;
}

interface Reached {
  readonly finding: Finding;
  /** The store's time; absent when nobody answered. */
  readonly asOf?: EpochMs;
  readonly tookMs: number;
}

async function reach(client: Client, url: StoreUrl): Promise<Reached> {
  const check = url.kind === "server" ? "server" : "store";
  const startedAt = systemClock.now();
  try {
    const { asOf } = await client.listPage({ pageSize: 1 });
    const tookMs = systemClock.now() - startedAt;
    return { finding: ok(check, `${url.shown} answers in ${tookMs} ms`), asOf, tookMs };
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    const remedy = "start it, or say where it is: millrace help environment";
    return { finding: { check, status: "failed", finding: error.message, remedy }, tookMs: 0 };
  }
}

async function serverFindings(client: Client): Promise<Finding[]> {
  const { version, status } = await client.serverInfo({ withStatus: true });
  return [
    versionFinding(version),
    ...(status === undefined ? [] : [maintenanceFinding(status)]),
    ...(status?.warnings ?? []).map((finding): Finding => {
      return { check: "store", status: "warning", finding };
    }),
  ];
}

function maintenanceFinding({ roles }: ServerStatus): Finding {
  const maintainer = roles.find(({ name }) => name === "maintenance");
  if (maintainer !== undefined) return ok("maintenance", `is done by ${maintainer.holder}`);
  return warning(
    "maintenance",
    "nobody does it, so that idle queues, schedules and operations stand still",
    "start a server or a worker whose option maintain is not false",
  );
}

function versionFinding(version: string): Finding {
  if (version === VERSION) return ok("version", `${version}, as this program`);
  return warning(
    "version",
    `the server is ${version}, this program ${VERSION}`,
    "use the same version of both where something seems to be missing",
  );
}

/** By how much the clocks differ is known up to the time that the call took. */
function clockFinding(asOf: EpochMs, tookMs: number): Finding {
  const aheadMs = asOf - systemClock.now();
  const skewMs = Math.max(0, Math.abs(aheadMs) - tookMs);
  if (skewMs < SKEW_MS) return ok("clock", "the store has the time of this machine");
  const how = aheadMs > 0 ? "ahead of" : "behind";
  return warning(
    "clock",
    `the store's is ${Math.round(skewMs / 1_000)} s ${how} that of this machine`,
    "the store's decides when jobs are due: set both by NTP, and give delays instead of times",
  );
}

function* queueFindings(queue: Queue): Generator<Finding> {
  const { type, counts, workers, paused, draining, throttled, limits } = queue;
  const check = `queue ${type}`;
  if (paused !== undefined) {
    const why = paused.reason === "" ? "" : `: ${paused.reason}`;
    yield warning(check, `is paused${why}`, `millrace queue resume ${type}`);
  }
  if (draining !== undefined) {
    yield warning(check, "takes no new jobs", `millrace queue resume ${type}`);
  }
  if (throttled !== undefined) {
    const until = new Date(throttled.until ?? throttled.at).toISOString();
    yield warning(
      check,
      `waits until ${until}, because job ${throttled.by} was throttled`,
      `let it, or millrace queue resume ${type}`,
    );
  }
  const { jobs, oldestAgeMs = 0 } = counts.PENDING;
  if (jobs > 0 && workers === 0) {
    yield warning(
      check,
      `has ${jobs} pending jobs and no worker that tells of itself`,
      "start one",
    );
  } else if (oldestAgeMs > OLD_MS && paused === undefined && throttled === undefined) {
    const limit = limits?.maxRunning;
    const isFull = limit !== undefined && counts.RUNNING.jobs >= limit;
    const remedy = isFull
      ? `raise its limit of ${limit}`
      : "start more workers, or raise their concurrency";
    yield warning(
      check,
      `has a job that waits for ${Math.round(oldestAgeMs / 60_000)} min`,
      remedy,
    );
  }
  if (counts.FAILED.jobs > 0) {
    const failed = `${counts.FAILED.jobs}${counts.FAILED.more ? "+" : ""}`;
    yield warning(check, `has ${failed} jobs that failed for good`, `millrace dead list ${type}`);
  }
}

function* workerFindings({ workerId, eventLoopLagMs }: LiveWorker): Generator<Finding> {
  if (eventLoopLagMs < LAG_MS) return;
  yield warning(
    `worker ${workerId}`,
    `its event loop is ${eventLoopLagMs} ms late`,
    "a handler computes: move that to a thread, or lower the concurrency",
  );
}

function ok(check: string, finding: string): Finding {
  return { check, status: "ok", finding };
}

function warning(check: string, finding: string, remedy: string): Finding {
  return { check, status: "warning", finding, remedy };
}
