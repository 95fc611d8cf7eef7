import {
  afterNotFound,
  type BatchReceiver,
  type EnqueueResult,
  type EpochMs,
  groupOfJobNotFound,
  groupSealed,
  idempotencyKeyTaken,
  type Job,
  type JobSpec,
  type MillraceError,
  newJob,
  newJobId,
  newJobIds,
  type PlannedJob,
  type QueueTally,
  queueDraining,
  uniqueKeyHeld,
} from "@millrace/core";
import {
  type EncodedSpec,
  encodeSpec,
  isKeyed,
  isPlain,
  isSpecial,
  type Value,
} from "./job-hash.ts";
import { decodeJob, type JobReply } from "./job-reply.ts";
import { decodeHold } from "./partition-settings.ts";
import type { RedisDriver, Reply } from "./redis-driver.ts";
import { SCRIPTS, type Script } from "./script.ts";
import type { Waiters } from "./waiters.ts";

export interface PartitionEnqueuerOptions {
  readonly driver: RedisDriver;
  readonly waiters: Waiters;
  /** Counts the jobs that come, and the attempts that end. */
  readonly tally: QueueTally;
  readonly number: number;
  /** What the partition's keys begin with. */
  readonly prefix: string;
}

/** Enqueues jobs in one partition, at most 1,000 at a time. */
export class PartitionEnqueuer implements BatchReceiver<PlannedJob, EnqueueResult> {
  readonly #options: PartitionEnqueuerOptions;

  constructor(options: PartitionEnqueuerOptions) {
    this.#options = options;
  }

  async sendBatch(planned: readonly PlannedJob[]): Promise<EnqueueResult[]> {
    if (planned.length === 1) {
      const [{ spec, fingerprint }] = planned as [PlannedJob];
      const encoded = encodeSpec(spec, fingerprint);
      if (isPlain(encoded.kind)) return [await this.#enqueueOne(spec, encoded)];
      if (isKeyed(encoded.kind)) return this.#enqueueAlone(SCRIPTS.enqueueKeyed, planned, encoded);
      if (!isSpecial(encoded.kind)) {
        return this.#enqueueAlone(SCRIPTS.enqueueOptions, planned, encoded);
      }
    }
    const ids = newJobIds(this.#options.number, planned.length);
    const reply = await this.#run(SCRIPTS.enqueue, enqueueArgs(planned, ids));
    return this.#counted(enqueueResults(planned, ids, reply as EnqueueReply));
  }

  /** The same for a `driver` that waits for replicas; other jobs may be among them, to keep their order. */
  replicatedBy(driver: RedisDriver): BatchReceiver<PlannedJob, EnqueueResult> {
    return {
      sendBatch: async (planned) => {
        const ids = newJobIds(this.#options.number, planned.length);
        const answer = await this.#run(SCRIPTS.enqueue, enqueueArgs(planned, ids), driver);
        const [reply, replicas] = answer as [EnqueueReply, number];
        return this.#counted(enqueueResults(planned, ids, reply)).map((result, i) =>
          planned[i]?.replicated && !("error" in result) ? { ...result, replicas } : result,
        );
      },
    };
  }

  /** Enqueues a plain job alone, and takes it at once if it was leased to a waiter of this process. */
  async #enqueueOne(
    spec: JobSpec,
    { kind, firstPiece, more }: EncodedSpec,
  ): Promise<EnqueueResult> {
    const { type, priority } = spec;
    const { number, waiters, tally } = this.#options;
    const id = newJobId(number);
    const caller = waiters.areOpen ? waiters.processName : "";
    const args = [type, priority, id, caller, kind, firstPiece, ...more];
    const reply = await this.#run(SCRIPTS.enqueueOne, args);
    const [now, waiterOrHold, call] = reply as [now: number, waiterOrHold?: Buffer, call?: number];
    if (waiterOrHold !== undefined && call === undefined) {
      return { error: queueDraining(type, decodeHold(waiterOrHold)) };
    }
    if (waiterOrHold !== undefined && call !== undefined) {
      // A copy: the bytes are the caller's.
      const payload = new Uint8Array(spec.payload);
      const plain = { id, type, payload, createdAt: now, inert: spec };
      waiters.handOver(waiterOrHold.toString("latin1"), call, plain, now);
    }
    tally.enqueued(type);
    return { job: newJob(spec, id, now), created: true };
  }

  /** Enqueues one job alone by a script for jobs of its kind. */
  async #enqueueAlone(
    script: Script,
    planned: readonly PlannedJob[],
    { kind, firstPiece, more }: EncodedSpec,
  ): Promise<EnqueueResult[]> {
    const [{ spec }] = planned as [PlannedJob];
    const id = newJobId(this.#options.number);
    const args = [spec.type, spec.priority, id, kind, firstPiece, ...more];
    const reply = await this.#run(script, args);
    return this.#counted(enqueueResults(planned, [id], reply as EnqueueReply));
  }

  #run(script: Script, args: Value[], driver = this.#options.driver): Promise<Reply> {
    return driver.run(script, this.#options.prefix, args, { resend: () => args });
  }

  #counted(results: EnqueueResult[]): EnqueueResult[] {
    this.#options.tally.enqueuedAll(results);
    return results;
  }
}

