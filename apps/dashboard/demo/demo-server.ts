// A server with queues that have something to tell, for the pictures of the documentation and for whoever works on
// the pages: `node --conditions=@millrace/source apps/dashboard/demo/demo-server.ts [port]`.
import { Client, type NewJob } from "@millrace/client";
import { sleep, systemClock } from "@millrace/core";
import { findDashboard, MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { type Handlers, PermanentError, Worker } from "@millrace/worker";

const NAMES = ["ada", "grace", "alan", "edsger", "barbara", "donald", "frances", "ken"];
const CITIES = ["Turin", "Lyon", "Graz", "Porto", "Gent", "Aarhus"];

function pick<T>(items: readonly T[], i: number): T {
  return items[i % items.length] as T;
}

const HANDLERS: Handlers = {
  async "email.send"(job, { signal }) {
    const { to } = job.json<{ to: string }>();
    await sleep(systemClock, 40, signal);
    if (to.startsWith("edsger")) {
      throw new PermanentError(`550 5.1.1 <${to}>: Recipient address rejected: User unknown`);
    }
    return { messageId: `<${job.id}@mail.example.org>` };
  },
  async "invoice.render"(_job, { progress, log, signal }) {
    for (let page = 1; page <= 12; page++) {
      await progress(page / 12, `page ${page} of 12`);
      log(`rendered page ${page}, ${30 + page * 7} kB`);
      await sleep(systemClock, 2_500, signal);
    }
    return { pages: 12 };
  },
  async "webhook.deliver"(job) {
    const { url } = job.json<{ url: string }>();
    throw new Error(`connect ECONNREFUSED ${new URL(url).host}:443`);
  },
  async "payment.capture"(job) {
    const { amount } = job.json<{ amount: number }>();
    if (typeof amount !== "number") {
      throw new PermanentError("amount must be a number of cents, but is a string");
    }
    return { captured: amount };
  },
  async "image.resize"(_job, { signal }) {
    await sleep(systemClock, 120, signal);
    return { width: 640, height: 480 };
  },
};

function jobs(round: number): NewJob[] {
  const each = (count: number, make: (i: number) => NewJob) =>
    Array.from({ length: count }, (_, i) => make(i + round));
  return [
    ...each(24, (i) => ({
      type: "email.send",
      payload: { to: `${pick(NAMES, i)}@example.org`, template: "receipt", order: 4_200 + i },
      metadata: { team: "growth" },
    })),
    ...each(2, (i) => ({
      type: "webhook.deliver",
      payload: {
        url: `https://hooks-${i % 3}.example.com/orders`,
        event: "order.paid",
        order: 4_200 + i,
      },
      backoff: { initial: "20s" } as const,
    })),
    ...each(6, (i) => ({
      type: "image.resize",
      payload: { key: `uploads/${pick(CITIES, i).toLowerCase()}-${i}.jpg`, width: 640 },
      key: pick(CITIES, i),
    })),
  ];
}

async function seed(client: Client): Promise<void> {
  await client.queues.pause("search.index", { by: "ada", reason: "index migration until 04:00" });
  await client.queues.setLimits("invoice.render", { maxRunning: 3 });
  const [first] = await client.enqueueMany(
    Array.from({ length: 9 }, (_, i) => ({
      type: "invoice.render",
      payload: { invoice: `2026-${1_000 + i}`, customer: pick(NAMES, i), lines: 3 + i },
      priority: i === 4 ? 80 : 50,
    })),
  );
  const after = first !== undefined && "job" in first ? [first.job.id] : [];
  await client.enqueueMany([
    {
      type: "payment.capture",
      payload: {
        payment: "pay_31",
        amount: "12.90",
        currency: "EUR",
        customer: 9_007_199_254_740_993n.toString(),
      },
      maxAttempts: 4,
    },
    { type: "payment.capture", payload: { payment: "pay_32", amount: 1_290, currency: "EUR" } },
    { type: "archive.zip", payload: { folder: "invoices/2026-01" }, after },
    ...Array.from({ length: 5 }, (_, i) => ({
      type: "sms.send",
      payload: { to: `+39 011 555 0${i}`, text: "Your order is on its way" },
    })),
    ...Array.from({ length: 14 }, (_, i) => ({
      type: "search.index",
      payload: { document: `doc-${i}`, city: pick(CITIES, i) },
    })),
    ...Array.from({ length: 3 }, (_, i) => ({
      type: "report.nightly",
      payload: { day: `2026-11-2${i}` },
      delay: `${i + 2}h` as const,
    })),
  ]);
  await client.schedules.upsert(
    "nightly-report",
    { cron: "0 2 * * *", zone: "Europe/Berlin" },
    { type: "report.nightly", payload: { kind: "revenue" } },
  );
  await client.schedules.upsert(
    "heartbeat",
    { cron: "@every 10s" },
    { type: "image.resize", payload: { key: "probe.jpg" } },
    { overlap: "ALLOW" },
  );
  await client.schedules.upsert(
    "month-end",
    { cron: "30 23 L * *", zone: "America/New_York" },
    { type: "invoice.render" },
  );
  await client.schedules.pause("month-end", { by: "grace", note: "closing the books by hand" });
  const { job } = await client.enqueue("report.nightly", { day: "2026-11-19" }, { delay: "5m" });
  await client.cancel(job.id, "asked for twice");
}

const store = new MemoryStore();
const server = new MillraceServer(store, {
  version: "0.1.0",
  metrics: true,
  dashboard: { files: findDashboard(import.meta.url), label: process.env["LABEL"] ?? "" },
});
const { port } = await server.start(Number(process.argv[2] ?? 8080), "localhost");
const source = { source: store } as const;
const workers = [
  new Worker(HANDLERS, { ...source, workerId: "mail-7f4b9-2", concurrency: 8 }),
  new Worker(
    { "invoice.render": HANDLERS["invoice.render"] as never },
    { ...source, workerId: "pdf-5c6d8-0", concurrency: 4 },
  ),
];
for (const worker of workers) await worker.start();
const client = new Client({ store });
await seed(client);
console.log(`http://localhost:${port}/ui/`);
for (let round = 0; ; round++) {
  await client.enqueueMany(jobs(round * 7));
  await sleep(systemClock, 2_000);
}
