import type { Clock } from "@millrace/core";
import { modelSuite } from "@millrace/store-conformance";
import { MemoryStore } from "@millrace/store-memory";
import { testedStore } from "./test/tested-store.ts";

const url = process.env["REDIS_URL"] ?? "";
if (url === "") throw new Error("set REDIS_URL to the URL of a Redis for tests");

const openModel = (clock: Clock) => new MemoryStore({ clock });

modelSuite("the Redis store", { ...testedStore(() => url, 1), openModel }, { runs: 50 });
modelSuite(
  "the Redis store, 8 partitions",
  { ...testedStore(() => url, 8), openModel },
  { runs: 25 },
);
