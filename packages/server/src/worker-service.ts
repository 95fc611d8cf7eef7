import { hostname } from "node:os";
import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { createLinkedAbortController } from "@connectrpc/connect/protocol";
import {
  BOUNDS,
  checkLeaseRequest,
  FieldCheck,
  MillraceError,
  type Settlement,
  type SettleResult,
} from "@millrace/core";
import { StepSource } from "@millrace/maintenance";
import {
  decodeExtendRequest,
  decodeHeartbeat,
  decodeLeaseRequest,
  decodeSettlement,
  decodeSettlements,
  ExtendResponseSchema,
  encodeExtendResult,
  encodeSettleResult,
  encodeStatus,
  HeartbeatResponseSchema,
  LeaseAnswer,
  SettleJobResponseSchema,
  SettleResponseSchema,
  type WorkerService,
} from "@millrace/protocol";
import { roomBeside } from "./answer-size.ts";
import { pollTimeMs } from "./call-time.ts";
import { logItemFaults } from "./item-faults.ts";
import { deliverLeases } from "./lease-delivery.ts";
import type { ServiceOptions } from "./service-options.ts";
import { callStore } from "./store-call.ts";

/** The worker's calls. */
export function createWorkerService(options: ServiceOptions): ServiceImpl<typeof WorkerService> {
  return {
    async lease(wire, context) {
      const { signal } = createLinkedAbortController(context.signal, options.draining);
      const request = decodeLeaseRequest(wire, signal);
      checkLeaseRequest(request);
      const waitMs = pollTimeMs(request.waitMs, context);
      const store = await options.storeOf(context);
      const call = store.lease({ ...request, waitMs });
      const delivery = { ...options, source: store };
      const leases = await deliverLeases(call, context, waitMs, delivery);
      if (request.withResults !== true) return new LeaseAnswer(leases);
      const room = roomBeside(leases, options.messageBytes);
      return new LeaseAnswer(await new StepSource(store).addResults(leases, room));
    },

    async extend(request, context) {
      checkWorkerId(request.workerId);
      const { items, leaseMs } = decodeExtendRequest(request);
      const results = await callStore(context, options, (store) => store.extend(items, leaseMs));
      return create(ExtendResponseSchema, {
        results: results.map((result, i) => encodeExtendResult(result, items[i]?.jobId ?? "")),
      });
    },

    async settle(request, context) {
      const decoded = decodeSettlements(request);
      const { resend } = request;
      const settlements = decoded.filter(isSettlement);
      const settled = await callStore(context, options, (store) =>
        new StepSource(store).settle(settlements, { resend }),
      );
      const next = settled.values();
      const results = decoded.map((item): SettleResult => {
        if (item instanceof MillraceError) return { error: item };
        return next.next().value ?? { error: new MillraceError("INTERNAL", "no result") };
      });
      logItemFaults(results, context, options.logger);
      return create(SettleResponseSchema, { results: results.map(encodeSettleResult) });
    },

    async settleJob(item, context) {
      const settlement = decodeSettlement(item);
      if (settlement instanceof MillraceError) throw settlement;
      const [result] = await callStore(context, options, (store) =>
        new StepSource(store).settle([settlement], { resend: item.resend }),
      );
      if (result === undefined) throw new MillraceError("INTERNAL", "the store gave no result");
      if ("error" in result) throw result.error;
      return create(SettleJobResponseSchema, { status: encodeStatus(result.status) });
    },

    async heartbeat(wire, context) {
      await callStore(context, options, ({ workers }) =>
        wire.leaving
          ? workers.leave(wire.workerId)
          : workers.heartbeat(decodeHeartbeat(wire, hostname())),
      );
      return create(HeartbeatResponseSchema);
    },
  };
}

// Only the wire has a worker's name in this call, so the domain does not look at it.
function checkWorkerId(workerId: string): void {
  const check = new FieldCheck();
  check.text("workerId", workerId, BOUNDS.workerIdBytes);
  check.throwIfInvalid("cannot extend");
}

function isSettlement(item: Settlement | MillraceError): item is Settlement {
  return !(item instanceof MillraceError);
}
