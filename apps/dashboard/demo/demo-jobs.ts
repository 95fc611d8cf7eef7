import type { Client, NewJob } from "@millrace/client";
import { sleep, systemClock } from "@millrace/core";
import { type Handlers, PermanentError } from "@millrace/worker";

const NAMES = ["ada", "grace", "alan", "edsger", "barbara", "donald", "frances", "ken"];
const CITIES = ["Turin", "Lyon", "Graz", "Porto", "Gent", "Aarhus"];

const ROOT = new URL("../../../", import.meta.url).href;

/** `error`, whose stack names no folder of whoever takes the pictures. */
function shown<Failure extends Error>(error: Failure): Failure {
  error.stack = error.stack?.replaceAll(ROOT, "file:///srv/shop/") ?? "";
  return error;
}

function pick<T>(items: readonly T[], i: number): T {
  return items[i % items.length] as T;
}

/** What the workers of the demo do. */
export const HANDLERS: Handlers = {
  async "email.send"(job, { signal }) {
    const { to = "" } = job.json<{ to?: string }>();
    await sleep(systemClock, 40, signal);
    if (to.startsWith("edsger")) {
      throw shown(
        new PermanentError(`550 5.1.1 <${to}>: Recipient address rejected: User unknown`),
      );
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
    throw shown(new Error(`connect ECONNREFUSED ${new URL(url).host}:443`));
  },
  async "payment.capture"(job) {
    const { amount } = job.json<{ amount: number }>();
    if (typeof amount !== "number") {
      throw shown(new PermanentError("amount must be a number of cents, but is a string"));
    }
    return { captured: amount };
  },
  async "parcel.label"(job, { signal }) {
    await sleep(systemClock, 1_400, signal);
    if (job.json<{ parcel: number }>().parcel === 3) {
      throw shown(new PermanentError("the label printer is out of paper"));
    }
    return { printed: true };
  },
  async "image.resize"(_job, { signal }) {
    await sleep(systemClock, 120, signal);
    return { width: 640, height: 480 };
  },
};

/** What comes every two seconds. */
export function jobs(round: number): NewJob[] {
  const each = (count: number, make: (i: number) => NewJob) =>
    Array.from({ length: count }, (_, i) => make(i + round));
  return [
    ...each(7, (i) => ({
      type: "email.send",
      payload: { to: `${pick(NAMES, i)}@example.org`, template: "receipt", order: 4_200 + i },
      metadata: { team: "growth" },
    })),
    ...each(round % 3 === 0 ? 1 : 0, (i) => ({
      type: "webhook.deliver",
      payload: {
        url: `https://hooks-${i % 3}.example.com/orders`,
        event: "order.paid",
        order: 4_200 + i,
      },
      backoff: { initial: "20s" } as const,
    })),
    ...each(3, (i) => ({
      type: "image.resize",
      payload: { key: `uploads/${pick(CITIES, i).toLowerCase()}-${i}.jpg`, width: 640 },
      key: pick(CITIES, i),
    })),
    ...each(4, (i) => ({
      type: "parcel.label",
      payload: { parcel: 1_000 + i },
      key: pick(["Turin", "Lyon", "Gent"], i),
    })),
  ];
}

/** What stands in the queues from the start. */
export async function seed(client: Client): Promise<void> {
  await client.queues.pause("search.index", { by: "ada", reason: "index migration until 04:00" });
  await client.queues.setLimits("invoice.render", { maxRunning: 3 });
  await client.queues.setLimits("parcel.label", { keyMaxRunning: 2, keyOnFailure: "HALT" });
  await client.queues.setKeyLimits("parcel.label", "Turin", { weight: 3 });
  await client.queues.setKeyLimits("parcel.label", "Porto", { maxRunning: 1 });
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
    ...Array.from({ length: 30 }, (_, i) => ({
      type: "parcel.label",
      payload: { parcel: i % 6 === 2 && i > 2 ? 3 : 1_000 + i },
      key: pick(CITIES, i),
    })),
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
  await client.schedules.trigger("nightly-report");
  await client.schedules.pause("month-end", { by: "grace", note: "closing the books by hand" });
  const { job } = await client.enqueue("report.nightly", { day: "2026-11-19" }, { delay: "5m" });
  await client.cancel(job.id, "asked for twice");
  const failed = { type: "email.send", statuses: ["FAILED"] } as const;
  await client.operations.retry({ ...failed, errorContains: "Greylisting" }, { maxPerSecond: 2 });
  await client.operations.delete(
    { type: "image.resize", statuses: ["COMPLETED"] },
    { maxPerSecond: 20 },
  );
}
