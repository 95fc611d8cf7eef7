import type { ArchiveEngine } from "../archive-store.ts";
import type { JobViewKind } from "../basic-job.ts";
import { checkEnqueue, type PlannedJob } from "../check-enqueue.ts";
import type { EnqueueResult, JobSpec } from "../enqueue.ts";
import type { JobFacts } from "../explain-job.ts";
import type { Group } from "../group.ts";
import type { Job } from "../job.ts";
import { newJob } from "../job-change.ts";
import { newJobId } from "../job-id.ts";
import type { JobPage } from "../job-query.ts";
import type { ExtendResult, Lease, LeaseRequest, SettleResult } from "../lease.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import { queueCounts } from "../queue-counts.ts";
import type { HeldRoles, Role, RoleLease, RoleRequest } from "../role.ts";
import type { RunEngine } from "../run-store.ts";
import type { ScheduleEngine } from "../schedule-store.ts";
import type { MaintenanceReport } from "../store.ts";
import type {
  GroupEngine,
  OperationEngine,
  QueueEngine,
  StoreEngine,
  WorkerEngine,
} from "../store-engine.ts";

export const aJob: Job = newJob(
  checkEnqueue({ type: "a" }, DEFAULT_LIMITS) as JobSpec,
  newJobId(0),
  0,
);

const aGroup: Group = {
  id: newJobId(0),
  sealed: false,
  counts: { open: 0, completed: 0, failed: 0, cancelled: 0 },
  createdAt: 0,
  retentionMs: 1_000,
  callbacks: {},
};

/** Notes each call with its arguments, and answers that all is well. */
export class FakeEngine implements StoreEngine {
  readonly kind = "fake";
  readonly calls: [name: string, ...args: unknown[]][] = [];
  readonly unreplicated?: string;
  readonly workers: WorkerEngine = {
    heartbeat: async (beat) => void this.calls.push(["workers.heartbeat", beat]),
    leave: async (workerId) => void this.calls.push(["workers.leave", workerId]),
    list: async (cursor) => {
      this.calls.push(["workers.list", cursor]);
      return { workers: [], last: "w" };
    },
    count: async (types) => types.map(() => 0),
    ofType: async (type) => {
      this.calls.push(["workers.ofType", type]);
      return { workers: [], more: false };
    },
  };
  readonly operations: OperationEngine = {
    add: async (operation) => {
      this.calls.push(["operations.add", operation]);
      return true;
    },
    get: async (id) => void this.calls.push(["operations.get", id]),
    list: async (cursor) => {
      this.calls.push(["operations.list", cursor]);
      return [];
    },
    open: async () => {
      this.calls.push(["operations.open"]);
      return [];
    },
    replace: async (operation) => {
      this.calls.push(["operations.replace", operation]);
      return true;
    },
  };
  readonly schedules: ScheduleEngine = {
    get: async (name) => {
      this.calls.push(["schedules.get", name]);
      return { now: 0 };
    },
    list: async (cursor) => {
      this.calls.push(["schedules.list", cursor]);
      return { schedules: [] };
    },
    due: async (limit) => {
      this.calls.push(["schedules.due", limit]);
      return { now: 0, due: [] };
    },
    change: async (change) => {
      this.calls.push(["schedules.change", change]);
      return true;
    },
    firings: async (name) => {
      this.calls.push(["schedules.firings", name]);
      return [];
    },
    onChange: () => () => {},
  };
  readonly runs: RunEngine = {
    putWorkflow: async () => ({ version: 1, created: true }),
    getWorkflow: async () => undefined,
    listWorkflows: async () => [],
    newId: async () => "0-V1StGXR8Z5jdHi6B",
    get: async () => ({ now: 0, news: [], parts: new Map() }),
    list: async () => ({ runs: [] }),
    due: async () => ({ now: 0, due: [] }),
    change: async (change) => {
      this.calls.push(["runs.change", change]);
      return { changed: true };
    },
    tell: async () => false,
    delete: async () => "DELETED",
    onNews: () => () => {},
  };
  readonly archive: ArchiveEngine = {
    standings: async (jobs) => {
      this.calls.push(["archive.standings", jobs.length]);
      return jobs.map(() => ({ token: 0 }));
    },
    restoreJobs: async (jobs) => {
      this.calls.push(["archive.restoreJobs", jobs.map(({ job }) => job.id)]);
      return jobs.map(() => "RESTORED");
    },
    groups: async () => ({ groups: [] }),
    restoreGroup: async () => "RESTORED",
    run: async () => undefined,
    restoreRun: async () => "RESTORED",
  };
  readonly queues: QueueEngine = {
    list: async (cursor) => {
      this.calls.push(["queues.list", cursor]);
      return { queues: [queueCounts("a", [])], last: "a" };
    },
    get: async (type) => {
      this.calls.push(["queues.get", type]);
      return queueCounts(type, []);
    },
    configure: async (type, change) => {
      this.calls.push(["queues.configure", type, change]);
    },
    recent: async (types) => {
      this.calls.push(["queues.recent", types]);
      return types.map(() => ({ now: 0, minute: [], lastMinute: [], times: [] }));
    },
    minutes: async (window) => {
      this.calls.push(["queues.minutes", window]);
      return [];
    },
    setKeyLimits: async (type, key, limits) => {
      this.calls.push(["queues.setKeyLimits", type, key, limits]);
      return { key, status: "IDLE", pending: 0, running: 0 };
    },
    resumeKey: async (type, key) => {
      this.calls.push(["queues.resumeKey", type, key]);
      return { key, status: "IDLE", pending: 0, running: 0 };
    },
    listKeys: async (type, cursor) => {
      this.calls.push(["queues.listKeys", type, cursor]);
      return { keys: [], last: "a" };
    },
  };

