import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agingSuite } from "./aging-suite.ts";
import { archiveSuite } from "./archive-suite.ts";
import { childSuite } from "./child-suite.ts";
import { durabilitySuite } from "./durability-suite.ts";
import { enqueueSuite } from "./enqueue-suite.ts";
import { errorSuite } from "./error-suite.ts";
import { explainSuite } from "./explain-suite.ts";
import { groupSuite } from "./group-suite.ts";
import { Bench, type Harness, type OpenHarness, openStore, type TestedStore } from "./harness.ts";
import { ifSequenceSuite } from "./if-sequence-suite.ts";
import { joinSuite } from "./join-suite.ts";
import { keyFailureSuite } from "./key-failure-suite.ts";
import { keyLimitsSuite } from "./key-limits-suite.ts";
import { keyOrderSuite } from "./key-order-suite.ts";
import { keyRateSuite } from "./key-rate-suite.ts";
import { keySuite } from "./key-suite.ts";
import { leaseSuite } from "./lease-suite.ts";
import { limitSuite } from "./limit-suite.ts";
import { maintenanceSuite } from "./maintenance-suite.ts";
import { operationsSuite } from "./operations-suite.ts";
import { operatorSuite } from "./operator-suite.ts";
import { pauseSuite } from "./pause-suite.ts";
import { querySuite } from "./query-suite.ts";
import { queueSuite } from "./queue-suite.ts";
import { rateSuite } from "./rate-suite.ts";
import { replaceSuite } from "./replace-suite.ts";
import { roleSuite } from "./role-suite.ts";
import { runLoadSuite } from "./run-load-suite.ts";
import { runStoreSuite } from "./run-store-suite.ts";
import { runSuite } from "./run-suite.ts";
import { scheduleBacklogSuite } from "./schedule-backlog-suite.ts";
import { scheduleSuite } from "./schedule-suite.ts";
import { scheduleTimesSuite } from "./schedule-times-suite.ts";
import { settleSuite } from "./settle-suite.ts";
import { startDeadlineSuite } from "./start-deadline-suite.ts";
import { successorSuite } from "./successor-suite.ts";
import { throttleSuite } from "./throttle-suite.ts";
import { transitionsSuite } from "./transitions-suite.ts";
import { uniqueSuite } from "./unique-suite.ts";
import { updateSuite } from "./update-suite.ts";
import { viewSuite } from "./view-suite.ts";
import { waitSuite } from "./wait-suite.ts";
import { workerSuite } from "./worker-suite.ts";

/** How a store keeps workflows, and what becomes of their runs. */
export function workflowSuite(name: string, tested: TestedStore): void {
  describe(`${name} keeps workflows`, () => {
    const bench = eachTestOpens(() => openStore(tested));
    runStoreSuite(bench);
    runSuite(bench, tested.order ?? "queue");
    runLoadSuite(bench);
  });
}

