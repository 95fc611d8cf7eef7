import {
  type EngineQuery,
  type EnqueueResult,
  type ExtendItem,
  type ExtendResult,
  type HeldRoles,
  type Job,
  type JobFacts,
  type JobPage,
  type JobUpdate,
  type JobViewKind,
  type Lease,
  type LeaseRequest,
  listJobs,
  longPoll,
  type MaintenanceReport,
  type OperationAction,
  type OperationJob,
  type OperationResult,
  type PlannedJob,
  type Role,
  type RoleLease,
  type RoleRequest,
  roleReleased,
  type Settlement,
  type SettleResult,
  type StoreEngine,
  systemClock,
  TallyWriter,
} from "@millrace/core";
import type { PostgresUrl } from "@millrace/store-url";
import { EnqueueBatcher } from "./enqueue-batcher.ts";
import { JobChanger } from "./job-changer.ts";
import { jobFacts } from "./job-facts.ts";
import { JobLeases } from "./job-leases.ts";
import { JobTables } from "./job-tables.ts";
import { prepareSchema } from "./migrate.ts";
import { PgSession } from "./pg-session.ts";
import { PostgresArchive } from "./postgres-archive.ts";
import { PostgresGroups } from "./postgres-groups.ts";
import { PostgresOperations } from "./postgres-operations.ts";
import { PostgresQueues } from "./postgres-queues.ts";
import { PostgresRuns } from "./postgres-runs.ts";
import { PostgresSchedules } from "./postgres-schedules.ts";
import { PostgresWorkers } from "./postgres-workers.ts";
import { escapeIdentifier } from "./quoting.ts";
import { SchemaSetup } from "./schema-setup.ts";
import { SessionSettings } from "./session-settings.ts";
import { Signals } from "./signals.ts";
import { TableListing } from "./table-listing.ts";
import { UNREPLICATED } from "./unreplicated.ts";
import { WriteCheck } from "./write-check.ts";

export interface PostgresEngineOptions {
  /** The schema that holds the jobs. */
  readonly schema: string;
  /** How long a call waits for Postgres, reconnects included. */
  readonly timeoutMs: number;
  /** How often to look for jobs while no notifications arrive. */
  readonly pollMs: number;
  readonly onConnectionError: ((error: Error) => void) | undefined;
  readonly onWarning: (message: string) => void;
}

/** How many jobs a round of maintenance takes of each kind. */
const MAINTENANCE_JOBS = 1_000;

/** How many jobs one statement of an operation changes: their payloads are read for that. */
const CHANGED_JOBS = 250;

/**
 * The jobs of one schema.
 *
 * Its connections, each made when it is first needed: one to enqueue, one to enqueue with idempotency
 * keys, one for those of them that another's transaction holds, one for the worker's half, one for runs of
 * workflows, one for all else, and one to listen.
 */
