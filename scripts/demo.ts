// What `npm start` shows: a server, a worker, and a few real jobs that are enqueued over gRPC and
// run. Then it stays up.

import { join } from "node:path";
import { onStopSignals } from "@millrace/core/stop-signals";
import { parseStoreUrl } from "@millrace/store-url";
import { buildDashboard } from "./dashboard-build.ts";
import { DemoProgram } from "./demo-program.ts";

const store = readStore();
/** In the order of their start. */
const programs: DemoProgram[] = [];
let stopping = false;

onStopSignals({
  stop: () => void end(0),
  endsAtOnce: () => {
    for (const program of programs) program.kill();
  },
});
process.once("SIGHUP", () => void end(0));
// Nobody reads on, as behind `| head`.
for (const output of [process.stdout, process.stderr]) output.on("error", () => void end(0));

const url = store.kind === "server" ? store.href : await startServer();
const worker = start("worker", "examples/demo/worker.ts");
void worker.ended.then(() => end(1, "the demo's worker has ended; start the demo again"));
const code = await start("jobs", "examples/demo/enqueue.ts").ended;
if (code === 0) console.log(whatToTry());
else await end(1, "the demo's jobs did not run to their end; see above");

function readStore() {
  try {
    return parseStoreUrl(process.env["MILLRACE_URL"] || "sqlite:./millrace.db");
  } catch (error) {
    console.error(`millrace: MILLRACE_URL: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}

/** Resolves with the server's address when it serves; when it ends instead, so does the demo. */
async function startServer(): Promise<string> {
  buildDashboard(join(import.meta.dirname, ".."));
  const server = start("server", "apps/server/src/main.ts", {
    MILLRACE_URL: store.href,
    PORT: process.env["PORT"] || "8080",
    HOST: process.env["HOST"] || "localhost",
    MILLRACE_LOG_FORMAT: "pretty",
  });
  // It has said why, in a line of its own.
  void server.ended.then((exitCode) => end(exitCode ?? 1));
  // The address that it names, because any port will do where PORT is 0.
  const line = await server.untilPrinted(/url: "(http:.+)"/);
  return line[1] as string;
}

/** Starts a program of the workspace, which finds the server by its environment. */
function start(name: string, file: string, env: NodeJS.ProcessEnv = { MILLRACE_URL: url }) {
  const program = new DemoProgram(name, file, env);
  programs.push(program);
  return program;
}

/**
 * Ends the programs one after the other, the last one first: the worker needs the server for the
 * outcomes of its jobs. The demo ends when they have.
 */
async function end(exitCode: number, message?: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  process.exitCode = exitCode;
  if (message !== undefined) console.error(`millrace: ${message}`);
  for (const program of programs.toReversed()) await program.stop();
  process.exit();
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
Look at the jobs, and mend them: ${url}/ui/

Millrace runs at ${url}: REST, gRPC, gRPC-Web and Connect on one port.
REST is shown at ${url}/docs, metrics at ${url}/metrics, health at ${url}/readyz.
Jobs are kept ${kept}. Ctrl-C stops everything.

Try next, in another terminal:

  curl --json '{"type": "print", "payloadJson": {"hello": "curl"}}' ${url}/v1/jobs
  curl ${url}/v1/queues/print

  MILLRACE_URL=${url} npm run millrace job list print
  # all that the command line has: npm run millrace help

  grpcurl -plaintext -d '{"type": "slow"}' ${host} millrace.v1.JobService/Enqueue
  # or, with nothing to install:
  npx @bufbuild/buf curl --protocol grpc --http2-prior-knowledge -d '{"type": "slow"}' \\
    ${url}/millrace.v1.JobService/Enqueue

  # a worker of your own; change it as you like:
  MILLRACE_URL=${url} npm run program examples/hello/worker.ts
`;
}
