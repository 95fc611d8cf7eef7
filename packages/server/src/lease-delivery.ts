import type { HandlerContext } from "@connectrpc/connect";
import { type JobSource, type Lease, type Logger, MillraceError } from "@millrace/core";
import { fitting } from "./answer-size.ts";
import { answerInTime, type CallTimeOptions } from "./call-time.ts";
import { DELIVERY } from "./delivery.ts";

export interface LeaseDeliveryOptions extends CallTimeOptions {
  /** What the leases are from, and are given back to. */
  readonly source: JobSource;
  /** The largest message of a call. */
  readonly messageBytes: number;
  readonly logger: Logger;
}

/**
 * What `call`, which leases, grants within the time of its caller and the size of a message. Whatever
 * of it does not reach the caller is given back, so that it need not wait for its leases to expire:
 * what comes too late, has no room, or was in an answer that was not sent to its end.
 *
 * @param waitMs how long `call` was asked to wait for jobs.
 * @throws MillraceError `UNAVAILABLE` when the time is up or the caller has gone.
 */
export async function deliverLeases(
  call: Promise<Lease[]>,
  context: HandlerContext,
  waitMs: number,
  options: LeaseDeliveryOptions,
): Promise<Lease[]> {
  const release = (leases: readonly Lease[]) => releaseLeases(leases, options);
  const leases = await answerInTime(call, context, options, waitMs).catch((reason) => {
    void call.then(release, () => {});
    throw reason;
  });
  if (context.signal.aborted) {
    await release(leases);
    throw new MillraceError("UNAVAILABLE", "the caller has gone; its leases were released");
  }
  const jobs = leases.map(({ job }) => job);
  const room = fitting(jobs, options.messageBytes);
  const delivered = room === leases.length ? leases : leases.slice(0, room);
  context.values.get(DELIVERY).onFailure(() => void release(delivered));
  await release(leases.slice(room));
  return delivered;
}

/** Gives back what nobody will run; what cannot be given back expires. */
async function releaseLeases(
  leases: readonly Lease[],
  { source, logger }: LeaseDeliveryOptions,
): Promise<void> {
  if (leases.length === 0) return;
  try {
    await source.settle(
      leases.map(({ job, token }) => ({
        jobId: job.id,
        token,
        outcome: { kind: "released", started: false },
      })),
    );
  } catch (error) {
    logger.warn(
      { err: error, leases: leases.length },
      "could not release leases that did not reach their caller; they will expire",
    );
  }
}
