// Enqueues a few jobs over gRPC, and follows each until it is over.
import { createGrpcTransport } from "@connectrpc/connect-node";
import { Client, type NewJob } from "@millrace/client";

const url = process.env["MILLRACE_URL"] ?? "http://localhost:8080";
// The client speaks Connect by itself; any transport will do, here gRPC.
const client = new Client({ transport: createGrpcTransport({ baseUrl: url }) });

const JOBS: NewJob[] = [
  { type: "print", payload: { hello: "world" } },
  { type: "print", payload: { hello: "from two seconds ago" }, delay: "2s" },
  { type: "flaky", backoff: { initial: "1s" } },
  { type: "slow", timeout: "30s" },
];

try {
  await Promise.all(JOBS.map(follow));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await client.close();
}

async function follow({ type, payload, ...options }: NewJob): Promise<void> {
  const { job } = await client.enqueue(type, payload, options);
  const name = `${type} ${job.id}`;
  for await (const event of client.watch({ id: job.id })) {
    const { status, attempt, progress, result } = event.job;
    const details = [
      attempt > 0 ? `attempt ${attempt}` : "",
      progress ? `${Math.round(progress.fraction * 100)} %` : "",
      result ? new TextDecoder().decode(result) : "",
    ];
    console.log([`${name} is ${status}`, ...details.filter((part) => part !== "")].join(", "));
  }
}