  readonly groups: GroupEngine = {
    create: async (group) => {
      this.calls.push(["groups.create", group]);
      return aGroup;
    },
    get: async (id) => {
      this.calls.push(["groups.get", id]);
      return aGroup;
    },
    seal: async (id) => {
      this.calls.push(["groups.seal", id]);
      return aGroup;
    },
    members: async (id, cursor) => {
      this.calls.push(["groups.members", id, cursor]);
      return { ids: [aJob.id] };
    },
  };

  async enqueue(jobs: readonly PlannedJob[]): Promise<EnqueueResult[]> {
    this.calls.push(["enqueue", jobs]);
    return jobs.map(({ spec }) => ({ job: { ...aJob, type: spec.type }, created: true }));
  }

  async get(id: string, view: JobViewKind): Promise<Job> {
    this.calls.push(["get", id, view]);
    return aJob;
  }

  async list(...args: unknown[]): Promise<JobPage> {
    this.calls.push(["list", ...args]);
    return { jobs: [aJob], end: "LAST", lookedAt: 1, asOf: 0 };
  }

  async subscribe(id: string): Promise<() => void> {
    this.calls.push(["subscribe", id]);
    return () => void this.calls.push(["unsubscribe", id]);
  }

  async explain(id: string): Promise<JobFacts> {
    this.calls.push(["explain", id]);
    return { now: 0, job: aJob, settings: {} };
  }

  async update(...args: unknown[]): Promise<Job> {
    this.calls.push(["update", ...args]);
    return aJob;
  }

  async cancel(...args: unknown[]): Promise<Job> {
    this.calls.push(["cancel", ...args]);
    return aJob;
  }

  async redrive(id: string): Promise<Job> {
    this.calls.push(["redrive", id]);
    return aJob;
  }

  async delete(id: string): Promise<void> {
    this.calls.push(["delete", id]);
  }

  async changeAll(...args: unknown[]): Promise<undefined[]> {
    this.calls.push(["changeAll", ...args]);
    return (args[1] as unknown[]).map(() => undefined);
  }

  async lease(request: LeaseRequest, closed: AbortSignal): Promise<Lease[]> {
    this.calls.push(["lease", request]);
    if (request.waitMs === 0) return [];
    await new Promise((resolve) => closed.addEventListener("abort", resolve));
    return [];
  }

  async extend(items: readonly unknown[], leaseMs: number): Promise<ExtendResult[]> {
    this.calls.push(["extend", items, leaseMs]);
    return items.map(() => "OK");
  }

  async settle(items: readonly unknown[], resend: boolean): Promise<SettleResult[]> {
    this.calls.push(["settle", items, resend]);
    return items.map(() => ({ status: "COMPLETED" }));
  }

  onCancelRequested(): () => void {
    this.calls.push(["onCancelRequested"]);
    return () => {};
  }

  async holdRole(request: RoleRequest): Promise<RoleLease> {
    this.calls.push(["holdRole", request]);
    return { holder: request.holder, fence: 1, expiresAt: 1 };
  }

  async releaseRole(role: Role, holder: string): Promise<void> {
    this.calls.push(["releaseRole", role, holder]);
  }

  onRoleReleased(role: Role): () => void {
    this.calls.push(["onRoleReleased", role]);
    return () => {};
  }

  async listRoles(): Promise<HeldRoles> {
    this.calls.push(["listRoles"]);
    return { now: 0, roles: [] };
  }

  async maintain(): Promise<MaintenanceReport> {
    this.calls.push(["maintain"]);
    return { promoted: 0, rescued: 0, expired: 0, pruned: 0, more: false };
  }

  async ping(): Promise<void> {
    this.calls.push(["ping"]);
  }

  async close(): Promise<void> {
    this.calls.push(["close"]);
  }
}
