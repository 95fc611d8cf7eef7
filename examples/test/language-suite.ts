import { MillraceError } from "@millrace/client";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { buildExample } from "./built-example.ts";
import { Example, until } from "./example.ts";

/** The example of a language. */
export interface Language {
  /** Its folder in examples/. */
  readonly name: string;
  /** Of its section in docs/languages.md. */
  readonly heading: string;
  /** How many of the commands there, from the first on, bring what the machine may lack. */
  readonly fetching: number;
  readonly worker: readonly [string, ...string[]];
  readonly enqueue: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** What a job that divides by zero fails with, and what its stack names. */
  readonly divisionByZero: { readonly message: string; readonly details: string };
}

// Compilers and stubs, once.
const BUILD_MS = 300_000;

/** What the example of each language has to do. */
export function languageSuite(language: Language): void {
  describe(`the example in ${language.heading}`, () => {
    let missing: string | undefined;

    beforeAll(async () => {
      missing = await buildExample(language.name, language.heading, language.fetching);
    }, BUILD_MS);

    beforeEach((context) => {
      if (missing !== undefined) context.skip(missing);
    });

    const open = () => Example.open(language.name);

    async function startWorker(example: Example, env: NodeJS.ProcessEnv = {}) {
      const worker = example.startCommand(language.worker, { ...language.env, ...env });
      await worker.untilPrinted("waits for jobs");
      return worker;
    }

    async function enqueue(example: Example, payload: object | string, options: object = {}) {
      const text = typeof payload === "string" ? payload : JSON.stringify(payload);
      const [result] = await example.store.enqueue([
        { type: "report", payload: new TextEncoder().encode(text), ...options },
      ]);
      if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
      return result.job.id;
    }

    test("a producer has a report written, and SIGTERM lets the next one end", async () => {
      await using example = await open();
      const worker = await startWorker(example);
      const [program, ...args] = language.enqueue;
      const producer = example.startCommand([program, ...args, "Minutes", "6", "3"], language.env);
      expect(await producer.ended()).toBe(0);
      expect(producer.lines).toEqual([
        expect.stringMatching(/^enqueued 0-\w{16}$/),
        expect.stringMatching(/^completed .*Minutes/),
      ]);
      const id = await enqueue(example, { title: "Last", words: 400, pages: 2 });
      await worker.untilPrinted("Last: page 1");
      worker.signal("SIGTERM");
      expect(await worker.ended()).toBe(0);
      expect(await example.outcome(id)).toMatchObject({ status: "COMPLETED", attempt: 1 });
    });

    test("its progress is seen, and the worker is listed until it stops", async () => {
      await using example = await open();
      const worker = await startWorker(example, { MAX_JOBS: "7", LEASE: "0.5s" });
      const id = await enqueue(example, { title: "Seen", words: 1_000_000, pages: 4 });
      for await (const { job } of example.store.watch({ id })) {
        if (job.progress === undefined) continue;
        expect(job.progress).toEqual({ fraction: 0, message: "page 1" });
        break;
      }
      await example.store.cancel(id);
      expect(await example.outcome(id)).toMatchObject({ status: "CANCELLED" });
      await until(async () => {
        const { workers } = await example.store.workers.list();
        expect(workers).toMatchObject([{ types: ["nothing", "report"], concurrency: 7 }]);
      });
      worker.signal("SIGTERM");
      expect(await worker.ended()).toBe(0);
      expect(await example.store.workers.list()).toEqual({ workers: [] });
    });

    test("errors come with their stack, and one that is permanent ends the job", async () => {
      await using example = await open();
      await startWorker(example);
      const broken = await enqueue(example, "no JSON");
      const zero = await enqueue(example, { title: "Z", words: 1, pages: 0 }, { maxAttempts: 1 });
      const { message, details } = language.divisionByZero;
      expect(await example.outcome(zero)).toMatchObject({
        status: "FAILED",
        errors: [
          { message: expect.stringContaining(message), details: expect.stringContaining(details) },
        ],
      });
      expect(await example.outcome(broken)).toMatchObject({
        status: "FAILED",
        attempt: 1,
        errors: [{ message: expect.stringContaining("the payload is no report") }],
      });
    });

    test("the handler sees a cancel and a timeout", async () => {
      await using example = await open();
      const worker = await startWorker(example, { LEASE: "1s" });
      const endless = { words: 1_000_000, pages: 1 };
      const cancelled = await enqueue(example, { title: "Unwanted", ...endless });
      const late = { timeoutMs: 100, maxAttempts: 1 };
      const timedOut = await enqueue(example, { title: "Slow", ...endless }, late);
      await worker.untilPrinted("Unwanted: page 1");
      await example.store.cancel(cancelled);
      expect(await example.outcome(timedOut)).toMatchObject({ status: "FAILED" });
      expect(await example.outcome(cancelled)).toMatchObject({ status: "CANCELLED" });
      await worker.untilPrinted("Slow: stops");
      await worker.untilPrinted("Unwanted: stops");
    });

    test("the handler of a worker that slept too long sees that the lease is lost", async () => {
      await using example = await open();
      const worker = await startWorker(example, { LEASE: "0.3s" });
      const order = { title: "Overslept", words: 1_000_000, pages: 1 };
      const id = await enqueue(example, order, { maxAttempts: 1 });
      await worker.untilPrinted("Overslept: page 1");
      worker.signal("SIGSTOP");
      expect(await example.outcome(id)).toMatchObject({ status: "FAILED" });
      worker.signal("SIGCONT");
      await worker.untilPrinted("Overslept: stops");
      await worker.untilPrinted(`${id}: the lease is lost`);
    });

    test("a settlement whose answer is lost is sent again, and known again", async () => {
      await using example = await open();
      const settle = example.store.settle.bind(example.store);
      const settles = vi.spyOn(example.store, "settle").mockImplementationOnce(async (...args) => {
        await settle(...args);
        throw new MillraceError("UNAVAILABLE", "the answer is lost");
      });
      const worker = await startWorker(example);
      await enqueue(example, { title: "Once", words: 1, pages: 1 });
      await until(() => expect(settles).toHaveBeenCalledTimes(2));
      expect(settles.mock.calls[1]?.[1]).toMatchObject({ resend: true });
      worker.signal("SIGTERM");
      expect(await worker.ended()).toBe(0);
      expect(worker.lines.join("\n")).not.toContain("is not settled");
    });

    test("no job of a killed worker is lost", async () => {
      await using example = await open();
      const short = { LEASE: "0.5s", MAX_JOBS: "20" };
      const killed = await startWorker(example, short);
      const ids: string[] = [];
      for (let count = 0; count < 50; count++) {
        const title = `Report ${count}`;
        ids.push(
          await enqueue(example, { title, words: 100, pages: 2 }, { backoff: { initialMs: 1 } }),
        );
      }
      await killed.untilPrinted("page 1");
      killed.signal("SIGKILL");
      expect(await killed.ended()).toBe("SIGKILL");
      await startWorker(example, short);
      for (const id of ids) {
        expect(await example.outcome(id)).toMatchObject({ status: "COMPLETED" });
      }
    });
  });
}