/** The arguments of `enqueue.lua`. */
export function enqueueArgs(planned: readonly PlannedJob[], ids: readonly string[]): Value[] {
  const args: Value[] = [];
  let run: JobSpec | undefined;
  let countAt = 0;
  // The unique keys of the run.
  const keys = new Set<string>();
  planned.forEach(({ spec, fingerprint }, i) => {
    const { type, priority, unique } = spec;
    const isRepeated = unique !== undefined && keys.has(unique.key);
    if (type !== run?.type || priority !== run.priority || isRepeated) {
      keys.clear();
      countAt = args.push(type, priority, 0) - 1;
      run = spec;
    }
    if (unique !== undefined) keys.add(unique.key);
    args[countAt] = Number(args[countAt]) + 1;
    const { kind, firstPiece, more } = encodeSpec(spec, fingerprint);
    args.push(ids[i] as string, kind, firstPiece);
    if (isSpecial(kind)) args.push(more.length);
    for (const arg of more) args.push(arg);
  });
  return args;
}

/** What `enqueue.lua` returns. */
export type EnqueueReply = [
  now: number,
  ...others: [place: number, kind: Buffer, about: JobReply | Buffer][],
];

export function enqueueResults(
  planned: readonly PlannedJob[],
  ids: readonly string[],
  [now, ...others]: EnqueueReply,
): EnqueueResult[] {
  const results: EnqueueResult[] = planned.map(({ spec }, i) => ({
    job: newJob(spec, ids[i] as string, now),
    created: true,
  }));
  for (const [place, kind, about] of others) {
    const { spec } = planned[place] as PlannedJob;
    const said = kind.toString();
    if (said === "REPLACED" && Buffer.isBuffer(about)) {
      results[place] = {
        job: replacedJob(spec, about.toString(), now),
        created: false,
        replaced: true,
      };
    } else if (!Buffer.isBuffer(about)) results[place] = answered(spec, said, decodeJob(about).job);
    else if (said in ABSENT) results[place] = { error: refusalOf(said, about.toString()) };
    else results[place] = { error: queueDraining(spec.type, decodeHold(about)) };
  }
  return results;
}

/** The job that has become what `spec` asks for, of which a script tells its id, its creation and its sequence. */
function replacedJob(spec: JobSpec, told: string, now: EpochMs): Job {
  const [id, createdAt, sequence] = told.split(" ") as [string, string, string];
  const job = newJob(spec, id, now);
  const latest = Number(createdAt) + (spec.unique?.maxWaitMs ?? Number.POSITIVE_INFINITY);
  const runAt = Math.max(now, Math.min(job.runAt, latest));
  return { ...job, runAt, createdAt: Number(createdAt), sequence: Number(sequence) };
}

/** Why a job is refused because of what it names. */
const ABSENT: { readonly [said: string]: (id: string) => MillraceError } = {
  NO_JOB: afterNotFound,
  NO_GROUP: groupOfJobNotFound,
  SEALED: groupSealed,
};

function refusalOf(said: string, id: string): MillraceError {
  return (ABSENT[said] as (id: string) => MillraceError)(id);
}

/** The answer to a request that is answered by a job: its own, or another one in place of that. */
function answered({ idempotencyKey, unique }: JobSpec, kind: string, job: Job): EnqueueResult {
  if (kind === "MADE") return { job, created: true };
  if (kind === "TAKEN") return { error: idempotencyKeyTaken(idempotencyKey ?? "", job.id) };
  if (kind === "REPLACED") return { job, created: false, replaced: true };
  if (kind === "HELD" && unique?.onConflict === "REJECT") {
    return { error: uniqueKeyHeld(unique.key, job.id) };
  }
  return { job, created: false };
}
