// Cancels many jobs by what they have in common, and runs them again.
import { Client } from "@millrace/client";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

const metadata = { batch: "7" };
const [first] = await client.enqueueMany(
  ["ada", "grace", "edsger"].map((to) => ({ type: "email", payload: { to }, metadata })),
);
if (first === undefined || "error" in first) throw new Error("the first job was refused");

const filter = { type: "email", metadata };
const cancel = await client.operations.cancel(filter, {
  reason: "the wrong batch",
  expectCount: 3,
});
const { done } = await cancel.wait();
const { status, cancelReason } = await client.get(first.job.id);
console.log(`${done} ${status} ${cancelReason}`);

const cancelled = { ...filter, statuses: ["CANCELLED"] as const };
const { matched } = await client.operations.retry(cancelled, { dryRun: true });
console.log(`${matched} would be retried`);

const retry = await client.operations.retry(cancelled);
const ended = await retry.wait({
  onProgress: ({ state, done, matched }) => console.error(`${state}: ${done} of ${matched}`),
});
console.log(`${ended.state}: ${ended.done}, ${(await client.waitFor(first.job.id)).status}`);
await client.close();
