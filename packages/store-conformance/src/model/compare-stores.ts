import { setTimeout } from "node:timers/promises";
import { type Clock, type Store, VirtualClock } from "@millrace/core";
import { expect } from "vitest";
import type { TestedStore } from "../harness.ts";
import type { Operation } from "./operation.ts";
import { Player } from "./player.ts";
import { isShortLived, spreadOut } from "./spread-out.ts";
import { SOON_MS, type StoreTime } from "./store-time.ts";

/**
 * Two stores to compare. With the order `partition`, a lease takes all jobs that are due, and their order
 * is not compared.
 */
export interface StoresToCompare extends TestedStore {
  /** Opens an empty store that is known to do right, and goes by `clock`. */
  readonly openModel: (clock: Clock) => Store;
}

/** A real clock may be read up to this long before the time that was waited for. */
const CLOCK_GRAIN_MS = 2;

/**
 * Plays `operations` on both stores; `onPlay` is told how many were begun.
 *
 * @throws an assertion error at the first answer, or state after one, that differs.
 */
export async function compareStores(
  operations: readonly Operation[],
  { open, openModel, time, order = "queue" }: StoresToCompare,
  onPlay: (count: number) => void = () => {},
): Promise<void> {
  const clock = new VirtualClock();
  const store = await open(clock);
  const model = openModel(clock);
  const now = () => clock.now();
  const tested = new Player(store, time, time === "virtual" ? now : () => Date.now(), order);
  const right = new Player(model, time, now, order);
  const pass = async (ms: number) => {
    if (time === "real") await setTimeout(ms + CLOCK_GRAIN_MS);
    clock.advance(ms + CLOCK_GRAIN_MS);
  };
  const isAging = operations.some(
    (operation) => operation.call === "limit" && operation.agingMs !== undefined,
  );
  try {
    for (const [place, planned] of operations.entries()) {
      const operation = spreadOut(planned, place, time);
      onPlay(place + 1);
      const step = `operation ${place + 1}, ${JSON.stringify(operation)}`;
      expect(await tested.play(operation), step).toEqual(await right.play(operation));
      const passesMs = passingMs(operation, time, isAging);
      if (passesMs > 0) await pass(passesMs);
      // A lease looks by itself at what has come due.
      if (passesMs > 0 && operations[place + 1]?.call === "lease") continue;
      await tested.maintain();
      await right.maintain();
      await endChance(right, tested);
      expect(await tested.state(), `after ${step}`).toEqual(await right.state());
    }
    expect(await tested.clear(), "what is left when every job was deleted").toEqual([]);
  } finally {
    await store.close();
    await model.close();
  }
}

/**
 * How much time passes after `operation`. Where jobs stand by when they were due, all that becomes due by different
 * calls does so at different times, by the clock of either store.
 */
function passingMs(operation: Operation, time: StoreTime, isAging: boolean): number {
  if (operation.call === "pass") return operation.ms;
  if (time === "virtual") return 0;
  return isShortLived(operation) ? SOON_MS : isAging ? 1 : 0;
}

/** A job that is to be retried after a random wait would go its own way in each store: cancel it. */
async function endChance(right: Player, tested: Player): Promise<void> {
  for (const { id, backoff } of await right.jobs({ statuses: ["RETRYING"] })) {
    if (backoff.jitter === 0) continue;
    await right.store.cancel(id);
    await tested.store.cancel(tested.idOf(right.numberOf(id)));
  }
}
