import type { Client as RpcClient } from "@connectrpc/connect";
import { MillraceError, type Settlement, type SettleResult, splitBySize } from "@millrace/core";
import { decodeSettleResult, encodeSettlement, type WorkerService } from "@millrace/protocol";
import type { Connection } from "./connection.ts";
import { MESSAGE_BOUNDS, textBytes } from "./message-size.ts";
import { waitToRetry } from "./retry-wait.ts";

type WireItem = ReturnType<typeof encodeSettlement>;

/** What a settle needs to know besides its items. */
export interface SettlePlan {
  /** Whether the items may have been settled by an earlier call. */
  readonly resend: boolean;
  /** How long to go on trying while no answer comes. */
  readonly patienceMs: number;
}

/** Settles leases over `WorkerService`, again and again until an answer comes. */
export class RemoteSettler {
  readonly #connection: Connection;
  readonly #worker: RpcClient<typeof WorkerService>;

  constructor(connection: Connection, worker: RpcClient<typeof WorkerService>) {
    this.#connection = connection;
    this.#worker = worker;
  }

  /** One result an item, in order; an item that the wire has no form for is refused by itself. */
  async settle(items: readonly Settlement[], plan: SettlePlan): Promise<SettleResult[]> {
    this.#connection.checkOpen();
    const encoded = items.map(encodeOrRefuse);
    const wires = encoded.flatMap((item) => (item instanceof MillraceError ? [] : [item]));
    const parts = await Promise.all(
      Array.from(splitBySize(wires, sizeBound, MESSAGE_BOUNDS), (part) =>
        this.#settlePart(part, plan),
      ),
    );
    const answers = parts.flat()[Symbol.iterator]();
    return encoded.map((item) => {
      if (item instanceof MillraceError) return { error: item };
      const { value } = answers.next();
      if (value !== undefined) return value;
      throw new MillraceError("INTERNAL", "the server answered with too few settle results");
    });
  }

  async #settlePart(items: WireItem[], { resend, patienceMs }: SettlePlan) {
    const deadline = performance.now() + patienceMs;
    for (let failures = 0; ; ) {
      try {
        const request = { items, resend: resend || failures > 0 };
        const { results } = await this.#connection.call((options) =>
          this.#worker.settle(request, options),
        );
        return results.map(decodeSettleResult);
      } catch (error) {
        const leftMs = deadline - performance.now();
        if (!isUnanswered(error) || leftMs <= 0 || this.#connection.closed.aborted) throw error;
        failures++;
        await waitToRetry(failures, this.#connection.closed, leftMs);
      }
    }
  }
}

function isUnanswered(error: unknown): boolean {
  return error instanceof MillraceError && error.code === "UNAVAILABLE";
}

function encodeOrRefuse(item: Settlement): WireItem | MillraceError {
  try {
    return encodeSettlement(item);
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
}

// Tags, lengths, the job's id, the token and a length of time: less than 128 bytes.
const FIXED_BYTES = 128;

/** No fewer bytes than `item` has on the wire. */
function sizeBound({ jobId, outcome }: WireItem): number {
  let bytes = FIXED_BYTES + textBytes(jobId);
  if (outcome.case === "completed") bytes += outcome.value.result?.length ?? 0;
  if (outcome.case === "failed") bytes += textBytes(outcome.value.message, outcome.value.details);
  return bytes;
}
