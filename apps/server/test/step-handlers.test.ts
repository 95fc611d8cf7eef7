// Handlers of the steps of a workflow, in workers with a store of their own and in those behind a server.
import { Client } from "@millrace/client";
import { MemoryStore } from "@millrace/store-memory";
import { handleSteps, Worker } from "@millrace/worker";
import { cel, workflow } from "@millrace/workflow";
import { expect, test } from "vitest";
import { z } from "zod";
import { serve } from "./serve.ts";

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const LONG = 300_000;

const order = workflow("order", { input: z.object({ id: z.string() }) })
  .task("charge", { type: "charge", result: z.object({ ref: z.string() }) })
  .task("label", { type: "label", after: ["charge"], result: z.string() })
  .map("pack", {
    over: (r) => cel<readonly string[]>`[${r.charge.ref}, ${r.charge.ref}]`,
    type: "pack",
    result: z.number(),
  })
  .task("ship", { type: "ship", after: ["label", "pack"] });

const handlers = handleSteps(order, {
  charge: () => ({ ref: "r-1" }),
  label: () => "x".repeat(LONG),
  pack: ({ run }) => run?.index ?? -1,
  async ship(_, { results: { get }, run }) {
    const { ref } = await get("charge");
    const label = await get("label");
    return { ref, label: label.length, packed: await get("pack"), step: run.step };
  },
});

test.each(["a store", "a server"])(
  "steps have the results of those before, over %s",
  async (how) => {
    const store = new MemoryStore();
    await using served = await serve(store);
    await using client = new Client({ url: served.url });
    const from = how === "a store" ? { source: store } : { url: served.url };
    await using worker = new Worker(handlers, { ...from, logger: silent });
    await worker.start();
    await client.workflows.put(order);
    const run = await client.workflows.start("order", { input: { id: "1" } });
    expect(await run.wait()).toMatchObject({
      status: "COMPLETED",
      result: { ship: { ref: "r-1", label: LONG, packed: [0, 1], step: "ship" } },
    });
  },
);
