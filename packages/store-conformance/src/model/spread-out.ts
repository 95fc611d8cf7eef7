import type { Operation, OutcomePlan, RequestPlan } from "./operation.ts";
import { HOUR_MS, SOON_MS, type StoreTime } from "./store-time.ts";

/**
 * `operation`, changed so that no two jobs fall due in the same millisecond: which of them comes
 * first then is up to the store. `place` is the operation's in its sequence.
 */
export function spreadOut(operation: Operation, place: number, time: StoreTime): Operation {
  return time === "virtual" ? moveApart(operation, place) : oneAtATime(operation);
}

/** By a virtual clock, every wait gets milliseconds of its own. */
function moveApart(operation: Operation, place: number): Operation {
  const ownMs = (item: number) => 1 + place * MAX_ITEMS + item;
  switch (operation.call) {
    case "enqueue":
      return {
        ...operation,
        requests: operation.requests.map((request, i) => moveRequest(request, ownMs(i), ownMs(0))),
      };
    case "update": {
      const { delayMs } = operation;
      return delayMs ? { ...operation, delayMs: delayMs + ownMs(0) } : operation;
    }
    case "settle":
      return {
        ...operation,
        items: operation.items.map((item, i) => ({
          ...item,
          outcome: changeWait(item.outcome, (ms) => ms + ownMs(i)),
        })),
      };
    default:
      return operation;
  }
}

const MAX_ITEMS = 4;
/** More than any place comes to. */
const KEY_MS = 900;

function moveRequest(request: RequestPlan, ownMs: number, callMs: number): RequestPlan {
  const { delayMs, backoff, idempotencyKey } = request;
  // Requests of one key stay the same if they were.
  const keyMs = idempotencyKey && KEY_MS + idempotencyKey.length;
  return {
    ...request,
    // Jobs of one call that are due at once come in the order of the call.
    ...(delayMs !== undefined && { delayMs: delayMs + (keyMs || callMs) }),
    ...(backoff?.initialMs !== undefined && {
      backoff: { ...backoff, initialMs: backoff.initialMs + (keyMs || ownMs) },
    }),
  };
}

/** By a real clock, one job of a call waits for a short time and the others for a long one. */
function oneAtATime(operation: Operation): Operation {
  switch (operation.call) {
    case "enqueue":
      return { ...operation, requests: operation.requests.map(putOff) };
    case "lease":
      return operation.leaseMs === SOON_MS ? { ...operation, maxJobs: 1 } : operation;
    case "extend":
      if (operation.leaseMs !== SOON_MS) return operation;
      return { ...operation, items: operation.items.slice(0, 1) };
    case "settle": {
      const [first, ...others] = operation.items;
      const late = others.map((item) => ({
        ...item,
        outcome: changeWait(item.outcome, () => HOUR_MS),
      }));
      return { ...operation, items: first === undefined ? [] : [first, ...late] };
    }
    default:
      return operation;
  }
}

/** Whatever ends what a job comes after would begin its wait, and so be over before the next call. */
function putOff(request: RequestPlan): RequestPlan {
  const isShort = request.after !== undefined && request.delayMs === SOON_MS;
  return isShort ? { ...request, delayMs: HOUR_MS } : request;
}

function changeWait(outcome: OutcomePlan, change: (ms: number) => number): OutcomePlan {
  switch (outcome.kind) {
    case "failed":
      return { ...outcome, retryAfterMs: change(outcome.retryAfterMs ?? HOUR_MS) };
    case "snoozed":
      return { ...outcome, delayMs: change(outcome.delayMs) };
    case "throttled":
      return { ...outcome, retryAfterMs: change(outcome.retryAfterMs) };
    default:
      return outcome;
  }
}

/** Whether `operation` begins something that by a real clock must be over before the next one. */
export function isShortLived(operation: Operation): boolean {
  switch (operation.call) {
    case "enqueue":
      // Jobs that join a group in the same millisecond come in the order of their ids.
      return operation.requests.some(
        ({ delayMs, group }) => delayMs === SOON_MS || group !== undefined,
      );
    case "createGroup":
      return true;
    case "update":
      return operation.delayMs === SOON_MS;
    case "lease":
    case "extend":
      return operation.leaseMs === SOON_MS;
    case "settle":
      return operation.items.some(({ outcome: { kind } }) =>
        ["failed", "snoozed", "throttled"].includes(kind),
      );
    default:
      return false;
  }
}
