import { MillraceError, silentLogger, VirtualClock } from "@millrace/core";
import { Schedules } from "@millrace/schedule";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Maintainer } from "./maintainer.ts";
import { ScheduleTicker } from "./schedule-ticker.ts";

let clock: VirtualClock;
let store: MemoryStore;
let schedules: Schedules;

beforeEach(() => {
  clock = new VirtualClock(Date.parse("2027-01-01T09:59:00Z"));
  store = new MemoryStore({ clock });
  schedules = new Schedules(store);
});

afterEach(() => store.close());

const minutely = (name = "s") =>
  schedules.upsert({
    ...{ name, spec: { cron: ["* * * * *"] }, job: { type: "a" } },
    policy: { overlap: "ALLOW" },
  });
const jobs = async () => (await store.list({ type: "a" })).jobs.length;

test("fires when a schedule is due, without a look in between", async () => {
  await minutely();
  const ticker = new ScheduleTicker({ store, logger: silentLogger, clock });
  ticker.start();
  for (let fired = 1; fired <= 3; fired++) {
    await expect
      .poll(async () => {
        clock.advance(10_000);
        return jobs();
      })
      .toBeGreaterThanOrEqual(fired);
  }
  await ticker.stop();
  await ticker.stop();
});

test("is woken by a schedule that is made", async () => {
  const ticker = new ScheduleTicker({ store, logger: silentLogger, clock });
  ticker.start();
  clock.advance(30_000);
  await minutely();
  await schedules.pause("s");
  clock.advance(120_000);
  await schedules.resume("s", { catchUp: true });
  await expect.poll(jobs).toBe(1);
  await ticker.stop();
});

test("fires a thousand schedules of one minute, each once, beside another ticker", async () => {
  const names = Array.from({ length: 1_000 }, (_, i) => `s${i}`);
  for (const name of names) await minutely(name);
  clock.advance(60_000);
  const tickers = [1, 2].map(() => new ScheduleTicker({ store, logger: silentLogger, clock }));
  for (const ticker of tickers) ticker.start();
  await expect.poll(async () => (await store.queues.get("a")).counts.PENDING.jobs).toBe(1_000);
  await Promise.all(tickers.map((ticker) => ticker.stop()));
  const fired = await Promise.all(
    names.map(async (name) => (await schedules.get(name)).counts.fired),
  );
  expect(new Set(fired)).toEqual(new Set([1]));
});

test("says once that the store is away, and goes on when it is back", async () => {
  const lines: string[] = [];
  const note = (_: object, line: string) => void lines.push(line);
  let isAway = true;
  const due = store.schedules.due.bind(store.schedules);
  const away: typeof due = async (limit) => {
    if (isAway) throw new MillraceError("UNAVAILABLE", "away");
    return due(limit);
  };
  const { schedules: kept } = store;
  const home = {
    schedules: { ...bound(kept), due: away },
    get: store.get.bind(store),
    cancel: store.cancel.bind(store),
  };
  await minutely();
  clock.advance(60_000);
  const ticker = new ScheduleTicker({ store: home, logger: { info: note, error: note }, clock });
  ticker.start();
  await expect.poll(() => lines).toEqual([expect.stringContaining("cannot be fired")]);
  isAway = false;
  await expect
    .poll(async () => {
      clock.advance(1_000);
      return jobs();
    })
    .toBeGreaterThan(0);
  expect(lines).toEqual([expect.anything(), "schedules fire again"]);
  await ticker.stop();
});

function bound(kept: MemoryStore["schedules"]) {
  return {
    get: kept.get.bind(kept),
    list: kept.list.bind(kept),
    change: kept.change.bind(kept),
    firings: kept.firings.bind(kept),
    onChange: kept.onChange.bind(kept),
  };
}

test("is run by the one maintainer that has the role", async () => {
  await minutely();
  const maintainers = [1, 2].map(
    () => new Maintainer({ store, logger: silentLogger, clock, random: () => 0.5 }),
  );
  for (const maintainer of maintainers) maintainer.start();
  await expect
    .poll(async () => {
      clock.advance(10_000);
      return jobs();
    })
    .toBeGreaterThan(0);
  await Promise.all(maintainers.map((maintainer) => maintainer.stop()));
});
