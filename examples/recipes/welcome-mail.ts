// Greets whoever signs up, waits for three days, and sends a coupon to those who have not bought anything.
import { Client } from "@millrace/client";
import { Worker } from "@millrace/worker";
import { cel, eq, type Length, workflow } from "@millrace/workflow";
import { z } from "zod";

const pause = (process.env["WELCOME_PAUSE"] ?? "3d") as Length;
const welcome = workflow("welcome", { input: z.object({ email: z.string() }) })
  .task("greet", {
    type: "mail",
    input: (r) => ({ to: r.input.email, text: "Welcome!" }),
  })
  .sleep("pause", { for: pause, after: ["greet"] })
  .task("orders", {
    type: "count-orders",
    after: ["pause"],
    result: z.object({ orders: z.number() }),
  })
  .task("coupon", {
    type: "mail",
    when: (r) => eq(r.orders.orders, 0),
    input: (r) => ({ to: r.input.email, text: "10 % for you" }),
  })
  .decide("outcome", {
    after: ["coupon"],
    rule: "NONE_FAILED",
    value: (r) => cel<string>`${r.orders.orders} > 0 ? "has bought" : "has a coupon"`,
  });

const worker = new Worker({
  mail(job) {
    const { to, text } = job.json<{ to: string; text: string }>();
    console.log(`${to}: ${text}`);
  },
  "count-orders"(job) {
    const { email } = job.json<{ email: string }>();
    return { orders: email.startsWith("ada") ? 2 : 0 };
  },
});
await worker.start();

const client = new Client();
await client.workflows.put(welcome);
for (const email of ["ada@example.org", "bob@example.org"]) {
  // With the key, a sign-up that is told twice is greeted once.
  const run = await client.workflows.start("welcome", { input: { email }, idKey: email });
  const { status, result } = await run.wait();
  console.log(email, status, result);
}
await worker.stop();
await client.close();
