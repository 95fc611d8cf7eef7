import { PostgresStore } from "@millrace/store-postgres";
import type { Bar, Figure } from "./figure.ts";
import { GraphileSide } from "./graphile-side.ts";
import { CONCURRENCIES, drain, type Load, PAYLOAD, rate } from "./load.ts";
import { MillraceSide } from "./millrace-side.ts";
import { PgBossSide } from "./pg-boss-side.ts";
import type { PostgresProbe } from "./postgres-probe.ts";
import type { Side } from "./side.ts";
import { median } from "./statistics.ts";

/** Where and how much to measure on Postgres. */
export interface PostgresSetting {
  readonly probe: PostgresProbe;
  readonly load: Load;
}

const PEERS = ["graphile-worker", "pg-boss"] as const;
const SIDES = ["millrace", ...PEERS] as const;
type SideName = (typeof SIDES)[number];
type Rates = Readonly<Record<SideName, number>>;

const AT_LEAST_THEIRS: Bar = { kind: "at least", ratio: 1 };

async function openSide(name: SideName, url: string): Promise<Side> {
  switch (name) {
    case "millrace": {
      const store = new PostgresStore(url);
      await store.ready();
      return new MillraceSide(store);
    }
    case "graphile-worker":
      return GraphileSide.open(url);
    case "pg-boss":
      return PgBossSide.open(url);
  }
}

/** Measures every side in turn, each on empty schemas, and returns the medians. */
async function everySide(
  { probe, load }: PostgresSetting,
  measure: (side: Side) => Promise<number>,
): Promise<Rates> {
  const measured: Record<SideName, number[]> = {
    millrace: [],
    "graphile-worker": [],
    "pg-boss": [],
  };
  for (let round = 0; round < load.rounds; round++) {
    for (const name of SIDES) {
      await probe.clear();
      const side = await openSide(name, probe.url);
      try {
        measured[name].push(await measure(side));
      } finally {
        await side.close();
      }
    }
  }
  return {
    millrace: median(measured.millrace),
    "graphile-worker": median(measured["graphile-worker"]),
    "pg-boss": median(measured["pg-boss"]),
  };
}

export async function postgresBatches(setting: PostgresSetting): Promise<Figure[]> {
  const { jobs } = setting.load;
  const rates = await everySide(setting, (side) =>
    rate(jobs, () => side.addInBatches(jobs, 1_000, 4, PAYLOAD)),
  );
  return besidePeers("Postgres: enqueue in batches", rates, "batches of 1,000, 4 in flight");
}

export async function postgresSingles(setting: PostgresSetting): Promise<Figure[]> {
  // A peer that commits each call by itself takes long.
  const jobs = setting.load.jobs / 5;
  const rates = await everySide(setting, (side) =>
    rate(jobs, () => side.addOneByOne(jobs, 1_000, PAYLOAD)),
  );
  return besidePeers("Postgres: enqueue one by one", rates, "single calls, 1,000 in flight");
}

/** Processing of no-op jobs that are all there before, each side at its best concurrency. */
export async function postgresProcess(setting: PostgresSetting): Promise<Figure[]> {
  const best: Record<SideName, number> = { millrace: 0, "graphile-worker": 0, "pg-boss": 0 };
  // One at a time is no side's best; pg-boss, whose batches they are, gains from larger ones.
  for (const concurrency of [...CONCURRENCIES.filter((most) => most > 1), 1_000]) {
    const rates = await everySide(setting, (side) => drain(side, setting.load.jobs, concurrency));
    for (const name of SIDES) {
      best[name] = Math.max(best[name], rates[name]);
      console.error(`  ${name} at ${concurrency}: ${Math.round(rates[name])} jobs/s`);
    }
  }
  return besidePeers(
    "Postgres: process no-op jobs, each at its best concurrency",
    best,
    "one worker process, jobs enqueued before",
  );
}

function besidePeers(name: string, rates: Rates, note: string): Figure[] {
  return PEERS.map((peerName) => ({
    name,
    unit: "jobs/s",
    millrace: rates.millrace,
    peer: rates[peerName],
    peerName,
    bar: AT_LEAST_THEIRS,
    note,
  }));
}