/** The contract of a `Store`: every test opens an empty store. */
export function storeSuite(name: string, tested: TestedStore): void {
  const { order = "queue", replicates = false } = tested;
  describe(`${name} keeps the contract of a store`, () => {
    const bench = eachTestOpens(() => openStore(tested));
    transitionsSuite(bench);
    enqueueSuite(bench, order);
    uniqueSuite(bench);
    replaceSuite(bench);
    successorSuite(bench);
    durabilitySuite(bench, replicates);
    joinSuite(bench);
    groupSuite(bench);
    operatorSuite(bench);
    operationsSuite(bench);
    archiveSuite(bench);
    updateSuite(bench);
    startDeadlineSuite(bench);
    ifSequenceSuite(bench);
    maintenanceSuite(bench);
    roleSuite(bench);
    querySuite(bench);
    queueSuite(bench);
    errorSuite(bench);
    pauseSuite(bench, order);
    limitSuite(bench, order);
    keySuite(bench, order);
    keyFailureSuite(bench);
    keyLimitsSuite(bench, order);
    keyOrderSuite(bench, order);
    agingSuite(bench, order);
    rateSuite(bench, order);
    keyRateSuite(bench, order);
    throttleSuite(bench);
    explainSuite(bench);
    workerSuite(bench);
    scheduleSuite(bench);
    scheduleTimesSuite(bench);
    scheduleBacklogSuite(bench);
    viewSuite(bench);
    waitSuite(bench);
    leaseSuite(bench);
    settleSuite(bench);
    childSuite(bench);

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
          ["explain", () => store.explain(argument)],
          ["update", () => store.update("0-0000000000000000", argument)],
          ["cancel", () => store.cancel(argument)],
          ["redrive", () => store.redrive(argument)],
          ["delete", () => store.delete(argument)],
          ["list", () => store.list([argument] as never)],
          ["queues.list", () => store.queues.list([argument] as never)],
          ["queues.get", () => store.queues.get(argument === "x" ? ("/" as never) : argument)],
          ["queues.stats", () => store.queues.stats([argument] as never)],
          ["queues.pause", () => store.queues.pause(argument === "x" ? ("/" as never) : argument)],
          [
            "queues.resume",
            () => store.queues.resume(argument === "x" ? ("/" as never) : argument),
          ],
          ["queues.drain", () => store.queues.drain("a", [argument] as never)],
          ["queues.setLimits", () => store.queues.setLimits("a", [argument] as never)],
          ["operations.start", () => store.operations.start(argument)],
          ["operations.get", () => store.operations.get(argument)],
          ["operations.list", () => store.operations.list([argument] as never)],
          ["operations.stop", () => store.operations.stop(argument)],
          ["lease", () => store.lease(argument)],
          ["extend", () => store.extend(argument, 1_000)],
          ["settle", () => store.settle(argument)],
          ["holdRole", () => store.holdRole(argument)],
          ["releaseRole", () => store.releaseRole(argument, argument)],
        ];
        for (const [name, call] of calls) {
          const refusal = { name: "MillraceError", code: "INVALID_ARGUMENT" };
          const answer = await call().catch((error: unknown) => [{ error }]);
          expect(answer, `${name} of ${String(argument)}`).toMatchObject([{ error: refusal }]);
        }
      }
    });

    test("is ready, answers a ping, and tells what an operator should know", async () => {
      const { store } = bench();
      await store.ready();
      await store.ping();
      for (const warning of await store.warnings()) expect(warning).toMatch(/\w+ \w+/);
    });

    test("refuses each call once it is closed, whatever its arguments", async () => {
      const { store } = bench();
      await store.close();
      await store.close();
      const none = undefined as never;
      const calls: [string, () => Promise<unknown>][] = [
        ["ready", () => store.ready()],
        ["warnings", () => store.warnings()],
        ["enqueue", () => store.enqueue(none)],
        ["get", () => store.get(none)],
        ["list", () => store.list(none)],
        ["watch", () => store.watch(none)[Symbol.asyncIterator]().next()],
        ["update", () => store.update(none, none)],
        ["cancel", () => store.cancel(none)],
        ["redrive", () => store.redrive(none)],
        ["delete", () => store.delete(none)],
        ["lease", () => store.lease(none)],
        ["extend", () => store.extend(none, none)],
        ["settle", () => store.settle(none)],
        ["queues.list", () => store.queues.list(none)],
        ["queues.get", () => store.queues.get(none)],
        ["queues.stats", () => store.queues.stats(none)],
        ["queues.pause", () => store.queues.pause(none)],
        ["queues.resume", () => store.queues.resume(none)],
        ["queues.drain", () => store.queues.drain(none)],
        ["queues.setLimits", () => store.queues.setLimits(none, none)],
        ["workers.heartbeat", () => store.workers.heartbeat(none)],
        ["workers.leave", () => store.workers.leave(none)],
        ["workers.list", () => store.workers.list(none)],
        ["operations.start", () => store.operations.start(none)],
        ["operations.get", () => store.operations.get(none)],
        ["operations.list", () => store.operations.list(none)],
        ["operations.stop", () => store.operations.stop(none)],
        ["operations.open", () => store.operations.open()],
        ["operations.save", () => store.operations.save(none)],
        ["operations.change", () => store.operations.change(none, none, none)],
        ["schedules.get", () => store.schedules.get(none)],
        ["schedules.list", () => store.schedules.list(none)],
        ["schedules.due", () => store.schedules.due(none)],
        ["schedules.change", () => store.schedules.change(none)],
        ["schedules.firings", () => store.schedules.firings(none)],
        ["runs.putWorkflow", () => store.runs.putWorkflow(none)],
        ["runs.getWorkflow", () => store.runs.getWorkflow(none)],
        ["runs.listWorkflows", () => store.runs.listWorkflows(none)],
        ["runs.newId", () => store.runs.newId()],
        ["runs.get", () => store.runs.get(none)],
        ["runs.list", () => store.runs.list(none)],
        ["runs.due", () => store.runs.due(none)],
        ["runs.change", () => store.runs.change(none)],
        ["runs.tell", () => store.runs.tell(none, none)],
        ["runs.delete", () => store.runs.delete(none, none, none)],
        ["groups.create", () => store.groups.create(none)],
        ["groups.get", () => store.groups.get(none)],
        ["groups.seal", () => store.groups.seal(none)],
        ["errors.listGroups", () => store.errors.listGroups(none)],
        ["groups.listJobs", () => store.groups.listJobs(none)],
        ["groups.cancel", () => store.groups.cancel(none)],
        ["groups.retry", () => store.groups.retry(none)],
        ["maintain", () => store.maintain()],
        ["holdRole", () => store.holdRole(none)],
        ["releaseRole", () => store.releaseRole(none, none)],
        ["ping", () => store.ping()],
      ];
      for (const [name, call] of calls) {
        const answer = await call().catch((error: unknown) => error);
        expect(answer, name).toMatchObject({ code: "UNAVAILABLE", message: "the store is closed" });
      }
      store.onCancelRequested(() => {})();
    });
  });
}

/** The contract of a `JobSource` that leads to a store: a worker's half, by way of the source. */
export function jobSourceSuite(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of a job source`, () => {
    const bench = eachTestOpens(open);
    leaseSuite(bench);
    settleSuite(bench);
    childSuite(bench);
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
