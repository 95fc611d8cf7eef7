import { beforeEach, describe, expect, test } from "vitest";
import { checkEnqueue } from "./check-enqueue.ts";
import type { Job } from "./job.ts";
import { newJob } from "./job-change.ts";
import { jobNotFound } from "./job-errors.ts";
import { newJobId } from "./job-id.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { FALLBACK_POLL_MS } from "./long-poll.ts";
import { MillraceError } from "./millrace-error.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { WakeUps } from "./wake-ups.ts";
import { WATCH_MS, type WatchSource, watchJob } from "./watch-job.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** One job that the test changes, as a store has it. */
class OneJob implements WatchSource {
  readonly clock = new VirtualClock();
  readonly changes = new WakeUps();
  readonly close = new AbortController();
  readonly closed = this.close.signal;
  job: Job | undefined;
  listeners = 0;
  reads = 0;

  constructor() {
    const spec = checkEnqueue({ type: "task" }, DEFAULT_LIMITS);
    if (spec instanceof MillraceError) throw spec;
    this.job = newJob(spec, newJobId(0), this.clock.now());
  }

  readonly id = newJobId(0);

  async read(id: string): Promise<Job> {
    this.reads++;
    if (this.job === undefined) throw jobNotFound(id);
    return this.job;
  }

  async subscribe(id: string, listener: () => void): Promise<() => void> {
    this.listeners++;
    const stop = this.changes.listen([id], listener);
    return () => {
      this.listeners--;
      stop();
    };
  }

  change(status: Job["status"], notice = true): void {
    if (this.job === undefined) throw new Error("it is gone");
    this.job = { ...this.job, status, sequence: this.job.sequence + 1 };
    if (notice) this.changes.wake(this.id);
  }
}

let source: OneJob;
beforeEach(() => {
  source = new OneJob();
});

/** The statuses that a watch has told of, and its end. */
function watch(options: { afterSequence?: number; signal?: AbortSignal } = {}) {
  const told: string[] = [];
  const ended = (async () => {
    for await (const { job, sequence } of watchJob({ id: source.id, ...options }, source)) {
      told.push(`${sequence} ${job.status}`);
    }
  })();
  return { told, ended };
}

test("tells of the job as it is, of each change, and ends when the job is over", async () => {
  const { told, ended } = watch();
  await turn();
  source.change("RUNNING");
  await turn();
  source.change("COMPLETED");
  await ended;
  expect(told).toEqual(["1 PENDING", "2 RUNNING", "3 COMPLETED"]);
  expect(source.listeners).toBe(0);
});

test("of a job that is over ends after one event", async () => {
  source.change("FAILED");
  const { told, ended } = watch();
  await ended;
  expect(told).toEqual(["2 FAILED"]);
});

test("leaves out what was seen before", async () => {
  const { told, ended } = watch({ afterSequence: 1 });
  await turn();
  expect(told).toEqual([]);
  source.change("COMPLETED");
  await ended;
  expect(told).toEqual(["2 COMPLETED"]);
});

test("finds by itself what it had no notice of", async () => {
  const { told, ended } = watch();
  await turn();
  source.change("COMPLETED", false);
  source.clock.advance(FALLBACK_POLL_MS - 1);
  await turn();
  expect(told).toEqual(["1 PENDING"]);
  source.clock.advance(1);
  await ended;
  expect(told).toEqual(["1 PENDING", "2 COMPLETED"]);
});

test("misses no change that comes between the subscription and the first read", async () => {
  const subscribe = source.subscribe.bind(source);
  source.subscribe = async (id, listener) => {
    const stop = await subscribe(id, listener);
    source.change("COMPLETED");
    return stop;
  };
  const { told, ended } = watch();
  await ended;
  expect(told).toEqual(["2 COMPLETED"]);
});

test("a notice without a change tells nothing", async () => {
  const { told } = watch();
  await turn();
  source.changes.wake(source.id);
  await turn();
  expect(source.reads).toBe(2);
  expect(told).toEqual(["1 PENDING"]);
  source.close.abort();
});

describe("the end", () => {
  test.each(["signal", "close"] as const)("comes with the %s", async (how) => {
    const abort = new AbortController();
    const { told, ended } = watch({ signal: abort.signal });
    await turn();
    (how === "signal" ? abort : source.close).abort();
    await ended;
    expect(told).toEqual(["1 PENDING"]);
    expect(source.listeners).toBe(0);
  });

  test("comes with the job's deletion", async () => {
    const { told, ended } = watch();
    await turn();
    source.job = undefined;
    source.changes.wake(source.id);
    await ended;
    expect(told).toEqual(["1 PENDING"]);
  });

  test("comes with a reader that leaves", async () => {
    for await (const _ of watchJob({ id: source.id }, source)) break;
    expect(source.listeners).toBe(0);
  });
});

test("a job that never was is NOT_FOUND", async () => {
  source.job = undefined;
  await expect(watch().ended).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(source.listeners).toBe(0);
});

describe("a store that gives notice of watched jobs only", () => {
  const announced: [id: string, durationMs: number][] = [];
  beforeEach(() => {
    announced.length = 0;
    Object.assign(source, {
      announce: async (id: string, durationMs: number) => void announced.push([id, durationMs]),
    });
  });

  test("is told of the job before it is read, and again in time, until the watch ends", async () => {
    const { ended } = watch();
    await turn();
    expect(announced).toEqual([[source.id, WATCH_MS]]);
    source.clock.advance(WATCH_MS / 2);
    source.clock.advance(WATCH_MS / 2);
    expect(announced).toHaveLength(3);
    source.close.abort();
    await ended;
    source.clock.advance(WATCH_MS);
    expect(announced).toHaveLength(3);
  });

  test("may fail to hear of it again, which the slow poll makes up for", async () => {
    const { told, ended } = watch();
    await turn();
    Object.assign(source, { announce: () => Promise.reject(new Error("it is away")) });
    source.clock.advance(WATCH_MS / 2);
    source.change("COMPLETED", false);
    source.clock.advance(FALLBACK_POLL_MS);
    await ended;
    expect(told).toEqual(["1 PENDING", "2 COMPLETED"]);
  });

  test("ends the watch that it cannot be told of, and its subscription", async () => {
    Object.assign(source, { announce: () => Promise.reject(new Error("it is away")) });
    await expect(watch().ended).rejects.toThrow("it is away");
    expect(source.listeners).toBe(0);
  });
});
