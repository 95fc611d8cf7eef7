import { Client } from "@millrace/client";
import { Worker } from "@millrace/worker";
import { server } from "../../../cases/attack/lib.mjs";

const seconds = Number(process.argv[2] ?? 180);
const s = await server({ store: "memory:" });
const url = `http://127.0.0.1:${s.port}`;
const client = new Client({ url });
const jobs = [];
for (let i = 0; i < 10; i++)
  jobs.push(
    ...(await client.enqueueMany(
      Array.from({ length: 1000 }, () => ({ type: "later", delay: "1h" })),
    )),
  );
const stop = new AbortController();
let broken = 0;
const kinds = {};
const waits = jobs.map(({ job }) =>
  client.waitFor(job.id, { signal: stop.signal }).catch((e) => {
    if (!stop.signal.aborted) {
      broken++;
      kinds[e.message] = (kinds[e.message] ?? 0) + 1;
    }
  }),
);
const worker = new Worker("echo", (job) => job.json(), {
  url,
  concurrency: 200,
  logger: {
    info() {},
    warn: (...a) => console.log("warn", ...a),
    error: (...a) => console.log("error", ...a),
  },
});
await worker.start();
let done = 0,
  failed = 0,
  open = 0;
const lat = [];
const end = performance.now() + seconds * 1000;
let next = performance.now();
while (performance.now() < end) {
  next += 100;
  await new Promise((r) => setTimeout(r, Math.max(0, next - performance.now())));
  for (let i = 0; i < 20; i++) {
    open++;
    const t = performance.now();
    client
      .enqueue("echo", { i })
      .then(({ job }) => client.waitFor(job.id))
      .then(
        () => {
          done++;
          lat.push(performance.now() - t);
        },
        (e) => {
          failed++;
          kinds[e.message] = (kinds[e.message] ?? 0) + 1;
        },
      )
      .finally(() => open--);
  }
}
while (open > 0) await new Promise((r) => setTimeout(r, 50));
lat.sort((a, b) => a - b);
console.log({
  seconds,
  waits: waits.length,
  broken,
  done,
  failed,
  kinds,
  p50: lat[lat.length >> 1],
  p99: lat[Math.floor(lat.length * 0.99)],
  max: lat.at(-1),
  rssServer: process.memoryUsage().rss / 1e6,
});
stop.abort();
await Promise.all(waits);
await worker.stop();
await s.stop();
process.exit(0);
