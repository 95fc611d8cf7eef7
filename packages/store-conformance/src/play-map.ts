import type { Lease, Store } from "@millrace/core";
import { Runs } from "@millrace/workflow";

/** How a map is played. */
export interface MapPlay {
  readonly items: number;
  readonly maxRunning: number;
  /** Whether who has settled dies before it decides what comes next, in a round from 0 on. */
  readonly isKilled: (round: number) => boolean;
}

/** How a map was played. */
export interface PlayedMap {
  readonly status: string;
  readonly completed: number;
  /** How many items had more than one job. */
  readonly twice: number;
  /** How many jobs were there at once that had not ended. */
  readonly mostLive: number;
}

const TYPE = "map-item";
const LEASE_JOBS = 1_000;

/** Plays a map to its end by workers that die: each round begins with nothing but what is in the store. */
export async function playMap(store: Store, play: MapPlay): Promise<PlayedMap> {
  const { items, maxRunning, isKilled } = play;
  const map = { over: "input", max_running: maxRunning, max_items: items };
  await new Runs(store).put({ name: "map", schema: 1, steps: { m: { type: TYPE, map } } });
  const input = Array.from({ length: items }, (_, n) => n);
  const { id } = (await new Runs(store).start("map", { input })).run;
  const seen = new Map<number, number>();
  let mostLive = 0;
  for (let round = 0; ; round++) {
    if (!isKilled(round)) await new Runs(store).advance((await store.runs.due(100)).due);
    const [{ pending = 0, running = 0 } = {}] = await countsOf(store);
    mostLive = Math.max(mostLive, pending + running);
    const leases = await leaseAll(store);
    for (const { job } of leases) {
      const index = job.run?.index ?? -1;
      seen.set(index, (seen.get(index) ?? 0) + 1);
    }
    await store.settle(
      leases.map(({ job: { id: jobId }, token }) => ({
        ...{ jobId, token, outcome: { kind: "completed", result: Buffer.from("1") } },
      })),
    );
    const { status, counts } = await new Runs(store).get(id);
    if (counts.STARTED !== undefined || counts.BLOCKED !== undefined) continue;
    const twice = [...seen.values()].filter((times) => times > 1).length;
    return { status, completed: seen.size, twice, mostLive };
  }
}

async function countsOf(store: Store) {
  const { queues } = await store.queues.list({});
  return queues
    .filter(({ type }) => type === TYPE)
    .map(({ counts }) => ({
      pending: counts.PENDING.jobs,
      running: counts.RUNNING.jobs,
    }));
}

function leaseAll(store: Store): Promise<Lease[]> {
  return store.lease({
    ...{ types: [TYPE], maxJobs: LEASE_JOBS, leaseMs: 600_000, waitMs: 0, workerId: "w" },
  });
}
