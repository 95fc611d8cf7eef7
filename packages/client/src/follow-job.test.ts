import { Code, ConnectError, createRouterTransport } from "@connectrpc/connect";
import {
  checkEnqueue,
  DEFAULT_LIMITS,
  type Job,
  type JobStatus,
  MillraceError,
  newJob,
} from "@millrace/core";
import { encodeError, encodeJob, encodeJobEvent, JobService } from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Client } from "./client.ts";

const ID = "0-V1StGXR8Z5jdHi6B";

/** The job after change number `sequence`. */
function jobAt(sequence: number, status: JobStatus = "RUNNING"): Job {
  const spec = checkEnqueue({ type: "email" }, DEFAULT_LIMITS);
  if (spec instanceof MillraceError) throw spec;
  return { ...newJob(spec, ID, 0), sequence, status };
}

/** One call's stream: its events, and how it ends. */
interface Script {
  readonly events: readonly Job[];
  /** Defaults to an end in good order. */
  readonly error?: Error;
  /** Stays open until the client leaves. */
  readonly hangs?: boolean;
}

class FakeServer {
  readonly calls: number[] = [];
  readonly ended: Promise<void>[] = [];
  /** What get answers. */
  current: Job | undefined;
  readonly #scripts: Script[];

  constructor(...scripts: Script[]) {
    this.#scripts = scripts;
  }

  client(): Client {
    const scripts = this.#scripts[Symbol.iterator]();
    const { calls, ended } = this;
    const transport = createRouterTransport(({ service }) => {
      service(JobService, {
        getJob: () => {
          if (this.current !== undefined) return { job: encodeJob(this.current) };
          throw notFound();
        },
        async *watchJob({ afterSequence }, { signal }) {
          const left = Promise.withResolvers<void>();
          signal.addEventListener("abort", () => left.resolve());
          ended.push(left.promise);
          calls.push(Number(afterSequence));
          const script = scripts.next().value;
          if (script === undefined) throw new ConnectError("no script is left", Code.Internal);
          for (const job of script.events) {
            yield { event: encodeJobEvent({ sequence: job.sequence, job }) };
          }
          if (script.hangs) await left.promise;
          if (script.error !== undefined) throw script.error;
        },
      });
    });
    return new Client({ transport });
  }
}

const unavailable = () => encodeError(new MillraceError("UNAVAILABLE", "the server shuts down"));
const notFound = () => encodeError(new MillraceError("NOT_FOUND", "gone"));

async function sequences(client: Client, afterSequence?: number): Promise<number[]> {
  const seen: number[] = [];
  const request = { id: ID, ...(afterSequence === undefined ? undefined : { afterSequence }) };
  for await (const { sequence } of client.watch(request)) seen.push(sequence);
  return seen;
}

