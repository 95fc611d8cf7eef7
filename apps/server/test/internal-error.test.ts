import { Code, type ConnectError } from "@connectrpc/connect";
import type { Job, Store } from "@millrace/core";
import { JobService } from "@millrace/protocol";
import type { Logger } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { expect, it } from "vitest";
import { CALLERS, type Caller } from "./caller.ts";
import { serve } from "./serve.ts";

const ID = "0-0000000000000000";

/** A store whose jobs cannot be encoded, or that has a bug. */
function brokenStore(get: () => Promise<Job>): Store {
  const store = new MemoryStore();
  store.get = get;
  return store;
}

async function unencodable(): Promise<Job> {
  const store = new MemoryStore();
  const [result] = await store.enqueue([{ type: "a" }]);
  if (result === undefined || "error" in result) throw new Error("the job was refused");
  return { ...result.job, priority: "high" as never };
}

const UNARY = [
  "connect-node, Connect in JSON, HTTP/1.1",
  "connect-node, Connect, HTTP/2",
  "connect-node, gRPC, HTTP/2",
  "grpc-js",
];

it.each(
  UNARY.flatMap((name) => [
    [name, "an answer that cannot be encoded", unencodable] as const,
    [name, "a bug", () => Promise.reject(new TypeError("oops"))] as const,
  ]),
)("over %s, %s is in the log once", async (name, _, get) => {
  const errors: string[] = [];
  const note = (_fields: object, message: string) => void errors.push(message);
  const logger: Logger = { debug() {}, info() {}, warn: note, error: note };
  await using served = await serve(brokenStore(get), { logger });
  const caller = (CALLERS[name] as (url: string) => Caller)(served.url);
  const error = await caller.unary(JobService.method.getJob, { id: ID }).catch((e: unknown) => e);
  expect((error as ConnectError).code).toBe(Code.Internal);
  await expect.poll(() => errors).toEqual([expect.stringMatching(/^a call failed/)]);
  caller.close();
});
