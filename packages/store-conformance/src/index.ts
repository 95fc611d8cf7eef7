export { Bench, type Harness, LONG_LEASE_MS, type OpenHarness, TYPE } from "./harness.ts";
export { type JobInStatus, jobInStatus } from "./in-status.ts";
export { jobSourceSuite, storeSuite } from "./store-suite.ts";