describe("a watch", () => {
  test("ends with the job", async () => {
    const server = new FakeServer({ events: [jobAt(1), jobAt(4, "COMPLETED")] });
    expect(await sequences(server.client())).toEqual([1, 4]);
    expect(server.calls).toEqual([0]);
  });

  test("goes on after the last event that was seen when its stream breaks", async () => {
    const server = new FakeServer(
      { events: [jobAt(1), jobAt(2)], error: unavailable() },
      { events: [], error: unavailable() },
      { events: [jobAt(5, "FAILED")] },
    );
    expect(await sequences(server.client())).toEqual([1, 2, 5]);
    expect(server.calls).toEqual([0, 2, 2]);
  });

  test("goes on when the server ends the stream before the job has", async () => {
    const server = new FakeServer({ events: [jobAt(1)] }, { events: [jobAt(2, "CANCELLED")] });
    server.current = jobAt(1);
    expect(await sequences(server.client())).toEqual([1, 2]);
  });

  test("ends when the job has finished and all was seen before", async () => {
    const server = new FakeServer({ events: [] });
    server.current = jobAt(3, "COMPLETED");
    expect(await sequences(server.client(), 3)).toEqual([]);
    expect(server.calls).toEqual([]);
  });

  test("that has waited without an event goes on when its stream breaks", async () => {
    const server = new FakeServer(
      { events: [], error: unavailable() },
      { events: [jobAt(4, "COMPLETED")] },
    );
    server.current = jobAt(3);
    expect(await sequences(server.client(), 3)).toEqual([4]);
    expect(server.calls).toEqual([3, 3]);
  });

  test("of a job that is not there throws, also when it begins after a change", async () => {
    await expect(sequences(new FakeServer().client(), 3)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("ends when the job is deleted", async () => {
    expect(await sequences(new FakeServer({ events: [jobAt(1)] }).client())).toEqual([1]);
  });

  test("ends when the job is deleted while the stream is broken", async () => {
    const server = new FakeServer(
      { events: [jobAt(1)], error: unavailable() },
      { events: [], error: notFound() },
    );
    expect(await sequences(server.client())).toEqual([1]);
  });

  test.each([
    ["NOT_FOUND", notFound()],
    ["UNAVAILABLE", unavailable()],
  ])("throws %s when the first call fails with it", async (code, error) => {
    const server = new FakeServer({ events: [], error });
    await expect(sequences(server.client())).rejects.toMatchObject({ code });
  });

  test("throws what no further try can mend", async () => {
    const error = encodeError(new MillraceError("DATA_LOSS", "the job cannot be read"));
    const server = new FakeServer({ events: [jobAt(1)], error });
    await expect(sequences(server.client())).rejects.toMatchObject({ code: "DATA_LOSS" });
  });

  test("refuses a malformed request without a call", async () => {
    const server = new FakeServer();
    await expect(sequences(server.client(), -1)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    expect(server.calls).toEqual([]);
  });

  test("ends the call when its reader leaves", async () => {
    const server = new FakeServer({ events: [jobAt(1)], hangs: true });
    for await (const { sequence } of server.client().watch({ id: ID })) {
      expect(sequence).toBe(1);
      break;
    }
    await server.ended[0];
  });

  test("ends in good order when its signal is aborted", async () => {
    const server = new FakeServer({ events: [jobAt(1)], hangs: true });
    const abort = new AbortController();
    const seen: number[] = [];
    const request = { id: ID, signal: abort.signal };
    for await (const { sequence } of server.client().watch(request)) {
      seen.push(sequence);
      abort.abort();
    }
    expect(seen).toEqual([1]);
    await server.ended[0];
  });

  test("is unavailable when the client is closed", async () => {
    const client = new FakeServer({ events: [jobAt(1)], hangs: true }).client();
    const events = client.watch({ id: ID });
    await events.next();
    await client.close();
    await expect(events.next()).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: "the client is closed",
    });
  });
});

describe("waiting for a job", () => {
  test.each(["COMPLETED", "FAILED", "CANCELLED"] as const)(
    "resolves when it is %s",
    async (end) => {
      const server = new FakeServer({ events: [jobAt(1), jobAt(2, end)] });
      const job = await server.client().waitFor(ID);
      expect(job.status).toBe(end);
    },
  );

  test("is NOT_FOUND when the job is deleted before", async () => {
    const server = new FakeServer({ events: [jobAt(1)] });
    await expect(server.client().waitFor(ID)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("throws the reason of its signal", async () => {
    const server = new FakeServer({ events: [jobAt(1)], hangs: true });
    const reason = new Error("no time left");
    const waiting = server.client().waitFor(ID, { signal: AbortSignal.abort(reason) });
    await expect(waiting).rejects.toBe(reason);
  });
});

describe("a watch of a store", () => {
  let store: MemoryStore;
  let client: Client;

  beforeEach(() => {
    store = new MemoryStore();
    client = new Client({ store });
  });
  afterEach(async () => {
    await client.close();
    await store.close();
  });

  test("goes on when the store was away", async () => {
    const { job } = await client.enqueue("email");
    const watch = vi.spyOn(store, "watch");
    watch.mockImplementationOnce(async function* () {
      yield { sequence: 1, job };
      throw new MillraceError("UNAVAILABLE", "the store is away");
    });
    const events = client.watch({ id: job.id });
    expect(await events.next()).toMatchObject({ value: { sequence: 1 } });
    await client.cancel(job.id);
    expect(await events.next()).toMatchObject({ value: { job: { status: "CANCELLED" } } });
    expect(watch.mock.calls.map(([{ afterSequence }]) => afterSequence)).toEqual([0, 1]);
  });

  test("ends with an error when the store is closed, which will not be undone", async () => {
    const { job } = await client.enqueue("email");
    const events = client.watch({ id: job.id });
    await events.next();
    const next = events.next();
    await Promise.all([
      store.close(),
      expect(next).rejects.toMatchObject({
        code: "UNAVAILABLE",
        message: "the store is closed",
      }),
    ]);
  });
});
