import { type Client, type Schedule, schedule } from "@millrace/client";
import type { Job } from "@millrace/core";
import { until } from "@millrace/store-conformance/until";
import { clientOf, ifAnswered } from "./access.ts";

/** The type of the jobs that schedules make. */
export const SCHEDULED_TYPE = "scheduled";

const SCHEDULES = 5;
const INTERVAL_MS = 1_000;
const PATIENCE_MS = 30_000;

const DECLARED = Array.from({ length: SCHEDULES }, (_, place) =>
  schedule(
    `every-second-${place}`,
    { every: { interval: INTERVAL_MS, phase: (place * INTERVAL_MS) / SCHEDULES } },
    { type: SCHEDULED_TYPE },
    // Each time once, also those at which nobody was there to fire.
    { overlap: "ALLOW", catchUp: "ALL" },
  ),
);

/** What has become of the times of schedules. */
export interface FiringAudit {
  /** Times that have made a job. */
  readonly fired: number;
  /** Times before the latest one that have made none, or several. */
  readonly broken: readonly string[];
}

/** Schedules of a second each, which workers and servers fire while faults come. */
export class ScheduledLoad implements AsyncDisposable {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<ScheduledLoad> {
    const client = clientOf(url);
    await client.schedules.put(DECLARED);
    return new ScheduledLoad(client);
  }

  /** @param isCaughtUp whether to wait until all times up to now have fired. */
  async audit({ isCaughtUp }: { readonly isCaughtUp: boolean }): Promise<FiringAudit> {
    const now = Date.now();
    if (isCaughtUp) await this.#untilFired(now);
    // Before the jobs: what fires from here on is left out.
    const schedules = await Promise.all(
      DECLARED.map(({ definition }) => this.#client.schedules.get(definition.name)),
    );
    const times = new Map<string, Set<string>>();
    // A listing can pass over a job that changes its status meanwhile.
    for (let listing = 0; listing < 2; listing++) {
      for (const { id, metadata } of await this.#jobs()) {
        const key = `${metadata["millrace.schedule"]} ${metadata["millrace.nominal"]}`;
        times.set(key, (times.get(key) ?? new Set()).add(id));
      }
    }
    const broken = schedules.flatMap((schedule) => breachesOf(schedule, times));
    return { fired: times.size, broken };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }

  async #untilFired(time: number): Promise<void> {
    await until("schedules have caught up", PATIENCE_MS, async () => {
      const all = DECLARED.map(({ definition }) => this.#client.schedules.get(definition.name));
      const schedules = (await ifAnswered(Promise.all(all))) ?? [];
      return (
        schedules.length > 0 &&
        schedules.every(({ last }) => (last?.nominal ?? 0) >= time - INTERVAL_MS)
      );
    });
  }

  async #jobs(): Promise<Job[]> {
    return Array.fromAsync(this.#client.list({ type: SCHEDULED_TYPE, pageSize: 1_000 }));
  }
}

/** What is wrong with the times of a schedule, whose jobs `times` has by name and time. */
function breachesOf(
  { name, spec, generation, counts, last }: Schedule,
  times: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const phaseMs = spec.every?.[0]?.phaseMs ?? 0;
  const rounds = Math.floor((generation - phaseMs) / INTERVAL_MS) + 1;
  const broken = counts.missed > 0 ? [`${name} has missed ${counts.missed} times`] : [];
  for (let at = rounds * INTERVAL_MS + phaseMs; at <= (last?.nominal ?? 0); at += INTERVAL_MS) {
    const time = new Date(at).toISOString();
    const jobs = times.get(`${name} ${time}`)?.size ?? 0;
    if (jobs !== 1) broken.push(`${name} has made ${jobs} jobs for ${time}`);
  }
  return broken;
}
