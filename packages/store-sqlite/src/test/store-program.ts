// A process with a store, for tests that end it: `node store-program.ts MODE URL`.
//
// - `holds` keeps the store open for good.
// - `leaves` opens it, makes one call and closes nothing.
// - `waits` gets a job that nobody works on, with a wait, and closes nothing.
// - `works` enqueues, leases and settles without end; a line tells each job that was acknowledged:
//   `enqueued ID` and `completed ID`.
import { SqliteStore } from "../sqlite-store.ts";

const [mode, url = ""] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

say("opening");
const store = await SqliteStore.open(url);
say("open");
if (mode === "leaves") await store.ping();
if (mode === "waits") await wait();
if (mode === "holds") setInterval(() => {}, 1_000);
if (mode === "works") await Promise.all([produce(1), produce(7), produce(100), consume()]);

async function wait(): Promise<void> {
  const [result] = await store.enqueue([{ type: "task" }]);
  if (result === undefined || "error" in result) throw new Error("the job was refused");
  const { status } = await store.get(result.job.id, { waitMs: 20 });
  say(status);
}

async function produce(batch: number): Promise<never> {
  const payload = new Uint8Array(2_000);
  for (;;) {
    const results = await store.enqueue(
      Array.from({ length: batch }, () => ({ type: "task", payload })),
    );
    for (const result of results) if ("job" in result) say(`enqueued ${result.job.id}`);
  }
}

async function consume(): Promise<never> {
  for (;;) {
    const leases = await store.lease({
      types: ["task"],
      maxJobs: 50,
      leaseMs: 60_000,
      waitMs: 1_000,
      workerId: "worker",
    });
    const items = leases.map(({ job, token }) => ({
      jobId: job.id,
      token,
      outcome: { kind: "completed" } as const,
    }));
    const results = await store.settle(items);
    results.forEach((result, i) => {
      if ("status" in result) say(`completed ${items[i]?.jobId}`);
    });
  }
}
