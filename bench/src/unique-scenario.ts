import { RedisStore } from "@millrace/store-redis";
import { Queue } from "bullmq";
import type { Figure } from "./figure.ts";
import { inFlight } from "./in-flight.ts";
import { PAYLOAD, rate } from "./load.ts";
import type { Setting } from "./redis-scenarios.ts";
import { median } from "./statistics.ts";

const TYPE = "unique";
const IN_FLIGHT = 1_000;
const BATCH = 100;

/** Enqueues the jobs with the keys that it is told, each by a call of its own. */
interface UniqueSide {
  add(key: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Unique jobs, beside BullMQ's deduplication, and what they cost Redis beside plain ones. */
export async function uniqueJobs(setting: Setting): Promise<Figure[]> {
  const fresh = await bothSides(setting, (i) => `key-${i}`);
  const held = await bothSides(setting, () => "key");
  const beside = { unit: "jobs/s", peerName: "BullMQ's deduplication" };
  const note = `single calls, ${IN_FLIGHT} in flight`;
  return [
    { name: "Enqueue unique jobs one by one, each key a new one", ...beside, ...fresh, note },
    { name: "Enqueue unique jobs one by one, one key for all", ...beside, ...held, note },
    await besidePlain(setting, 1, "alone"),
    await besidePlain(setting, BATCH, `in batches of ${BATCH}`),
  ];
}

async function bothSides(
  { probe, load }: Setting,
  keyOf: (i: number) => string,
): Promise<{ millrace: number; peer: number }> {
  const measured = { millrace: [] as number[], peer: [] as number[] };
  const open = { millrace: millraceSide, peer: bullmqSide };
  // In the first round the process compiles what it runs.
  for (let round = 0; round <= load.rounds; round++) {
    for (const key of ["millrace", "peer"] as const) {
      await probe.clear();
      const side = open[key](probe.url);
      let i = 0;
      const add = () => side.add(keyOf(i++));
      const figure = await rate(load.jobs, () => inFlight(load.jobs, IN_FLIGHT, add));
      await side.close();
      if (round > 0) measured[key].push(figure);
    }
  }
  return { millrace: median(measured.millrace), peer: median(measured.peer) };
}

function millraceSide(url: string): UniqueSide {
  const store = new RedisStore(url);
  const add = (key: string) => store.enqueue([{ type: TYPE, payload: PAYLOAD, unique: { key } }]);
  return { add, close: () => store.close() };
}

function bullmqSide(url: string): UniqueSide {
  const { hostname, port } = new URL(url);
  const queue = new Queue(TYPE, { connection: { host: hostname, port: Number(port) } });
  const data = Buffer.from(PAYLOAD).toString();
  const add = (id: string) => queue.add(TYPE, data, { deduplication: { id } });
  return { add, close: () => queue.close() };
}

/** Redis' processor time for a unique job beside a plain one, so many by one call. */
async function besidePlain({ probe, load }: Setting, batch: number, how: string): Promise<Figure> {
  const measure = async (isUnique: boolean) => {
    await probe.clear();
    const store = new RedisStore(probe.url);
    await store.ready();
    const before = await probe.cpuMicros();
    // One call at a time: calls that are made together travel together.
    for (let i = 0; i < load.jobs; i += batch) {
      await store.enqueue(
        Array.from({ length: batch }, (_, at) => ({
          ...{ type: TYPE, payload: PAYLOAD },
          ...(isUnique && { unique: { key: `key-${i + at}` } }),
        })),
      );
    }
    const micros = ((await probe.cpuMicros()) - before) / load.jobs;
    await store.close();
    return micros;
  };
  const [unique, plain]: [number[], number[]] = [[], []];
  for (let round = 0; round <= load.rounds; round++) {
    for (const [figures, isUnique] of [
      [unique, true],
      [plain, false],
    ] as const) {
      const figure = await measure(isUnique);
      if (round > 0) figures.push(figure);
    }
  }
  return {
    name: `Redis CPU to enqueue a unique job, ${how}`,
    unit: "µs",
    millrace: median(unique),
    peer: median(plain),
    peerName: "a plain one",
    bar: { kind: "at most", ratio: 1.5 },
    note: "one call at a time",
  };
}
