import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { silentLogger } from "@millrace/core";
import { Schedules } from "@millrace/schedule";
import { RedisStore } from "@millrace/store-redis";
import { Worker } from "@millrace/worker";
import { Worker as PeerWorker, Queue } from "bullmq";
import type { Figure } from "./figure.ts";
import { inFlight } from "./in-flight.ts";
import type { RedisProbe } from "./redis-probe.ts";
import type { Setting } from "./redis-scenarios.ts";

const TYPE = "scheduled";
const SCHEDULES = 10_000;
/** Servers that fire schedules, of which one does. */
const SERVERS = 4;
const CONCURRENCY = 100;
const HOUR_MS = 3_600_000;
/** How far ahead the time is at which all of them fire: long enough to make them. */
const AHEAD_MS = 20_000;
/** How long the peer and Millrace are waited for. */
const PATIENCE_MS = 60_000;
const IDLE_MS = 15_000;

/** How soon many schedules of one time fire, and what those cost that are not due. */
export async function dueSchedules({ probe, load }: Setting): Promise<Figure[]> {
  await probe.clear();
  const mine = await fireAll(probe);
  await probe.clear();
  const peers = await fireAllOfPeer(probe);
  await probe.clear();
  const many = SCHEDULES.toLocaleString("en-US");
  const last: Figure = {
    name: `${many} schedules due at once, until the last of their jobs has begun`,
    unit: "ms",
    millrace: mine.lastMs,
    peer: peers.lastMs,
    peerName: "BullMQ's job schedulers",
    note: `${SERVERS} servers, one worker of concurrency ${CONCURRENCY}; ${mine.runs} jobs ran, ${peers.runs} of the peer`,
  };
  return [last, await idleCost(probe, load.schedules)];
}

interface Fired {
  readonly lastMs: number;
  /** Jobs that have run: one for each schedule. */
  readonly runs: number;
}

/** Notes when each job begins, until one of every schedule has. */
class Beginnings {
  readonly #dueAt: number;
  readonly #all = Promise.withResolvers<void>();
  #runs = 0;
  #lastMs = 0;
  readonly #names = new Set<string>();

  constructor(dueAt: number) {
    this.#dueAt = dueAt;
  }

  note(name: string): void {
    this.#runs++;
    this.#lastMs = Date.now() - this.#dueAt;
    this.#names.add(name);
    if (this.#names.size === SCHEDULES) this.#all.resolve();
  }

  async fired(): Promise<Fired> {
    const late = sleep(this.#dueAt - Date.now() + PATIENCE_MS, "late");
    if ((await Promise.race([this.#all.promise, late])) === "late") {
      throw new Error(`only ${this.#names.size} of ${SCHEDULES} schedules have fired`);
    }
    const lastMs = this.#lastMs;
    // Whoever fires twice does so soon.
    await sleep(1_000);
    return { lastMs, runs: this.#runs };
  }
}

async function fireAll(probe: RedisProbe): Promise<Fired> {
  const store = new RedisStore(probe.url);
  const servers = await startServers(probe.url);
  const dueAt = Math.ceil((Date.now() + AHEAD_MS) / 1_000) * 1_000;
  const spec = { every: [{ intervalMs: HOUR_MS, phaseMs: dueAt % HOUR_MS }] };
  const schedules = new Schedules(store);
  let made = 0;
  await inFlight(SCHEDULES, 100, () =>
    schedules.upsert({ name: `s${made++}`, spec, job: { type: TYPE } }),
  );
  const beginnings = new Beginnings(dueAt);
  const worker = new Worker(
    TYPE,
    (job) => beginnings.note(job.metadata["millrace.schedule"] as string),
    { url: probe.url, concurrency: CONCURRENCY, maintain: false, logger: silentLogger },
  );
  await worker.start();
  try {
    return await beginnings.fired();
  } finally {
    await worker.stop();
    await stopServers(servers);
    await store.close();
  }
}

async function fireAllOfPeer(probe: RedisProbe): Promise<Fired> {
  const { hostname: host, port } = new URL(probe.url);
  const connection = { host, port: Number(port) };
  const queue = new Queue(TYPE, { connection });
  const dueAt = Math.ceil((Date.now() + AHEAD_MS) / 1_000) * 1_000;
  const due = new Date(dueAt);
  const pattern = `${due.getUTCSeconds()} ${due.getUTCMinutes()} ${due.getUTCHours()} * * *`;
  let made = 0;
  await inFlight(SCHEDULES, 100, () => {
    const name = `s${made++}`;
    return queue.upsertJobScheduler(name, { pattern, tz: "UTC" }, { name });
  });
  const beginnings = new Beginnings(dueAt);
  const worker = new PeerWorker(TYPE, async (job) => beginnings.note(job.name), {
    connection,
    concurrency: CONCURRENCY,
  });
  await worker.waitUntilReady();
  try {
    return await beginnings.fired();
  } finally {
    await worker.close();
    await queue.close();
  }
}

/** What Redis does while no schedule is due, beside what it does without schedules. */
async function idleCost(probe: RedisProbe, count: number): Promise<Figure> {
  const servers = await startServers(probe.url);
  const without = await idleMicros(probe);
  await stopServers(servers);
  const store = new RedisStore(probe.url);
  const dueAt = Date.now() + 24 * HOUR_MS;
  const spec = { every: [{ intervalMs: 48 * HOUR_MS, phaseMs: dueAt % (48 * HOUR_MS) }] };
  await new Schedules(store).upsert({ name: "s0", spec, job: { type: TYPE } });
  const { record = "" } = (await store.schedules.get("s0")).stored ?? {};
  let made = 1;
  // As an upsert writes them, without what it computes.
  await inFlight(count - 1, 500, () => {
    const name = `s${made++}`;
    const own = record.replaceAll('"s0"', `"${name}"`);
    const change = { name, ifVersion: 0, record: own, wakeAt: dueAt, jobs: [], firings: [] };
    return store.schedules.change(change);
  });
  const bytes = (await probe.usedMemory()) / count;
  const later = await startServers(probe.url);
  const idle = await idleMicros(probe);
  await stopServers(later);
  await store.close();
  await probe.clear();
  return {
    name: `CPU of Redis with ${count.toLocaleString("en-US")} schedules that are not due`,
    unit: "µs/s",
    millrace: idle,
    peer: without,
    peerName: "without schedules",
    note: `${SERVERS} servers, ${IDLE_MS / 1_000} s; a schedule takes ${bytes.toFixed(0)} bytes`,
  };
}

/** Of processor time a second. */
async function idleMicros(probe: RedisProbe): Promise<number> {
  await probe.idle();
  const before = await probe.cpuMicros();
  await sleep(IDLE_MS);
  return ((await probe.cpuMicros()) - before) / (IDLE_MS / 1_000);
}

async function startServers(url: string): Promise<ChildProcess[]> {
  const program = join(import.meta.dirname, "maintainer-process.ts");
  const servers = Array.from({ length: SERVERS }, () => fork(program, [url]));
  await Promise.all(servers.map((server) => once(server, "message")));
  return servers;
}

async function stopServers(servers: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      const ended = once(server, "exit");
      server.disconnect();
      await ended;
    }),
  );
}
