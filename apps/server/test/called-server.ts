import type { MessageInitShape } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import {
  type EnqueueRequestSchema,
  JobService,
  type WireJob,
  WorkerService,
} from "@millrace/protocol";
import { afterAll, beforeAll, expect } from "vitest";
import type { Caller } from "./caller.ts";
import { type Served, serve } from "./serve.ts";

/** A server on the memory store that the tests of a group call by one kind of client. */
export interface CalledServer {
  readonly caller: Caller;
  newJob(init: MessageInitShape<typeof EnqueueRequestSchema>): Promise<WireJob>;
  leaseOne(type: string): Promise<{ readonly jobId: string; readonly token: bigint }>;
}

/** The server is there for the tests of the group that this is called in. */
export function calledServer(connect: (url: string) => Caller): CalledServer {
  let served: Served;
  let opened: Caller;
  beforeAll(async () => {
    served = await serve();
    opened = connect(served.url);
  });
  afterAll(async () => {
    opened.close();
    await served[Symbol.asyncDispose]();
  });
  const caller: Caller = {
    unary: (method, request, options) => opened.unary(method, request, options),
    stream: (method, request, options) => opened.stream(method, request, options),
    close: () => opened.close(),
  };
  return {
    caller,
    async newJob(init) {
      const { job } = await caller.unary(JobService.method.enqueue, init);
      if (job === undefined) throw new Error("the answer has no job");
      return job;
    },
    async leaseOne(type) {
      const request = { types: [type], workerId: "w1", lease: { seconds: 60n } };
      const { leases } = await caller.unary(WorkerService.method.lease, request);
      const [first] = leases;
      if (first?.job === undefined) throw new Error("nothing was leased");
      return { jobId: first.job.id, token: first.token };
    },
  };
}

/** The error that `call` ends with. */
export async function failure(call: Promise<unknown>): Promise<ConnectError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConnectError);
  return error as ConnectError;
}
