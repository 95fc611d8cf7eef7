import { MillraceError, type QueuePage, VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { type ListedQueues, showQueues } from "./queue-metrics.ts";

function open(store: ListedQueues, clock = new VirtualClock()) {
  const register = new Registry();
  showQueues(register, store, clock);
  /** What a scrape shows, without what is 0. */
  const scrape = async () =>
    (await register.metrics())
      .split("\n")
      .filter((line) => line.startsWith("millrace_") && !line.endsWith(" 0"))
      .map((line) => line.replace("millrace_queue_", ""));
  return { clock, register, scrape };
}

test("queues are shown with the number and the age of their jobs", async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore({ clock });
  const { scrape, register } = open(store, clock);
  await store.enqueue([{ type: "mail" }, { type: "mail" }, { type: "sms", delayMs: 60_000 }]);
  clock.advance(5_000);
  expect(await scrape()).toEqual([
    'jobs{type="mail",status="pending"} 2',
    'jobs{type="sms",status="scheduled"} 1',
    'oldest_seconds{type="mail",status="pending"} 5',
  ]);
  expect(await register.metrics()).toContain(
    'millrace_queue_oldest_seconds{type="sms",status="failed"} 0',
  );
});

test("the workers of a queue are shown", async () => {
  const store = new MemoryStore();
  const { scrape } = open(store);
  await store.enqueue([{ type: "mail" }, { type: "sms" }]);
  await store.workers.heartbeat({
    workerId: "w",
    types: ["mail"],
    concurrency: 1,
    running: 0,
    version: "",
    host: "",
    eventLoopLagMs: 0,
    server: "",
  });
  const lines = (await scrape()).filter((line) => line.startsWith("workers"));
  expect(lines).toEqual(['workers{type="mail"} 1']);
});

test("a queue that is paused is shown as that", async () => {
  const store = new MemoryStore();
  const { scrape, register } = open(store);
  await store.enqueue([{ type: "mail" }]);
  await store.queues.pause("sms");
  const lines = (await scrape()).filter((line) => line.startsWith("paused"));
  expect(lines).toEqual(['paused{type="sms"} 1']);
  expect(await register.metrics()).toContain('millrace_queue_paused{type="mail"} 0');
});

test("the limits of queues are shown, of those that have any", async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore({ clock });
  const register = new Registry();
  showQueues(register, store, clock);
  await store.enqueue([{ type: "mail" }, { type: "sms" }]);
  await store.queues.setLimits("sms", { maxRunning: 5, rate: { limit: 90, periodMs: 60_000 } });
  const lines = (await register.metrics()).split("\n");
  expect(lines.filter((line) => /^millrace_queue_(max_running|rate)/.test(line))).toEqual([
    'millrace_queue_max_running{type="sms"} 5',
    'millrace_queue_rate_per_second{type="sms"} 1.5',
  ]);
  await store.close();
});

test("the store is looked at every ten seconds at most, and queues that are gone are not shown", async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore({ clock });
  let looks = 0;
  const counted: ListedQueues = {
    queues: {
      list: (query) => {
        looks++;
        return store.queues.list(query);
      },
    },
  };
  const { scrape } = open(counted, clock);
  const [mail] = await store.enqueue([{ type: "mail" }]);
  for (let i = 0; i < 10; i++) expect(await scrape()).toHaveLength(1);
  expect(looks).toBe(1);
  clock.advance(9_999);
  await scrape();
  expect(looks).toBe(1);
  if (mail === undefined || "error" in mail) throw new Error("refused");
  await store.cancel(mail.job.id);
  await store.delete(mail.job.id);
  clock.advance(1);
  expect(await scrape()).toEqual([]);
  expect(looks).toBe(2);
});

test("of very many queues the first 200 are shown, without a look at the others", async () => {
  const store = new MemoryStore();
  await store.enqueue(Array.from({ length: 450 }, (_, i) => ({ type: `t${1_000 + i}` })));
  const pages: QueuePage[] = [];
  const { scrape } = open({
    queues: {
      list: async (query) => {
        const page = await store.queues.list(query);
        pages.push(page);
        return page;
      },
    },
  });
  const lines = (await scrape()).filter((line) => line.startsWith("jobs"));
  expect(lines).toHaveLength(200);
  expect(lines.at(-1)).toBe('jobs{type="t1199",status="pending"} 1');
  expect(pages).toHaveLength(2);
});

test("a store that is away holds up no scrape, and shows no queues", async () => {
  const broken = Promise.reject(new MillraceError("UNAVAILABLE", "it is away"));
  broken.catch(() => {});
  const queues = { list: () => broken };
  expect(await open({ queues }).scrape()).toEqual([]);

  let looks = 0;
  const silent = {
    list: () => {
      looks++;
      return new Promise<never>(() => {});
    },
  };
  const { clock, scrape } = open({ queues: silent });
  for (let i = 0; i < 10; i++) {
    const scraped = scrape();
    clock.advance(10_000);
    expect(await scraped).toEqual([]);
  }
  expect(looks).toBe(1);
});
