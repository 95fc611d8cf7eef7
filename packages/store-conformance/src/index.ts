export {
  Bench,
  type Harness,
  LONG_LEASE_MS,
  type OpenHarness,
  openStore,
  type TestedStore,
  TYPE,
} from "./harness.ts";
export { type JobInStatus, jobInStatus } from "./in-status.ts";
export { type JobDamage, lostJobSuite } from "./lost-job-suite.ts";
export type { StoresToCompare } from "./model/compare-stores.ts";
export {
  type Difference,
  findDifference,
  type ModelRuns,
  modelSuite,
} from "./model/model-suite.ts";
export type { StoreTime } from "./model/store-time.ts";
export { type OutageHarness, type OutageSuiteOptions, outageSuite } from "./outage-suite.ts";
export type { QueueOrder } from "./queue-order.ts";
export { type RateAnswer, type RateStep, rateRulesSuite } from "./rate-rules-suite.ts";
export { jobSourceSuite, storeSuite, workflowSuite } from "./store-suite.ts";
