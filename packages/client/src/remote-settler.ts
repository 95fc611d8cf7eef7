import type { Client as RpcClient } from "@connectrpc/connect";
import {
  childBytes,
  MillraceError,
  Refusals,
  type Settlement,
  type SettleResult,
} from "@millrace/core";
import { checkSettlement, decodeSettleResult, SettleCall } from "@millrace/protocol";
import type { WorkerService } from "@millrace/protocol/services";
import { CallBounds, textBytes } from "./call-bounds.ts";
import type { Connection } from "./connection.ts";
import { waitToRetry } from "./retry-wait.ts";
import type { ServerLimits } from "./server-info.ts";

/** What a settle needs to know besides its items. */
export interface SettlePlan {
  /** Whether the items may have been settled by an earlier call. */
  readonly resend: boolean;
  /** How long to go on trying while no answer comes. */
  readonly patienceMs: number;
}

/** How a {@link RemoteSettler} reaches its server. */
export interface SettleCalls {
  readonly connection: Connection;
  readonly worker: RpcClient<typeof WorkerService>;
  /** Asks the server for what it accepts. */
  askLimits(): Promise<ServerLimits>;
}

/** Until when to try, and whether the items may have been settled by an earlier call. */
interface Progress {
  readonly deadline: number;
  resend: boolean;
}

/** Settles leases over `WorkerService`, again and again until an answer comes. */
export class RemoteSettler {
  readonly #options: SettleCalls;
  readonly #bounds: CallBounds<Settlement>;

  constructor(options: SettleCalls) {
    this.#options = options;
    this.#bounds = new CallBounds({ sizeOf: sizeBound, askLimits: () => options.askLimits() });
  }

  /**
   * One result an item, in order; an item that the wire has no form for, or that is refused for what it
   * is, is refused by itself.
   */
  async settle(items: readonly Settlement[], plan: SettlePlan): Promise<SettleResult[]> {
    this.#options.connection.checkOpen();
    const { resend, patienceMs } = plan;
    const refusals = new Refusals();
    const valid = items.filter((item, place) => isSettleable(item, place, refusals));
    const deadline = performance.now() + patienceMs;
    const parts = await Promise.all(
      this.#bounds.split(valid).map((part) => this.#settlePart(part, { deadline, resend })),
    );
    const results = parts.flat();
    if (results.length < valid.length) {
      throw new MillraceError("INTERNAL", "the server answered with too few settle results");
    }
    return refusals.among(results);
  }

  async #settlePart(items: Settlement[], progress: Progress): Promise<readonly SettleResult[]> {
    try {
      return await this.#callUntilAnswered(items, progress);
    } catch (reason) {
      return this.#bounds.sendSmaller<SettleResult>(items, reason, {
        send: (part) => this.#settlePart(part, progress),
        fail: (error) => refuseOne(items, error),
      });
    }
  }

  async #callUntilAnswered(items: Settlement[], progress: Progress): Promise<SettleResult[]> {
    const { connection, worker } = this.#options;
    for (let failures = 1; ; failures++) {
      try {
        const { results } = await worker.settle(new SettleCall(items, progress.resend));
        return results.map(decodeSettleResult);
      } catch (error) {
        const leftMs = progress.deadline - performance.now();
        if (!this.#mayPass(items, error) || leftMs <= 0 || connection.closed.aborted) throw error;
        progress.resend = true;
        await waitToRetry(failures, connection.closed, leftMs);
      }
    }
  }

  /** Whether the call got no answer, and may get one when it is made again. */
  #mayPass(items: Settlement[], error: unknown): boolean {
    if (!(error instanceof MillraceError)) return false;
    return this.#bounds.refusalOf(items, error).code === "UNAVAILABLE";
  }
}

/** The error of an item that is refused for its content is its result; any other error is the call's. */
function refuseOne(items: readonly Settlement[], error: MillraceError): SettleResult[] {
  const isItsOwn = error.code === "INVALID_ARGUMENT" || error.code === "RESOURCE_EXHAUSTED";
  if (items.length === 1 && isItsOwn) return [{ error }];
  throw error;
}

function isSettleable(item: Settlement, place: number, refusals: Refusals): boolean {
  try {
    checkSettlement(item);
    return true;
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    refusals.add(place, error);
    return false;
  }
}

// Tags, lengths, the job's id, the token and a length of time: less than 128 bytes.
const FIXED_BYTES = 128;
/** The same of a job to enqueue, with its type and its options. */
const CHILD_BYTES = 512;

/** No fewer bytes than `item` has on the wire. */
function sizeBound({ jobId, outcome }: Settlement): number {
  let bytes = FIXED_BYTES + textBytes(jobId);
  if (outcome.kind === "completed") {
    bytes += outcome.result?.length ?? 0;
    for (const child of outcome.enqueue ?? []) bytes += CHILD_BYTES + childBytes(child);
  }
  if (outcome.kind === "failed") bytes += textBytes(outcome.message, outcome.details ?? "");
  return bytes;
}
