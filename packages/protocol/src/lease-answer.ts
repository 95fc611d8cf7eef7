import type { Lease } from "@millrace/core";
import type { LeaseResponse, Lease as WireLease } from "./gen/millrace/v1/worker_service_pb.ts";
import { JobReader } from "./job-reader.ts";
import { JobWriter } from "./job-writer.ts";
import { encodeLease } from "./lease-codec.ts";
import { ListMessage } from "./list-message.ts";
import { NOT_PLAIN } from "./not-plain.ts";
import { validToken } from "./token-codec.ts";

/** A LeaseResponse. */
export class LeaseAnswer extends ListMessage<Lease, WireLease> implements LeaseResponse {
  readonly $typeName = "millrace.v1.LeaseResponse";

  get leases(): WireLease[] {
    return this.list;
  }

  set leases(leases: WireLease[]) {
    this.list = leases;
  }

  protected override encode(lease: Lease): WireLease {
    return encodeLease(lease);
  }
}

/**
 * The bytes of a LeaseResponse.
 *
 * @throws {@link NOT_PLAIN} for a lease with results of steps.
 */
export function writeLeases(leases: readonly Lease[]): Uint8Array<ArrayBuffer> {
  const out = new JobWriter();
  for (const { job, token, expiresAt, limited, results } of leases) {
    if (results !== undefined) throw NOT_PLAIN;
    out.begin(1);
    out.job(1, job, job.payload);
    const valid = validToken(token);
    if (valid !== 0) out.long(2, valid);
    out.milliseconds(3, expiresAt);
    if (limited) out.long(4, 1);
    out.end();
  }
  return out.finish();
}

/** @throws {@link NOT_PLAIN}, also for a lease with results of steps. */
export function readLeases(bytes: Uint8Array): LeaseAnswer {
  const jobs = new JobReader(bytes);
  const { cursor } = jobs;
  const leases: Lease[] = [];
  while (cursor.takes(10, cursor.length)) {
    const end = cursor.end();
    if (!cursor.takes(10, end)) throw NOT_PLAIN;
    const job = jobs.job();
    const token = cursor.takes(16, end) ? cursor.varint() : 0;
    if (!cursor.takes(26, end)) throw NOT_PLAIN;
    const expiresAt = cursor.time();
    const isLimited = cursor.takes(32, end) && cursor.varint() !== 0;
    leases.push(isLimited ? { job, token, expiresAt, limited: true } : { job, token, expiresAt });
    cursor.endAt(end, 5);
  }
  cursor.endAt(cursor.length, 1);
  return new LeaseAnswer(leases);
}
