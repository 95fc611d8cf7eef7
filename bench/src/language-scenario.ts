import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { keepAliveClock, sleep } from "@millrace/core";
import { RedisStore } from "@millrace/store-redis";
import type { Figure } from "./figure.ts";
import { inFlight } from "./in-flight.ts";
import { PAYLOAD } from "./load.ts";
import type { Setting } from "./redis-scenarios.ts";
import { RpcServerProcess } from "./rpc-server-process.ts";
import { median } from "./statistics.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples");
const TYPE = "nothing";
const JOBS_A_CALL = [1, 100, 500];

interface Language {
  readonly name: string;
  readonly folder: string;
  /** Is there once the example is built. */
  readonly program: string;
  readonly args: readonly string[];
}

const LANGUAGES: readonly Language[] = [
  { name: "Go", folder: "go", program: "bin/worker", args: [] },
  { name: "Python", folder: "python", program: ".venv/bin/python", args: ["main.py"] },
];

/** Jobs a second of the example worker of each language, through a server on Redis. */
export async function otherLanguages({ probe, load }: Setting): Promise<Figure[]> {
  const figures: Figure[] = [];
  await using server = await RpcServerProcess.start(["millrace", probe.url]);
  for (const language of LANGUAGES) {
    if (!existsSync(join(EXAMPLES, language.folder, language.program))) {
      console.error(`skipping ${language.name}: build examples/${language.folder} first`);
      continue;
    }
    for (const jobsACall of JOBS_A_CALL) {
      const rates: number[] = [];
      // One job a call is slow enough to be measured by fewer.
      const jobs = jobsACall === 1 ? Math.ceil(load.jobs / 10_000) * 1_000 : load.jobs;
      for (let round = 0; round < load.rounds; round++) {
        await probe.clear();
        const store = new RedisStore(probe.url);
        await inFlight(jobs / 1_000, 4, () =>
          store.enqueue(Array.from({ length: 1_000 }, () => ({ type: TYPE, payload: PAYLOAD }))),
        );
        rates.push(await workOff(store, language, server.port, jobs, jobsACall));
        await store.close();
      }
      figures.push({
        name: `${language.name} worker, no-op jobs, ${jobsACall} a call`,
        unit: "jobs/s",
        millrace: median(rates),
        note: "jobs enqueued before, from the worker's start to the last settlement",
      });
    }
  }
  return figures;
}

async function workOff(
  store: RedisStore,
  { folder, program, args }: Language,
  port: number,
  jobs: number,
  jobsACall: number,
): Promise<number> {
  const cwd = join(EXAMPLES, folder);
  const url = `http://127.0.0.1:${port}`;
  const env = { ...process.env, MILLRACE_URL: url, MAX_JOBS: `${jobsACall}`, PYTHONPATH: "gen" };
  const worker = spawn(join(cwd, program), args, {
    cwd,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    // Its first line says that it begins.
    await Promise.race([once(worker.stdout, "data"), failure(worker)]);
    const start = performance.now();
    await Promise.race([untilDone(store, jobs), failure(worker)]);
    return (jobs * 1_000) / (performance.now() - start);
  } finally {
    worker.kill("SIGKILL");
  }
}

async function failure(worker: ChildProcess): Promise<never> {
  const [code] = await once(worker, "exit");
  throw new Error(`the worker ended with ${code}`);
}

async function untilDone(store: RedisStore, jobs: number): Promise<void> {
  for (;;) {
    const { counts } = await store.queues.get(TYPE);
    if (counts.COMPLETED.jobs === jobs) return;
    await sleep(keepAliveClock, 10);
  }
}
