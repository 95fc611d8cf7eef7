// A worker for the tests of run() and its signals: `node signalled-worker.ts MODE`, where `waits`
// ends its job when the signal comes, `ignores` never, `refused` cannot start, and `many` are
// twenty workers.
import { MemoryStore } from "@millrace/store-memory";
import { Worker } from "../worker.ts";

const [mode] = process.argv.slice(2);

if (mode === "refused") {
  await new Worker("task", () => {}, { url: "memory:" }).run().catch((error: Error) => {
    console.log(`refused: ${error.message}`);
  });
} else if (mode === "many") {
  const source = new MemoryStore();
  const workers = Array.from({ length: 20 }, () => new Worker("task", () => {}, { source }));
  const running = Promise.all(workers.map((worker) => worker.run()));
  console.log("running");
  await running;
  console.log("ran");
} else {
  const store = new MemoryStore();
  await store.enqueue([{ type: "task" }]);
  const stopped = Promise.withResolvers<void>();
  const never = new Promise(() => {});
  const worker = new Worker(
    "task",
    async () => {
      console.log("running");
      await (mode === "waits" ? stopped.promise : never);
    },
    { source: store, grace: mode === "waits" ? "60s" : "24h" },
  );
  process.once("SIGTERM", () => {
    console.log("signalled");
    stopped.resolve();
  });
  process.once("SIGINT", () => stopped.resolve());
  worker.on("completed", () => console.log("completed"));
  worker.on("stopped", () => console.log("stopped"));
  await worker.run();
  console.log("ran");
}
