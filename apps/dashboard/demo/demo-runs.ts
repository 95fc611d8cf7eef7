import type { Client } from "@millrace/client";
import { sleep, systemClock } from "@millrace/core";
import { type Handlers, PermanentError } from "@millrace/worker";
import { parse } from "yaml";
import { DEMO_WORKFLOW } from "./demo-workflow.ts";

const PUBLISH = `name: publish
schema: 1
description: Brings a catalog to the shops
steps:
  index: { type: catalog.index, input: { products: "\${input.products}" } }
  settle: { after: [index], sleep: { for: 4s } }
  switch: { after: [settle], type: catalog.switch }
`;

const CATALOG = `name: catalog-import
schema: 1
description: Reads a supplier's feed and brings its products into the shop
steps:
  fetch: { type: feed.fetch, input: { supplier: "\${input.supplier}" } }
  products:
    after: [fetch]
    type: product.import
    map: { over: steps.fetch.result.products, as: product, max_running: 3, tolerate: 5% }
    input: { sku: "\${product}" }
  publish:
    after: [products]
    workflow: { name: publish }
    input: { products: "\${size(steps.products.result)}" }
  announce:
    after: [publish]
    when: size(steps.products.result) > 100
    type: email.send
    input: { to: "\${input.buyer}", template: "new-products" }
`;

/** What the steps of the demo's workflows do that are no jobs of its queues. */
export const STEP_HANDLERS: Handlers = {
  async "stock.reserve"(_job, { signal }) {
    await sleep(systemClock, 1_800, signal);
    return { id: "stock_7" };
  },
  async "parcel.ship"(job, { signal }) {
    await sleep(systemClock, 2_600, signal);
    const { to } = job.json<{ to: string }>();
    return { parcels: [1, 2, 3].map((parcel) => ({ parcel, email: `${to}@example.org` })) };
  },
  "payment.refund": () => ({ refunded: false, reason: "nothing was captured" }),
  async "feed.fetch"(job, { signal }) {
    const { supplier } = job.json<{ supplier: string }>();
    await sleep(systemClock, 1_200, signal);
    if (supplier === "acme") throw new PermanentError("the feed of acme has no products");
    const count = supplier === "northwind" ? 900 : 25;
    return { products: Array.from({ length: count }, (_, i) => `${supplier}-${100 + i}`) };
  },
  async "product.import"(job, { signal }) {
    await sleep(systemClock, 900, signal);
    const { sku } = job.json<{ sku: string }>();
    if (sku.endsWith("07")) throw new PermanentError(`${sku} has no price`);
    return { sku };
  },
  async "catalog.index"(_job, { progress, signal }) {
    await progress(0.4, "products of 2 shops");
    await sleep(systemClock, 1_500, signal);
    return { shops: 5 };
  },
  "catalog.switch": () => ({ live: true }),
};

const ORDER = { address: "Via Po 12, Turin", amount: 1_290 };

/** Workflows, and a run of them in every state. */
export async function seedRuns({ workflows }: Client): Promise<void> {
  for (const text of [DEMO_WORKFLOW, PUBLISH, CATALOG]) await workflows.put(parse(text));
  const order = (payment: string, more: object = {}) =>
    workflows.start("order", { input: { ...ORDER, payment, ...more }, idKey: payment });
  await order("pay_901", { amount: "12.90" });
  const received = await order("pay_902");
  await received.signal("received", { by: "courier" });
  await order("pay_903");
  const cancelled = await order("pay_904");
  await cancelled.cancel({ reason: "the customer changed their mind", by: "grace" });
  const held = await order("pay_905");
  await workflows.pauseRun(held.id, { by: "ada" });
  const feed = (supplier: string) =>
    workflows.start("catalog-import", { input: { supplier, buyer: "ken@example.org" } });
  for (const supplier of ["acme", "contoso", "northwind"]) await feed(supplier);
}
