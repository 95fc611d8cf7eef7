import {
  COUNTED_JOBS,
  hasJobs,
  type JobStatus,
  newQueue,
  type Queue,
  type QueueCursor,
  type QueueEngine,
  type QueueSlice,
  type StatusCount,
} from "@millrace/core";
import type { PgSession } from "./pg-session.ts";

/** How many jobs a list counts before it leaves the other queues to the next page. */
const LISTED_JOBS = 200_000;

type QueueRow = readonly [name: string, status: JobStatus | null, jobs: number, oldestMs: number];

/** Where and how far `list_queues` looks. */
interface Look {
  readonly only?: string;
  readonly after?: string;
  readonly limit?: number;
  readonly bound: number;
}

/** The queues of one schema. */
export class PostgresQueues implements QueueEngine {
  readonly #schema: string;
  readonly #session: PgSession;

  /** `schema` is the schema's name, quoted. */
  constructor(schema: string, session: PgSession) {
    this.#schema = schema;
    this.#session = session;
  }

  async list({ after, limit }: QueueCursor): Promise<QueueSlice> {
    const looked = await this.#look({ after, limit, bound: COUNTED_JOBS.list });
    const queues = looked.filter(hasJobs);
    const last = looked.at(-1)?.type;
    return isCutShort(looked, limit) && last !== undefined ? { queues, last } : { queues };
  }

  async get(type: string): Promise<Queue> {
    const [queue] = await this.#look({ only: type, bound: COUNTED_JOBS.get });
    return queue ?? newQueue(type, []);
  }

  async #look({ only, after = "", limit = 1, bound }: Look): Promise<Queue[]> {
    const statement = {
      text: `SELECT name, status, jobs, oldest FROM ${this.#schema}.list_queues($1, $2, $3, $4, $5)`,
      values: [only ?? null, after, limit, bound, LISTED_JOBS],
    };
    const rows = await this.#session.run(statement, { resend: () => statement });
    const queues = new Map<string, (readonly [JobStatus, StatusCount])[]>();
    for (const [name, status, jobs, oldestAgeMs] of rows as unknown as QueueRow[]) {
      if (status === null) queues.set(name, []);
      else queues.get(name)?.push([status, countOf(jobs, bound, oldestAgeMs)]);
    }
    return Array.from(queues, ([type, counts]) => newQueue(type, counts));
  }
}

function countOf(counted: number, bound: number, oldestAgeMs: number): StatusCount {
  return { jobs: Math.min(counted, bound), more: counted > bound, oldestAgeMs };
}

/** Whether the list ended for a bound, and not because there are no more queues. */
function isCutShort(looked: readonly Queue[], limit: number): boolean {
  if (looked.length >= limit) return true;
  let counted = 0;
  for (const { counts } of looked) {
    for (const { jobs, more } of Object.values(counts)) counted += more ? jobs + 1 : jobs;
  }
  return counted >= LISTED_JOBS;
}
