import { MillraceError, silentLogger, VirtualClock } from "@millrace/core";
import { ScheduleFirer, Schedules } from "@millrace/schedule";
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

/** Writes other fields into what the store keeps of a schedule, and has it looked at then. */
async function rewrite(name: string, wakeAt: number, fields: object): Promise<void> {
  const { stored } = await store.schedules.get(name);
  const record = JSON.stringify({ ...JSON.parse(stored?.record ?? "{}"), ...fields });
  const ifVersion = stored?.version ?? 0;
  await store.schedules.change({ name, ifVersion, record, wakeAt, jobs: [], firings: [] });
}

test("has schedules fire by the time zones that are known now, whatever they were made by", async () => {
  // It is 10:59 in Berlin.
  const [today, tomorrow] = ["2027-01-01T10:15:00Z", "2027-01-02T09:30:00Z"].map(Date.parse);
  const spec = { cron: ["30 10 * * *"], zone: "Europe/Berlin" };
  await schedules.upsert({ name: "s", spec, job: { type: "a" } });
  const nextOf = async () => (await schedules.get("s")).nextTimes[0];
  expect(await nextOf()).toBe(tomorrow);
  const since = clock.now();
  const foundAt = (at: number) =>
    rewrite("s", at, { next: { nominal: at, due: at, since, rules: "2020a" } });

  await foundAt(today ?? 0);
  clock.advance((today ?? 0) - clock.now());
  const firer = new ScheduleFirer(store);
  expect(await firer.tick()).toMatchObject({ advanced: 1 });
  expect(await jobs()).toBe(0);
  expect(await nextOf()).toBe(tomorrow);

  // One that they have too late is found by those who begin to fire schedules.
  await foundAt((tomorrow ?? 0) + 3_600_000);
  const lines: unknown[] = [];
  const logger = { info: (...line: unknown[]) => void lines.push(line), error: () => {} };
  const ticker = new ScheduleTicker({ store, logger, clock });
  ticker.start();
  await expect.poll(nextOf).toBe(tomorrow);
  expect(lines).toEqual([[{ schedules: 1 }, expect.stringContaining("time zones")]]);
  await ticker.stop();
});

test("goes through all schedules once, a page a second", async () => {
  const spec = { cron: ["30 10 * * *"], zone: "Europe/Berlin" };
  const names = Array.from({ length: 250 }, (_, i) => `s${i}`);
  for (const name of names) await schedules.upsert({ name, spec, job: { type: "a" } });
  const late = Date.parse("2028-01-01T00:00:00Z");
  const next = { nominal: late, due: late, since: clock.now(), rules: "2020a" };
  for (const name of names) await rewrite(name, late, { next });
  let pages = 0;
  const list = store.schedules.list.bind(store.schedules);
  store.schedules.list = (query) => {
    pages++;
    return list(query);
  };
  const ticker = new ScheduleTicker({ store, logger: silentLogger, clock });
  ticker.start();
  await expect
    .poll(async () => {
      clock.advance(1_000);
      return Promise.all(names.map(async (name) => (await schedules.get(name)).nextTimes[0]));
    })
    .not.toContain(late);
  clock.advance(60_000);
  await ticker.stop();
  expect(pages).toBe(3);
});

test("leaves out a schedule in a zone that this process does not know, says so once, and fires the others", async () => {
  const spec = { cron: ["* * * * *"], zone: "Europe/Berlin" };
  const { schedule } = await schedules.upsert({ name: "far", spec, job: { type: "a" } });
  const { name, job } = schedule;
  const elsewhere = { name, job, spec: { ...spec, zone: "Mars/Phobos" } };
  await rewrite("far", clock.now(), { definition: elsewhere });
  await minutely();
  const lines: unknown[] = [];
  const logger = { info: () => {}, error: (...line: unknown[]) => void lines.push(line) };
  const ticker = new ScheduleTicker({ store, logger, clock });
  ticker.start();
  await expect
    .poll(async () => {
      clock.advance(10_000);
      return jobs();
    })
    .toBeGreaterThan(1);
  await ticker.stop();
  expect(lines).toEqual([
    [
      { schedule: "far", reason: expect.stringContaining("Mars/Phobos") },
      expect.stringContaining("does not fire here"),
    ],
  ]);
});

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
