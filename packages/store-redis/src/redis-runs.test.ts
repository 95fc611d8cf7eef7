import { workflowSuite } from "@millrace/store-conformance";
import { testedStore } from "./test/tested-store.ts";

const url = process.env["REDIS_URL"] ?? "";
if (url === "") throw new Error("set REDIS_URL to the URL of a Redis for tests");

workflowSuite(
  "the Redis store",
  testedStore(() => url, 1),
);
workflowSuite(
  "the Redis store, 8 partitions",
  testedStore(() => url, 8),
);
