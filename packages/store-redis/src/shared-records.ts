import {
  EXPLAINED,
  type HeldRoles,
  type LiveWorker,
  type MinuteStats,
  type NameCursor,
  type RecentCounts,
  ROLE_NAMES,
  type Role,
  type RoleLease,
  type RoleRequest,
  roleReleased,
  type StatsWindow,
  type TallyCells,
  type WorkerHeartbeat,
  type WorkerSlice,
  type WorkersOfType,
} from "@millrace/core";
import type { Value } from "./job-hash.ts";
import { countArgs, recentCounts, statsOfHours } from "./partition-stats.ts";
import type { Reply } from "./redis-driver.ts";
import { SCRIPTS, type Script } from "./script.ts";

/** Runs a script; one whose answer is lost is sent once more if `resend` gives its arguments. */
export type RunScript = (
  script: Script,
  args: readonly Value[],
  resend?: () => Value[],
) => Promise<Reply>;

/** What the first partition keeps for all of them: the counts of their queues, workers and roles. */
export class SharedRecords {
  readonly #run: RunScript;

  constructor(run: RunScript) {
    this.#run = run;
  }

  async count(counted: ReadonlyMap<string, TallyCells>): Promise<void> {
    await this.#run(SCRIPTS.count, countArgs(counted));
  }

  async recent(types: readonly string[]): Promise<RecentCounts[]> {
    const args = [...types];
    const reply = await this.#run(SCRIPTS.recent, args, () => args);
    return recentCounts(reply as (number | Buffer)[], types.length);
  }

  async minutes(window: StatsWindow): Promise<MinuteStats[]> {
    const args: [type: string, minutes: number] = [window.type, window.minutes];
    const reply = await this.#run(SCRIPTS.minutes, args, () => args);
    return statsOfHours(reply as (number | Buffer)[], window);
  }

  async heartbeat(beat: WorkerHeartbeat): Promise<void> {
    const args = [beat.workerId, JSON.stringify(beat), ...new Set(beat.types)];
    await this.#run(SCRIPTS.heartbeat, args, () => args);
  }

  async workerLeaves(workerId: string): Promise<void> {
    const args: [workerId: string] = [workerId];
    await this.#run(SCRIPTS.workerLeaves, args, () => args);
  }

  async workers({ after, limit }: NameCursor): Promise<WorkerSlice> {
    const args: [after: string, limit: number] = [after, limit];
    const reply = await this.#run(SCRIPTS.listWorkers, args, () => args);
    const [now, ...listed] = reply as [now: number, ...(Buffer | null)[]];
    const workers: LiveWorker[] = [];
    for (let at = 0; at < listed.length; at += 2) {
      const told = listed[at + 1];
      if (told != null) workers.push(decodeWorker(told, now));
    }
    const last = listed.at(-2)?.toString();
    return listed.length === 2 * limit && last !== undefined ? { workers, last } : { workers };
  }

  async countWorkers(types: readonly string[]): Promise<number[]> {
    const args = [...types];
    return (await this.#run(SCRIPTS.countWorkers, args, () => args)) as number[];
  }

  async workersOf(type: string): Promise<WorkersOfType> {
    const args: [type: string, limit: number] = [type, EXPLAINED.workers];
    const reply = await this.#run(SCRIPTS.workersOf, args, () => args);
    const [now, found, ...told] = reply as [now: number, found: number, ...(Buffer | null)[]];
    const workers = told.flatMap((one) => (one === null ? [] : [decodeWorker(one, now)]));
    return { workers, more: found > EXPLAINED.workers };
  }

  async holdRole({ role, holder, leaseMs }: RoleRequest): Promise<RoleLease> {
    const args: [role: Role, holder: string, leaseMs: number] = [role, holder, leaseMs];
    const reply = (await this.#run(SCRIPTS.holdRole, args, () => args)) as [Buffer, number, number];
    const [name, fence, expiresAt] = reply;
    return { holder: name.toString(), fence, expiresAt };
  }

  async releaseRole(role: Role, holder: string): Promise<void> {
    const args: [role: Role, holder: string, told: string] = [role, holder, roleReleased(role)];
    await this.#run(SCRIPTS.releaseRole, args, () => args);
  }

  async listRoles(): Promise<HeldRoles> {
    const [now, ...held] = (await this.#run(SCRIPTS.listRoles, [...ROLE_NAMES], () => [
      ...ROLE_NAMES,
    ])) as [now: number, ...held: [name: Buffer, holder: Buffer, fence: number, end: number][]];
    const roles = held.map(([role, holder, fence, expiresAt]) => {
      return { role: role.toString() as Role, holder: holder.toString(), fence, expiresAt };
    });
    return { now, roles };
  }
}

/** What a worker told of itself, "when JSON". */
function decodeWorker(text: Buffer, now: number): LiveWorker {
  const told = text.toString();
  const [toldAt] = told.split(" ", 1) as [string];
  const beat = JSON.parse(told.slice(toldAt.length + 1)) as WorkerHeartbeat;
  return { ...beat, heartbeatAgeMs: Math.max(0, now - Number(toldAt)) };
}