export class PostgresEngine implements StoreEngine {
  readonly kind = "postgres";
  /** Each connection has its own server process, so a large batch blocks no other call. */
  readonly batchSize = 1_000;
  readonly unreplicated = UNREPLICATED;
  readonly queues: PostgresQueues;
  readonly workers: PostgresWorkers;
  readonly operations: PostgresOperations;
  readonly groups: PostgresGroups;
  readonly schedules: PostgresSchedules;
  readonly runs: PostgresRuns;
  readonly archive: PostgresArchive;
  readonly #channel: string;
  readonly #quotedSchema: string;
  readonly #schemaSetup: SchemaSetup;
  readonly #sessions: {
    readonly [Purpose in "enqueue" | "keyed" | "held" | "work" | "runs" | "operate"]: PgSession;
  };
  readonly #tables: JobTables;
  readonly #writeCheck: WriteCheck;
  readonly #changer: JobChanger;
  readonly #signals: Signals;
  readonly #enqueues: EnqueueBatcher;
  readonly #leases: JobLeases;
  readonly #counts = new TallyWriter((counted) => this.queues.count(counted));

  /** Begins to connect to `target`, and to bring the schema to this version of Millrace. */
  constructor(target: PostgresUrl, options: PostgresEngineOptions) {
    const { schema, timeoutMs, pollMs, onConnectionError, onWarning } = options;
    const { connectionString, host } = target;
    const quoted = escapeIdentifier(schema);
    this.#channel = schema;
    this.#quotedSchema = quoted;
    const settings = new SessionSettings(target.options);
    this.#writeCheck = new WriteCheck(quoted);
    this.#schemaSetup = new SchemaSetup(
      async () => void (await prepareSchema(target, schema, { timeoutMs, settings })),
      (error) => onConnectionError?.(error),
      `Postgres at ${host} is not ready yet: the store is still connecting to it or upgrading its schema`,
    );
    const prepared = (deadline: number) => this.#schemaSetup.by(deadline);
    const session = (purpose: string) =>
      new PgSession({
        connectionString,
        host,
        timeoutMs,
        settings,
        purpose,
        prepared,
        prepareAgain: () => this.#schemaSetup.again(),
        onRefusal: this.#writeCheck.onRefusal,
        onConnectionError,
      });
    this.#sessions = {
      enqueue: session("enqueue"),
      keyed: session("keyed"),
      held: session("held"),
      work: session("work"),
      runs: session("runs"),
      operate: session("operate"),
    };
    this.#tables = new JobTables(quoted);
    this.queues = new PostgresQueues(quoted, this.#sessions.operate);
    this.workers = new PostgresWorkers(quoted, this.#sessions.operate);
    this.operations = new PostgresOperations(quoted, this.#sessions.operate);
    const { tally } = this.#counts;
    this.groups = new PostgresGroups(quoted, this.#sessions.operate, tally);
    const { runs: ofRuns, operate: lookSession } = this.#sessions;
    this.runs = new PostgresRuns({ schema: quoted, session: ofRuns, lookSession, tally });
    const onNews = (run: string) => this.runs.hasNews(run);
    this.archive = new PostgresArchive(quoted, this.#sessions.operate);
    this.#changer = new JobChanger(this.#tables, timeoutMs, tally, onNews);
    this.#signals = new Signals({
      connectionString,
      timeoutMs,
      settings,
      pollMs,
      onConnectionError,
      onWarning,
      purpose: "listen",
      channel: schema,
      ready: () => this.#schemaSetup.done,
      notify: async (channel, message) => {
        await this.#sessions.operate.run({
          text: "SELECT pg_notify($1, $2)",
          values: [channel, message],
        });
      },
      isOwn: (processId) => {
        const { enqueue, keyed, held } = this.#sessions;
        return [enqueue, keyed, held].some((session) => session.processId === processId);
      },
    });
    this.#enqueues = new EnqueueBatcher({
      tables: this.#tables,
      sessions: this.#sessions,
      timeoutMs,
      waiting: this.#signals.waiting,
      tally,
    });
    this.schedules = new PostgresSchedules({
      schema: quoted,
      session: this.#sessions.operate,
      signals: this.#signals,
      tally,
      channel: schema,
    });
    this.#leases = new JobLeases({
      tables: this.#tables,
      changer: this.#changer,
      session: this.#sessions.work,
      pollMs: () => this.#signals.pollMs,
      tally,
      onNews,
    });
  }

  ready(): Promise<void> {
    return this.#schemaSetup.firstTry();
  }

  /** Whether notifications arrive, once something has waited for them. */
  get hears(): boolean {
    return this.#signals.hears;
  }

  enqueue(jobs: readonly PlannedJob[]): Promise<EnqueueResult[]> {
    return this.#enqueues.addAll(jobs);
  }

  get(id: string, view: JobViewKind): Promise<Job> {
    return this.#changer.get(this.#sessions.operate, id, view);
  }

  async explain(id: string): Promise<JobFacts> {
    return jobFacts(this.#quotedSchema, this.#sessions.operate, await this.get(id, "FULL"));
  }

  list(query: EngineQuery, signal?: AbortSignal): Promise<JobPage> {
    return listJobs(query, new TableListing(this.#tables, this.#sessions.operate, query), signal);
  }

  async subscribe(id: string, listener: () => void): Promise<() => void> {
    this.#signals.open();
    return this.#signals.changes.listen([id], listener);
  }

  announce(id: string, durationMs: number): Promise<void> {
    return this.#tables.watch(this.#sessions.operate, id, durationMs);
  }

  update(id: string, update: JobUpdate, ifSequence: number | undefined): Promise<Job> {
    return this.#changer.update(this.#sessions.operate, id, update, ifSequence);
  }

  cancel(id: string, reason: string, ifSequence: number | undefined): Promise<Job> {
    return this.#changer.cancel(this.#sessions.operate, id, reason, ifSequence);
  }

  redrive(id: string, ifSequence: number | undefined): Promise<Job> {
    return this.#changer.redrive(this.#sessions.operate, id, ifSequence);
  }

  async delete(id: string, ifSequence: number | undefined): Promise<void> {
    const [refusal] = await this.#changer.delete(this.#sessions.operate, [
      { jobId: id, ...(ifSequence !== undefined && { ifSequence }) },
    ]);
    if (refusal !== undefined) throw refusal;
  }

  async changeAll(
    action: OperationAction,
    jobs: readonly OperationJob[],
    reason: string,
  ): Promise<OperationResult[]> {
    const session = this.#sessions.operate;
    const results: OperationResult[] = [];
    for (let from = 0; from < jobs.length; from += CHANGED_JOBS) {
      const some = jobs.slice(from, from + CHANGED_JOBS);
      results.push(...(await this.#changer.changeAll(session, action, some, reason)));
    }
    return results;
  }

  lease(request: LeaseRequest, closed: AbortSignal): Promise<Lease[]> {
    if (request.waitMs > 0) this.#signals.open();
    return longPoll(request, () => this.#leases.lease(request), {
      clock: systemClock,
      wakeUps: this.#signals.waiting,
      closed,
    });
  }

  extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    return this.#leases.extend(items, leaseMs);
  }

  settle(items: readonly Settlement[], resend: boolean): Promise<SettleResult[]> {
    return this.#leases.settle(items, resend);
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    return this.#signals.onCancelRequested(listener);
  }

  async maintain(): Promise<MaintenanceReport> {
    const session = this.#sessions.operate;
    const round = await this.#tables.maintain(session, MAINTENANCE_JOBS);
    const { promoted, pruned, more } = round;
    const { rescued, expired } = await this.#changer.rescue(session, round.expired);
    return { promoted, rescued, expired, pruned, more };
  }

  holdRole(request: RoleRequest): Promise<RoleLease> {
    return this.#tables.holdRole(this.#sessions.operate, request);
  }

  releaseRole(role: Role, holder: string): Promise<void> {
    return this.#tables.releaseRole(this.#sessions.operate, role, holder, this.#channel);
  }

  onRoleReleased(role: Role, listener: () => void): () => void {
    this.#signals.open();
    const listening = this.#signals.waiting.listen([roleReleased(role)], () => listener());
    return () => listening.end(false);
  }

  listRoles(): Promise<HeldRoles> {
    return this.#tables.listRoles(this.#sessions.operate);
  }

  async ping(): Promise<void> {
    await this.#writeCheck.run(this.#sessions.operate);
  }

  async close(): Promise<void> {
    if (!this.#counts.tally.isEmpty) await this.#counts.end();
    this.#schemaSetup.close();
    this.#signals.close();
    for (const session of Object.values(this.#sessions)) session.close();
  }
}
