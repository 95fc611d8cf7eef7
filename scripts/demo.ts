// What `npm start` shows: a server, a worker, and a few real jobs that are enqueued over gRPC and
// run. Then it stays up.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { parseStoreUrl } from "@millrace/core";

const READY_DEADLINE_MS = 30_000;
const children = new Set<ChildProcess>();

const port = process.env["PORT"] || "8080";
const store = readStore();
const url = store.kind === "server" ? store.href : `http://localhost:${port}`;

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // The second signal is the children's to heed: each ends at once.
    for (const child of children) child.kill(signal);
  });
}

if (store.kind !== "server") startServer();
await ready();
start("worker", "examples/demo/worker.ts");
const jobs = start("jobs", "examples/demo/enqueue.ts");
const [code] = await once(jobs, "exit");
if (code === 0) console.log(whatToTry());
else end(1, "the demo's jobs did not run to their end; see above");

function readStore() {
  try {
    return parseStoreUrl(process.env["MILLRACE_URL"] || "memory:");
  } catch (error) {
    return end(1, `MILLRACE_URL: ${error instanceof Error ? error.message : error}`);
  }
}

function startServer(): void {
  const server = start("server", "apps/server/src/main.ts", {
    MILLRACE_URL: store.href,
    PORT: port,
    MILLRACE_LOG_LEVEL: process.env["MILLRACE_LOG_LEVEL"] ?? "warn",
  });
  server.once("exit", (exitCode) => {
    // The server has said why, in a line of its own.
    for (const child of children) child.kill("SIGTERM");
    process.exitCode = exitCode ?? 1;
    if (children.size === 0) process.exit();
  });
}

/** Starts a program of the workspace; each line of its output is marked with `name`. */
function start(name: string, program: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(process.execPath, ["--conditions=@millrace/source", program], {
    env: { ...process.env, MILLRACE_URL: url, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (line) => console.log(`${name.padEnd(6)} | ${line}`));
  }
  return child;
}

/** Resolves when the server is ready to take calls. */
async function ready(): Promise<void> {
  const deadline = performance.now() + READY_DEADLINE_MS;
  for (;;) {
    try {
      const { ok } = await fetch(new URL("/readyz", url));
      if (ok) return;
    } catch {
      // It does not listen yet.
    }
    if (process.exitCode !== undefined) process.exit();
    if (performance.now() > deadline) end(1, `${url} is not ready after 30 seconds`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function end(exitCode: number, message: string): never {
  console.error(`millrace: ${message}`);
  for (const child of children) child.kill("SIGTERM");
  process.exit(exitCode);
}

function whatToTry(): string {
  const { host } = new URL(url);
  const kept = {
    memory: "in memory, so they end with this process",
    redis: `in ${store.shown}`,
    server: "wherever that server keeps them",
  }[store.kind];
  return `
Millrace runs at ${url}: gRPC, gRPC-Web and Connect on one port, health at ${url}/readyz.
Jobs are kept ${kept}. Ctrl-C stops everything.

Try next, in another terminal:

  curl ${url}/millrace.v1.JobService/Enqueue -H 'content-type: application/json' \\
    -d '{"type": "print", "payload": "aGVsbG8="}'

  grpcurl -plaintext -d '{"type": "slow"}' ${host} millrace.v1.JobService/Enqueue
  # or, with nothing to install:
  npx buf curl --protocol grpc --http2-prior-knowledge -d '{"type": "slow"}' \\
    ${url}/millrace.v1.JobService/Enqueue

  # a worker of your own; change it as you like:
  MILLRACE_URL=${url} npm run program examples/hello/worker.ts
`;
}
