import { sendApart, sleep, systemClock, Unsent } from "@millrace/core";
import { LOCK_WAIT_MS } from "./lock-wait.ts";
import type { RunOptions } from "./pg-session.ts";
import { isHeld, isOfItem } from "./postgres-fault.ts";

/** How long the others of a call wait for those that other transactions hold, in milliseconds. */
const HELD_PATIENCE_MS = 1_000;

/** How to send items of which each has a job. */
export interface RunEachOptions<Item> {
  readonly idOf: (item: Item) => string;
  /** Which of these jobs other transactions hold now. */
  readonly findHeld: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Whether to wait for those, and to fail when there are no others. Defaults to true. */
  readonly waits?: boolean;
}

/**
 * Sends items by one statement, yet each succeeds or fails by itself: items that the database refuses are
 * found by halving, and jobs that other transactions hold are left out for a while. A single item waits
 * for its job until the deadline of its call.
 *
 * @returns one result or error an item, in order.
 * @throws what has nothing to do with the items, such as an outage, when it is the end of all of them.
 */
export async function runEach<Item, Result>(
  items: readonly Item[],
  send: (items: readonly Item[], options: RunOptions) => Promise<readonly Result[]>,
  { idOf, findHeld, waits = true }: RunEachOptions<Item>,
): Promise<readonly (Result | Unsent)[]> {
  const failsWhenHeld = items.length > 1 || !waits;
  const sendSome = (some: readonly Item[]) =>
    sendApart(
      some,
      (part) => send(part, { failsWhenHeld }),
      (error) => !isOfItem(error),
    );
  const sent = [...(await sendSome(items))];
  const until = performance.now() + HELD_PATIENCE_MS;
  while (items.length > 1 && performance.now() < until) {
    const left = sent.flatMap((one, place) =>
      one instanceof Unsent && isHeld(one.error) ? [place] : [],
    );
    if (left.length === 0) break;
    const itemAt = (place: number) => items[place] as Item;
    const held = await findHeld(left.map((place) => idOf(itemAt(place))));
    const free = left.filter((place) => !held.has(idOf(itemAt(place))));
    if (free.length === 0) {
      if (!waits) break;
      await sleep(systemClock, LOCK_WAIT_MS);
      continue;
    }
    const answers = await sendSome(free.map(itemAt));
    free.forEach((place, i) => {
      sent[place] = answers[i] as Result | Unsent;
    });
  }
  const [first] = sent;
  if (first instanceof Unsent && !isOfItem(first.error)) {
    const isAnswer = !waits && isHeld(first.error);
    if (!isAnswer && sent.every((one) => one instanceof Unsent)) throw first.error;
  }
  return sent;
}
