import { changeJob, type EpochMs, leaseChange } from "@millrace/core";
import { furtherPieces, isKeyed, isStep } from "./job-hash.ts";
import {
  type DecodedJob,
  decodeJob,
  decodePlainJob,
  type JobReply,
  type LeaseTerms,
  splitJobField,
} from "./job-reply.ts";

/** Jobs that were left for lack of room, and of which other waiting leases may not know. */
export interface JobsLeft {
  readonly type: string;
  readonly jobs: number;
}

/** For how many jobs of a queue grants are wanted. */
export interface WantedGrants {
  readonly type: string;
  readonly jobs: number;
}

/** The grants that a lease may use, of all queues that want any. */
export interface GrantsAtHand {
  /** Up to when in ms, by the clock of the partition. */
  readonly until: EpochMs;
  readonly jobs: ReadonlyMap<string, number>;
}

/**
 * What `lease.lua` returns: plain jobs in a row, those that are so but for their concurrency keys with these behind
 * them; any other one as a list.
 */
export type LeaseReply<Ended = unknown> = [
  now: number,
  nextDue: number | Buffer,
  ended: Ended,
  limitedTypes: Buffer | Buffer[],
  ...jobs: (Buffer | JobReply)[],
];

/** What `lease.lua` says of the limits of queues: whose jobs it has leased, and for which it wants grants. */
export function limitsOf(told: Buffer | readonly Buffer[]): {
  readonly limitedTypes: readonly string[];
  readonly wants?: readonly WantedGrants[];
} {
  if (!Array.isArray(told)) return NO_LIMITS;
  const limitedTypes: string[] = [];
  const wants: WantedGrants[] = [];
  for (const one of told) {
    const [type = "", jobs] = String(one).split(" ");
    if (jobs === undefined) limitedTypes.push(type);
    else wants.push({ type, jobs: Number(jobs) });
  }
  return wants.length === 0 ? { limitedTypes } : { limitedTypes, wants };
}

const NO_LIMITS = { limitedTypes: [] };

/** The grants at hand as an argument of `lease.lua`. */
export function grantsText(grants: GrantsAtHand | undefined): string {
  if (grants === undefined) return "";
  return [grants.until, ...[...grants.jobs].flat()].join(" ");
}

/** What `lease.lua` says of the jobs that it has left, "type number". */
export function jobsLeft(text: Buffer): { readonly left?: JobsLeft } {
  const [type = "", jobs] = text.toString().split(" ");
  return jobs === undefined ? {} : { left: { type, jobs: Number(jobs) } };
}

/** The jobs that `lease.lua` has leased, as they are now. */
export function leasedJobs(reply: LeaseReply, terms: LeaseTerms): DecodedJob[] {
  const jobs: DecodedJob[] = [];
  for (let at = 4; at < reply.length; ) {
    const first = reply[at] as Buffer | JobReply;
    if (Array.isArray(first)) {
      jobs.push(decodeLeased(first as unknown as JobReply, terms));
      at++;
    } else {
      const field = splitJobField(reply[at + 1] as Buffer);
      const end = at + 2 + furtherPieces(field.kind);
      const pieces = reply.slice(at + 2, end) as Buffer[];
      const id = (first as Buffer).toString("latin1");
      const isButFor = isKeyed(field.kind) || isStep(field.kind);
      const butFor = isButFor ? (reply[end] as Buffer).toString() : undefined;
      jobs.push(decodePlainJob(id, field, pieces, terms, butFor));
      at = isButFor ? end + 1 : end;
    }
  }
  return jobs;
}

function decodeLeased(reply: JobReply, { now, workerId, leaseMs }: LeaseTerms): DecodedJob {
  const { job, token, unreadable } = decodeJob(reply);
  const change = leaseChange(job, workerId, leaseMs, { now, random: 0 });
  return { job: changeJob(job, change, now), token: token + 1, unreadable };
}
