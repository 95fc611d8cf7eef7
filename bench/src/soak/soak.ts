import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client } from "@millrace/client";
import { freePort } from "@millrace/store-conformance/free-port";
import { type LoadCounts, MixedLoad } from "./mixed-load.ts";
import { ProbedProgram } from "./probed-program.ts";
import type { SoakStore, SoakStoreKind } from "./soak-store.ts";

const SERVER = fileURLToPath(new URL("../../../apps/server/src/main.ts", import.meta.url));
const WORKER = fileURLToPath(new URL("./soak-worker.ts", import.meta.url));
const START_MS = 60_000;

/** What was looked at, by its name, each time that it was looked at. */
export type Series = ReadonlyMap<string, readonly number[]>;

/** What one store's soak came to. */
export interface SoakResult {
  readonly store: string;
  readonly counts: LoadCounts;
  readonly series: Series;
}

export interface SoakOptions {
  readonly durationMs: number;
  readonly jobsPerSecond: number;
  /** How often everything is looked at, evenly spread over the time. */
  readonly samples: number;
}

/**
 * Has a server over a store of this kind, a worker that reaches it through the server and, where the
 * store allows it, one that works on the store directly, bear a mixed load, and looks at what
 * they hold.
 */
export async function soak(kind: SoakStoreKind, options: SoakOptions): Promise<SoakResult> {
  await using stack = new AsyncDisposableStack();
  const store = stack.use(await kind.open());
  const url = `http://127.0.0.1:${await freePort()}`;
  const processes = new Map<string, ProbedProgram>();
  const start = (name: string, file: string, args: readonly string[]) => {
    processes.set(name, stack.use(new ProbedProgram(file, args)));
  };
  const address = ["--host", "127.0.0.1", "--port", new URL(url).port];
  start("server", SERVER, [...address, "--store", store.url, "--log-level", "error"]);
  start("worker", WORKER, [url]);
  if (store.isShared) start("direct worker", WORKER, [store.url]);
  await serves(url, processes);

  const client = stack.use(new Client({ url }));
  const load = new MixedLoad(client, options.jobsPerSecond);
  const stop = new AbortController();
  const running = load.run(stop.signal);
  const series = await watch(store, processes, options);
  stop.abort();
  await running;
  const ended = [...processes].filter(([, { hasEnded }]) => hasEnded);
  const wrong = ended.map(([name, { errors }]) => `the ${name} has ended: ${errors}`);
  return {
    store: kind.name,
    counts: { ...load.counts, wrong: [...load.counts.wrong, ...wrong] },
    series,
  };
}

async function serves(url: string, processes: ReadonlyMap<string, ProbedProgram>): Promise<void> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    const isReady = (await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true;
    const told = [...processes.values()].every(({ sample }) => sample !== undefined);
    if (isReady && told) return;
    for (const [name, { hasEnded, errors }] of processes) {
      if (hasEnded) throw new Error(`the ${name} has ended: ${errors}`);
    }
    if (performance.now() > deadline) throw new Error(`${url} does not serve: ${START_MS} ms`);
    await wait(100);
  }
}

async function watch(
  store: SoakStore,
  processes: ReadonlyMap<string, ProbedProgram>,
  { durationMs, samples }: SoakOptions,
): Promise<Series> {
  const series = new Map<string, number[]>();
  const note = (name: string, value: number) => {
    const values = series.get(name) ?? [];
    series.set(name, values);
    values.push(value);
  };
  for (let i = 0; i < samples; i++) {
    await wait(durationMs / samples);
    for (const [name, { sample }] of processes) {
      if (sample === undefined) continue;
      note(`${name}: heap bytes`, sample.heap);
      note(`${name}: memory bytes`, sample.memory);
      note(`${name}: file descriptors`, sample.files);
    }
    for (const [name, value] of Object.entries(await store.sample())) note(name, value);
  }
  return series;
}
