import { GROUP_CALLBACKS, type Group, type Job, type Store } from "@millrace/core";
import type { Machine } from "./machine.ts";
import type { Network } from "./network.ts";
import type { Random } from "./random.ts";
import type { GroupPlan, Schedule } from "./schedule.ts";
import type { Timeline } from "./timeline.ts";
import type { Trace } from "./trace.ts";

export interface GroupsOptions {
  readonly store: Store;
  readonly schedule: Schedule;
  readonly network: Network;
  readonly timeline: Timeline;
  readonly trace: Trace;
  readonly random: Random;
  readonly machine: Machine;
}

/** No worker runs it. */
const CALLBACK_TYPE = "callback";
const RETRY_MS = 100;
/** The sequence number of a callback that was called: it was made, and told once. */
const CALLED = 2;

/** The groups of a run: creates each, seals it at its time, and says what it came to. */
export class Groups {
  readonly #options: GroupsOptions;
  readonly #ids = new Map<GroupPlan, string>();

  constructor(options: GroupsOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { store, schedule, timeline } = this.#options;
    const callback = { type: CALLBACK_TYPE };
    for (const plan of schedule.groups) {
      const callbacks = Object.fromEntries(GROUP_CALLBACKS.map((name) => [name, callback]));
      this.#ids.set(plan, (await store.groups.create(callbacks)).id);
      timeline.setTimer(plan.sealMs, () => void this.#seal(plan));
    }
  }

  /** The id of the group with that number. */
  idOf(number: number): string | undefined {
    const plan = this.#options.schedule.groups[number];
    return plan && this.#ids.get(plan);
  }

  /** A line for each group that is not what its jobs have made of it. */
  async breaches(jobs: ReadonlyMap<string, Job>): Promise<string[]> {
    const { store, schedule } = this.#options;
    const breaches: string[] = [];
    for (const [{ sealMs }, id] of this.#ids) {
      const group = await store.groups.get(id);
      const members = [...jobs.values()].filter(({ groupId }) => groupId === id);
      const clockIsRight = schedule.faults.every(({ kind }) => kind !== "store clock");
      const broken = [
        ...countsItsJobs(group, members),
        ...(clockIsRight ? endsBehindItsJobs(group, members) : []),
        ...callsBackOnce(group, members, jobs, clockIsRight),
      ];
      breaches.push(
        ...broken.map((breach) => `the group that is sealed at ${sealMs} ms ${breach}`),
      );
    }
    return breaches;
  }

  async #seal(plan: GroupPlan): Promise<void> {
    const { store, network, timeline, trace, random, machine } = this.#options;
    const seal = () => store.groups.seal(this.#ids.get(plan) ?? "");
    for (;;) {
      try {
        await network.call("seal", machine, random, seal);
        trace.note(`the group of ${plan.sealMs} ms is sealed`);
        return;
      } catch {
        await timeline.pass(RETRY_MS);
      }
    }
  }
}

function countsItsJobs({ counts, sealed, finishedAt }: Group, members: readonly Job[]): string[] {
  const count = (status: Job["status"]) =>
    members.filter((member) => member.status === status).length;
  const [completed, failed, cancelled] = [count("COMPLETED"), count("FAILED"), count("CANCELLED")];
  const open = members.length - completed - failed - cancelled;
  const isRight =
    counts.open === open &&
    counts.completed === completed &&
    counts.failed === failed &&
    counts.cancelled === cancelled;
  return [
    ...(sealed && finishedAt !== undefined ? [] : ["has not finished long after the faults have"]),
    ...(isRight ? [] : [`counts ${JSON.stringify(counts)} of ${members.length} jobs`]),
  ];
}

function endsBehindItsJobs({ finishedAt = 0 }: Group, members: readonly Job[]): string[] {
  const last = Math.max(0, ...members.map((member) => member.finishedAt ?? 0));
  return last > finishedAt ? [`has finished ${last - finishedAt} ms before its last job`] : [];
}

/**
 * Each callback is told once, by what became of the jobs.
 *
 * @param clockIsRight where the clock was set back, one that is called is due later, and so is moved once more.
 */
function callsBackOnce(
  { callbacks }: Group,
  members: readonly Job[],
  jobs: ReadonlyMap<string, Job>,
  clockIsRight: boolean,
): string[] {
  const isCalled = {
    onCompleted: members.every(({ status }) => status === "COMPLETED"),
    onFailed: members.some(({ status }) => status === "FAILED"),
    onFinished: true,
  };
  return GROUP_CALLBACKS.flatMap((name) => {
    const { status, sequence = 0 } = jobs.get(callbacks[name] ?? "") ?? {};
    const wanted = isCalled[name] ? "PENDING" : "CANCELLED";
    if (status === wanted && sequence === CALLED) return [];
    const isDelayed = status === "SCHEDULED" ? sequence === CALLED : sequence === CALLED + 1;
    if (!clockIsRight && isCalled[name] && isDelayed) return [];
    return [`has ${name} ${status} with sequence ${sequence}, not ${wanted} with ${CALLED}`];
  });
}
