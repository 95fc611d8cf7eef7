import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import type { LeaseRequest } from "@millrace/core";
import { WorkerService } from "@millrace/protocol";
import { faultyStore } from "@millrace/store-conformance/faulty-store";
import { MemoryStore } from "@millrace/store-memory";
import { describe, expect, it } from "vitest";
import { CALLERS, deadlineOf, patientCaller } from "./caller.ts";
import { serve } from "./serve.ts";

const REQUEST = { types: ["a"], workerId: "w", wait: { seconds: 60n } };

describe.each(Object.entries(CALLERS))("a caller that goes away: %s", (_, connect) => {
  it("holds no long poll: the next job goes to somebody else", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const store = faultyStore(new MemoryStore(), {
      before: (operation) => {
        if (operation === "lease") begin();
      },
    });
    const ended: string[] = [];
    await using served = await serve(store, { onCall: ({ method }) => ended.push(method) });
    const caller = connect(served.url);
    const leaving = new AbortController();
    const polling = caller.unary(WorkerService.method.lease, REQUEST, { signal: leaving.signal });
    await begun;
    leaving.abort();
    await expect(polling).rejects.toThrow();
    await expect.poll(() => ended).toContain("Lease");
    await store.enqueue([{ type: "a" }]);
    const request = { types: ["a"], maxJobs: 1, leaseMs: 1_000, waitMs: 0, workerId: "other" };
    expect(await store.lease(request)).toHaveLength(1);
    caller.close();
  });

  it("has its leases released when they come too late for it", async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const memory = new MemoryStore();
    await memory.enqueue([{ type: "a" }]);
    const { promise: noticed, resolve: notice } = Promise.withResolvers<void>();
    const store = faultyStore(memory, {
      before: (operation, [request]) => {
        if (operation !== "lease") return;
        (request as LeaseRequest).signal?.addEventListener("abort", () => notice());
      },
      after: async (operation) => {
        if (operation !== "lease") return;
        begin();
        await gate;
      },
    });
    await using served = await serve(store);
    const caller = connect(served.url);
    const leaving = new AbortController();
    const polling = caller.unary(WorkerService.method.lease, REQUEST, { signal: leaving.signal });
    await begun;
    leaving.abort();
    await expect(polling).rejects.toThrow();
    await noticed;
    open();
    const isBack = { status: "PENDING", attempt: 0, sequence: 3 };
    await expect.poll(async () => (await memory.list({})).jobs).toMatchObject([isBack]);
    caller.close();
  });
});

it("a long poll ends without jobs before its caller's deadline", async () => {
  await using served = await serve();
  const caller = patientCaller(served.url);
  const polling = caller.unary(WorkerService.method.lease, REQUEST, deadlineOf(200));
  expect((await polling).leases).toEqual([]);
  caller.close();
});

/** What asks for more than a connection takes at once. */
const WITH_PAYLOADS = '{"view": "JOB_VIEW_FULL"}';

describe.each(["HTTP/1.1", "HTTP/2"])(
  "a caller that leaves in the middle of its answer: %s",
  (over) => {
    it("is no warning in the log", async () => {
      const store = new MemoryStore();
      const payload = new Uint8Array(1_000_000);
      for (let jobs = 0; jobs < 4; jobs++) await store.enqueue([{ type: "a", payload }]);
      const levels: string[] = [];
      const log = (level: string) => (_: object, message: string) => {
        if (message.startsWith("the caller left") || level !== "debug") levels.push(level);
      };
      const logger = {
        debug: log("debug"),
        info: () => {},
        warn: log("warn"),
        error: log("error"),
      };
      await using served = await serve(store, { logger });
      const path = "/millrace.v1.JobService/ListJobs";
      const type = { "content-type": "application/json" };
      if (over === "HTTP/1.1") {
        const request = http.request(served.url + path, { method: "POST", headers: type });
        request.on("error", () => {}).end(WITH_PAYLOADS);
        const [response] = (await once(request, "response")) as [http.IncomingMessage];
        response.on("error", () => {});
        response.socket.resetAndDestroy();
      } else {
        const session = http2.connect(served.url);
        session.on("error", () => {});
        const stream = session
          .request({ ":method": "POST", ":path": path, ...type })
          .end(WITH_PAYLOADS);
        stream.on("error", () => {});
        await once(stream, "response");
        session.destroy();
      }
      await expect.poll(() => levels).toEqual(["debug"]);
    });
  },
);

describe.each(["HTTP/1.1", "HTTP/2"])(
  "a caller that leaves in the middle of its request: %s",
  (over) => {
    it("enqueues nothing, and is no error in the log", async () => {
      const logged: string[] = [];
      const log = (_: object, message: string) => void logged.push(message);
      const logger = { debug: () => {}, info: () => {}, warn: log, error: log };
      const asked: string[] = [];
      const store = faultyStore(new MemoryStore(), {
        before: (operation) => void asked.push(operation),
      });
      const served = await serve(store, { logger });
      const path = "/millrace.v1.JobService/Enqueue";
      const headers = { "content-type": "application/proto", expect: "100-continue" };
      // {type: "a"}, whose payload would follow.
      const begin = new Uint8Array([0x0a, 1, 0x61]);
      if (over === "HTTP/1.1") {
        const request = http.request(served.url + path, { method: "POST", headers });
        request.on("error", () => {}).write(begin);
        await once(request, "continue");
        request.destroy();
      } else {
        const session = http2.connect(served.url);
        const stream = session.request({ ":method": "POST", ":path": path, ...headers });
        stream.on("error", () => {}).write(begin);
        await once(stream, "continue");
        session.destroy();
      }
      await served[Symbol.asyncDispose]();
      expect(logged).toEqual([]);
      expect(asked).not.toContain("enqueue");
    });
  },
);
