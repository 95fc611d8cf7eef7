// One client over every place where jobs can lie: the same calls, the same results, the same errors.
import { Client } from "@millrace/client";
import type { JobSource, Lease } from "@millrace/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OWN, SHARED } from "./client-places.ts";
import { jobParity } from "./parity/job-parity.ts";
import { client, enqueue, openPlace, place, type, UNKNOWN_ID } from "./parity/parity-place.ts";
import { queueParity } from "./parity/queue-parity.ts";
import { refusalParity } from "./parity/refusal-parity.ts";

describe.each([...SHARED, ...OWN])("over %s", (name, open) => {
  openPlace(open);
  queueParity();
  jobParity();
  refusalParity();

  test("what is behind the client is told, where it is a server", async () => {
    if (name.startsWith("a server")) {
      expect(await client.serverInfo()).toMatchObject({ version: "0.0.0-test" });
    } else {
      await expect(client.serverInfo()).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        message: expect.stringContaining("there is no server"),
      });
    }
  });

  describe("a client that is closed", () => {
    let closing: Client;

    beforeEach(() => {
      closing = new Client({ ...place.options, ...(place.source ? {} : { url: "memory:" }) });
    });
    afterEach(() => closing.close());

    test("has brought its enqueues to their end, and refuses later calls", async () => {
      const under = Promise.all([closing.enqueue(type), closing.enqueue(type)]);
      await closing.close();
      expect(await under).toMatchObject([{ created: true }, { created: true }]);
      const closed = { code: "UNAVAILABLE", httpStatus: 503, message: "the client is closed" };
      const later = [
        () => closing.enqueue(type),
        () => closing.get(UNKNOWN_ID),
        () => closing.listPage({ type }),
        () => closing.waitFor(UNKNOWN_ID),
        () => closing.watch({ id: UNKNOWN_ID }).next(),
        () => closing.serverInfo(),
      ];
      for (const call of later) await expect(call()).rejects.toMatchObject(closed);
      expect(await closing.enqueueMany([{ type }])).toMatchObject([{ error: closed }]);
    });

    test("ends its watches", async () => {
      const { job } = await closing.enqueue(type);
      const events = closing.watch({ id: job.id });
      await events.next();
      const next = events.next();
      await Promise.all([
        closing.close(),
        expect(next).rejects.toMatchObject({
          code: "UNAVAILABLE",
          message: "the client is closed",
        }),
      ]);
    });
  });
});

describe.each(SHARED)("over %s, beside a worker,", (_, open) => {
  openPlace(open);

  function source(): JobSource {
    if (place.source === undefined) throw new Error("a worker has no way there");
    return place.source;
  }

  async function lease(): Promise<Lease> {
    const request = { types: [type], maxJobs: 1, leaseMs: 30_000, waitMs: 20_000, workerId: "w" };
    const [granted] = await source().lease(request);
    if (granted === undefined) throw new Error("no job came");
    return granted;
  }

  async function complete({ job, token }: Lease, result: string): Promise<void> {
    const outcome = { kind: "completed", result: new TextEncoder().encode(result) } as const;
    await source().settle([{ jobId: job.id, token, outcome }]);
  }

  test("a wait resolves with the result", async () => {
    const id = await enqueue();
    const waiting = client.waitFor(id);
    await complete(await lease(), '{"sent":true}');
    const done = await waiting;
    expect(done.resultJson<{ sent: boolean }>()).toEqual({ sent: true });
    expect(done.toJSON()).toMatchObject({ status: "COMPLETED", result: { sent: true } });
    expect((await client.get(id)).toObject()).toEqual(done.toObject());
    await expect(client.cancel(id)).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      httpStatus: 400,
      message: expect.stringContaining(`cannot cancel job ${id}: it is COMPLETED`),
    });
  });

  test("a job that runs is asked to stop, and cannot be deleted", async () => {
    const id = await enqueue();
    const running = await lease();
    await expect(client.delete(id)).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining(`cannot delete job ${id}: it is RUNNING`),
    });
    expect(await client.cancel(id, "stop")).toMatchObject({
      status: "RUNNING",
      cancelRequested: true,
      cancelReason: "stop",
    });
    await complete(running, "1");
    await client.delete(id);
  });
});
