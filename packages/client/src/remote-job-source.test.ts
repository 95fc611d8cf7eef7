import { Code, ConnectError, createRouterTransport } from "@connectrpc/connect";
import type { LeaseRequest } from "@millrace/core";
import { encodeLease, ServerService, WorkerService } from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { RemoteJobSource } from "./remote-job-source.ts";

const request: LeaseRequest = {
  types: ["email"],
  maxJobs: 1,
  leaseMs: 30_000,
  waitMs: 60_000,
  workerId: "worker-1",
};

let source: RemoteJobSource;
let log: string[];
let leaseArrived: PromiseWithResolvers<void>;
let serverIsStuck: boolean;

beforeEach(() => {
  log = [];
  serverIsStuck = false;
  leaseArrived = Promise.withResolvers();
  const transport = createRouterTransport(({ service }) => {
    service(WorkerService, {
      lease: async (_, { signal }) => {
        leaseArrived.resolve();
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        log.push("the wait has ended");
        return {};
      },
      extend: ({ workerId, items }) => {
        log.push(`extend ${items.length} of ${JSON.stringify(workerId)}`);
        return { results: items.map(() => ({ cancelRequested: true })) };
      },
    });
    service(ServerService, {
      getServerInfo: async () => {
        log.push("asked after the cancel");
        if (serverIsStuck) await new Promise(() => {});
        return {};
      },
    });
  });
  source = new RemoteJobSource({ transport });
});

describe("a waiting lease", () => {
  test("that is aborted resolves with nothing, once the server has seen the abort", async () => {
    const abort = new AbortController();
    const waiting = source.lease({ ...request, signal: abort.signal });
    await leaseArrived.promise;
    abort.abort();
    expect(await waiting).toEqual([]);
    expect(log).toEqual(["the wait has ended", "asked after the cancel"]);
  });

  test("that is aborted does not wait for a server that is stuck", async () => {
    serverIsStuck = true;
    const abort = new AbortController();
    const waiting = source.lease({ ...request, signal: abort.signal });
    await leaseArrived.promise;
    abort.abort();
    expect(await waiting).toEqual([]);
  });

  /** Aborts a lease that has just begun; only then does the server answer it. */
  async function abortBeforeAnswer(
    answer: () => Promise<{ leases: ReturnType<typeof encodeLease>[] }>,
  ) {
    const { promise: aborted, resolve: abortSeen } = Promise.withResolvers<void>();
    const transport = createRouterTransport(({ service }) => {
      service(WorkerService, {
        lease: async () => {
          leaseArrived.resolve();
          await aborted;
          return answer();
        },
      });
    });
    source = new RemoteJobSource({ transport });
    const abort = new AbortController();
    const waiting = source.lease({ ...request, signal: abort.signal });
    await leaseArrived.promise;
    abort.abort();
    abortSeen();
    return waiting;
  }

  test("that is aborted as it begins still resolves with what the server grants", async () => {
    const jobs = new MemoryStore();
    await jobs.enqueue([{ type: "email" }]);
    const granted = abortBeforeAnswer(async () => {
      const leases = await jobs.lease({ ...request, waitMs: 0 });
      return { leases: leases.map(encodeLease) };
    });
    expect(await granted).toMatchObject([{ job: { type: "email" }, token: expect.any(Number) }]);
  });

  test("that has waited long is aborted at once", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      const abort = new AbortController();
      const waiting = source.lease({ ...request, signal: abort.signal });
      await leaseArrived.promise;
      vi.advanceTimersByTime(1_000);
      abort.abort();
      expect(await waiting).toEqual([]);
      expect(log).toEqual(["the wait has ended", "asked after the cancel"]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("that fails once it is aborted resolves with nothing", async () => {
    const granted = abortBeforeAnswer(async () => {
      throw new ConnectError("gone", Code.Unavailable);
    });
    expect(await granted).toEqual([]);
  });

  test("resolves with nothing when the source is closed", async () => {
    const waiting = source.lease(request);
    await leaseArrived.promise;
    await source.close();
    await source.close();
    expect(await waiting).toEqual([]);
  });
});

test("a lease with an aborted signal makes no call", async () => {
  expect(await source.lease({ ...request, signal: AbortSignal.abort() })).toEqual([]);
  expect(log).toEqual([]);
});

test("a malformed lease is refused without a call", async () => {
  await expect(source.lease({ ...request, maxJobs: 0 })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
});

describe("extend", () => {
  test("names the worker that leased", async () => {
    await source.lease({ ...request, signal: AbortSignal.abort() });
    const abort = new AbortController();
    const waiting = source.lease({ ...request, signal: abort.signal });
    await leaseArrived.promise;
    expect(await source.extend([{ jobId: "a", token: 1 }], 30_000)).toEqual(["CANCEL_REQUESTED"]);
    expect(log).toEqual(['extend 1 of "worker-1"']);
    abort.abort();
    await waiting;
  });

  test("of nothing makes no call", async () => {
    expect(await source.extend([], 30_000)).toEqual([]);
    expect(log).toEqual([]);
  });

  test("with a malformed lease length is refused", async () => {
    await expect(source.extend([], 1)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});

test("a closed source is unavailable", async () => {
  await source.close();
  const closed = { code: "UNAVAILABLE", message: "the client is closed" };
  await expect(source.lease(request)).rejects.toMatchObject(closed);
  await expect(source.extend([{ jobId: "a", token: 1 }], 30_000)).rejects.toMatchObject(closed);
  const outcome = { kind: "released", started: false } as const;
  await expect(source.settle([{ jobId: "a", token: 1, outcome }])).rejects.toMatchObject(closed);
});
