// What `npm start` shows: a server, a worker, and a few real jobs that are enqueued over gRPC and
// run. Then it stays up.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { parseStoreUrl } from "@millrace/core";

const children = new Set<ChildProcess>();

const port = process.env["PORT"] || "8080";
const store = readStore();
const url = store.kind === "server" ? store.href : `http://localhost:${port}`;

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    stopping = true;
    // The second signal is the children's to heed: each ends at once.
    for (const child of children) child.kill(signal);
  });
}

if (store.kind !== "server") await startServer();
const worker = start("worker", "examples/demo/worker.ts");
worker.once("exit", () => end(1, "the demo's worker has ended; start the demo again"));
const jobs = start("jobs", "examples/demo/enqueue.ts");
const [code] = await once(jobs, "exit");
if (code === 0) console.log(whatToTry());
else end(1, "the demo's jobs did not run to their end; see above");

function readStore() {
  try {
    return parseStoreUrl(process.env["MILLRACE_URL"] || "sqlite:./millrace.db");
  } catch (error) {
    console.error(`millrace: MILLRACE_URL: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}

/** Resolves when the server serves; when it ends instead, so does the demo. */
async function startServer(): Promise<void> {
  const server = start("server", "apps/server/src/main.ts", {
    MILLRACE_URL: store.href,
    PORT: port,
    MILLRACE_LOG_FORMAT: "pretty",
  });
  // It has said why, in a line of its own.
  server.once("exit", (exitCode) => end(exitCode ?? 1));
  await new Promise<void>((resolve) => {
    server.stdout?.on("data", (text: Buffer) => {
      if (text.includes("millrace-server serves")) resolve();
    });
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

/** Stops everything; the demo ends when its programs have. */
function end(exitCode: number, message?: string): void {
  if (stopping) return;
  stopping = true;
  process.exitCode = exitCode;
  if (message !== undefined) console.error(`millrace: ${message}`);
  for (const child of children) child.kill("SIGTERM");
}

function whatToTry(): string {
  const { host } = new URL(url);
  const kept = {
    memory: "in memory, so they end with this process",
    sqlite: `in ${store.shown}, also for the next start`,
    redis: `in ${store.shown}`,
    postgres: `in ${store.shown}`,
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
