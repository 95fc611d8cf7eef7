import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { createLinkedAbortController } from "@connectrpc/connect/protocol";
import {
  type JobStore,
  type Lease,
  MillraceError,
  type Settlement,
  type SettleResult,
} from "@millrace/core";
import {
  decodeExtendRequest,
  decodeLeaseRequest,
  decodeSettlement,
  ExtendResponseSchema,
  encodeExtendResult,
  encodeLease,
  encodeSettleResult,
  LeaseResponseSchema,
  SettleResponseSchema,
  type WorkerService,
} from "@millrace/protocol";
import { answerInTime, answerTimeMs } from "./call-time.ts";
import type { ServiceOptions } from "./job-service.ts";
import type { Logger } from "./logger.ts";

/** The worker's calls. */
export function createWorkerService(
  store: JobStore,
  options: ServiceOptions & { readonly logger: Logger },
): ServiceImpl<typeof WorkerService> {
  return {
    async lease(wire, context) {
      const { signal } = createLinkedAbortController(context.signal, options.draining);
      const request = decodeLeaseRequest(wire, signal);
      // A long poll leaves the store the rest of the caller's time for its last look.
      const waitMs = Math.min(request.waitMs, (answerTimeMs(context) ?? Infinity) / 2);
      const call = store.lease({ ...request, waitMs: Math.floor(waitMs) });
      const leases = await answerInTime(call, context, options, waitMs).catch((reason) => {
        void call.then(release, () => {});
        throw reason;
      });
      if (context.signal.aborted) {
        await release(leases);
        throw new MillraceError("UNAVAILABLE", "the caller has gone; its leases were released");
      }
      return create(LeaseResponseSchema, { leases: leases.map(encodeLease) });
    },

    async extend(request, context) {
      const { items, leaseMs } = decodeExtendRequest(request);
      const results = await answerInTime(store.extend(items, leaseMs), context, options);
      return create(ExtendResponseSchema, { results: results.map(encodeExtendResult) });
    },

    async settle({ items, resend }, context) {
      const decoded = items.map(decodeSettlement);
      const settlements = decoded.filter(isSettlement);
      const settled = await answerInTime(store.settle(settlements, { resend }), context, options);
      const next = settled.values();
      const results = decoded.map((item): SettleResult => {
        if (item instanceof MillraceError) return { error: item };
        return next.next().value ?? { error: new MillraceError("INTERNAL", "no result") };
      });
      return create(SettleResponseSchema, { results: results.map(encodeSettleResult) });
    },
  };

  /** Gives back what nobody will run, so that it need not wait for its leases to expire. */
  async function release(leases: readonly Lease[]): Promise<void> {
    if (leases.length === 0) return;
    try {
      await store.settle(
        leases.map(({ job, token }) => ({
          jobId: job.id,
          token,
          outcome: { kind: "released", started: false },
        })),
      );
    } catch (error) {
      options.logger.warn(
        { err: error, leases: leases.length },
        "could not release the leases of a caller that has gone; they will expire",
      );
    }
  }
}

function isSettlement(item: Settlement | MillraceError): item is Settlement {
  return !(item instanceof MillraceError);
}
