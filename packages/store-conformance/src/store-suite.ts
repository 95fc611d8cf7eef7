import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { durabilitySuite } from "./durability-suite.ts";
import { enqueueSuite } from "./enqueue-suite.ts";
import { Bench, type Harness, type OpenHarness } from "./harness.ts";
import { leaseSuite } from "./lease-suite.ts";
import { maintenanceSuite } from "./maintenance-suite.ts";
import { operatorSuite } from "./operator-suite.ts";
import { querySuite } from "./query-suite.ts";
import type { QueueOrder } from "./queue-order.ts";
import { settleSuite } from "./settle-suite.ts";
import { transitionsSuite } from "./transitions-suite.ts";

/** What a store does in its own way. */
export interface StoreSuiteOptions {
  /** Defaults to `queue`. */
  readonly order?: QueueOrder;
  /** Whether an enqueue can wait for replicas. Defaults to false. */
  readonly replicates?: boolean;
}

/** The contract of a `Store`: every test opens an empty store. */
export function storeSuite(
  name: string,
  open: OpenHarness,
  { order = "queue", replicates = false }: StoreSuiteOptions = {},
): void {
  describe(`${name} keeps the contract of a store`, () => {
    const bench = eachTestOpens(open);
    transitionsSuite(bench);
    enqueueSuite(bench, order);
    durabilitySuite(bench, replicates);
    operatorSuite(bench);
    maintenanceSuite(bench);
    querySuite(bench);
    leaseSuite(bench);
    settleSuite(bench);

    test("refuses arguments that are none, each by a MillraceError", async () => {
      const { store } = bench();
      const none = [
        undefined,
        null,
        3,
        "x",
        {},
        [null],
        [3],
        [{}],
        () => {},
        Symbol("x"),
      ] as never[];
      for (const argument of none) {
        const calls: [string, () => Promise<unknown>][] = [
          ["enqueue", () => store.enqueue(argument)],
          ["get", () => store.get(argument)],
          ["cancel", () => store.cancel(argument)],
          ["retry", () => store.retry(argument)],
          ["delete", () => store.delete(argument)],
          ["list", () => store.list([argument] as never)],
          ["lease", () => store.lease(argument)],
          ["extend", () => store.extend(argument, 1_000)],
          ["settle", () => store.settle(argument)],
        ];
        for (const [name, call] of calls) {
          const refusal = { name: "MillraceError", code: "INVALID_ARGUMENT" };
          const answer = await call().catch((error: unknown) => [{ error }]);
          expect(answer, `${name} of ${String(argument)}`).toMatchObject([{ error: refusal }]);
        }
      }
    });

    test("answers a ping, and no longer once it is closed", async () => {
      await bench().store.ping();
      await bench().store.close();
      await bench().store.close();
      await expect(bench().store.ping()).rejects.toMatchObject({ code: "UNAVAILABLE" });
      await expect(bench().store.enqueue([{ type: "a" }])).rejects.toMatchObject({
        code: "UNAVAILABLE",
      });
    });
  });
}

/** The contract of a `JobSource` that leads to a store: a worker's half, by way of the source. */
export function jobSourceSuite(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of a job source`, () => {
    const bench = eachTestOpens(open);
    leaseSuite(bench);
    settleSuite(bench);
  });
}

function eachTestOpens(open: OpenHarness): () => Bench {
  let harness: Harness;
  beforeEach(async () => {
    harness = await open();
  });
  afterEach(() => harness.close());
  return () => new Bench(harness);
}
