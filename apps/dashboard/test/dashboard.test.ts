import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test, vi } from "vitest";
import { violations } from "./axe.ts";
import {
  complaints,
  context,
  dashboard,
  expectOutage,
  inChromium,
  openPage,
  page,
  withPage,
} from "./in-chromium.ts";
import { WAIT_MS, watchedPage } from "./watched-page.ts";

const MAX_SCRIPT_BYTES = 150_000;
const MAX_STYLE_BYTES = 20_000;
const MAX_REQUESTS = 12;
const MAX_ROWS = 80;

/** A job that has failed because of its payload. */
let failedId: string;
/** A run that waits for a signal, and one that has failed. */
let waitingRun: string;
let failedRun: string;

const WORKFLOW = {
  name: "order",
  schema: 1,
  description: "What becomes of an order",
  failure: "STOP_NOW",
  steps: {
    pack: { type: "fine" },
    each: { after: ["pack"], type: "fine", map: { over: "input.parcels" } },
    received: { after: ["pack"], await: { signal: "received", timeout: "1d" } },
    charge: { type: "capture" },
    thank: { after: ["received", "charge"], type: "fine", when: "input.amount > 0" },
  },
  on_failure: { refund: { type: "fine" } },
};

inChromium(async () => {
  const { client } = dashboard;
  await client.enqueueMany([
    { type: "payment", payload: { payment: "pay_31", amount: "1290" } },
    { type: "broken", payload: { n: 1 } },
    { type: "fine", payload: { n: 1 }, delay: "1h" },
    { type: "lonely", payload: { for: "a worker" } },
    ...Array.from({ length: 300 }, (_, i) => ({ type: "broken", payload: { n: i } })),
  ]);
  await client.queues.pause("held", { by: "ada", reason: "a migration" });
  await client.schedules.upsert(
    "nightly",
    { cron: "0 2 * * *", zone: "Europe/Berlin" },
    { type: "fine" },
  );
  await client.workflows.put(WORKFLOW);
  const start = async (input: object) => (await client.workflows.start("order", { input })).id;
  waitingRun = await start({ parcels: [1, 2, 3], amount: 1_290 });
  failedRun = await start({ parcels: [], amount: "1290" });
  const failed = async (type: string) => (await client.queues.get(type)).counts.FAILED.jobs;
  await vi.waitFor(async () => {
    expect([await failed("broken"), await failed("payment")]).toEqual([301, 1]);
    expect((await client.workflows.getRun(failedRun)).status).toBe("FAILED");
  }, WAIT_MS);
  failedId = (await client.listPage({ type: "payment" })).jobs[0]?.id as string;
});

withPage();

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

test("a failed job is found, understood, mended and run, by keys alone", async () => {
  await page.goto(`${dashboard.url}/`);
  await page.getByRole("link", { name: /payment 1 failed for good/ }).waitFor();
  await press("g", "j");
  await page.getByRole("grid").waitFor();
  await press("/");
  await page.keyboard.type('status:failed error:"number of cents"');
  await press("Enter");
  await page.getByRole("row", { name: /payment/ }).waitFor();
  await press("Tab", "Escape");
  await page.getByRole("row", { name: /payment/ }).focus();
  await press("Enter");
  await page.getByRole("heading", { name: "Failed for good" }).waitFor();
  await page
    .getByRole("region", { name: "Details of the error" })
    .getByText("PermanentError: amount must be a number of cents")
    .waitFor();
  await press("e");
  const payload = page.getByRole("textbox", { name: "Payload" });
  await payload.waitFor();
  await press("Control+a");
  await page.keyboard.type('{"payment": "pay_31", "amount": "12');
  await page.getByText(/This is no JSON/).waitFor();
  await press("Control+a");
  await page.keyboard.type('{"payment": "pay_31", "amount": 1290}');
  await press("Control+Enter");
  await page.getByRole("heading", { name: /payment Completed/ }).waitFor();
  await page.getByText('"captured"').waitFor();
  const { jobs } = await dashboard.client.listPage({ type: "payment" });
  expect(jobs).toMatchObject([{ status: "COMPLETED", metadata: { mended_from: failedId } }]);
  expect(jobs[0]?.idempotencyKey).toMatch(`mend:${failedId}:`);
});

test("what is wrong with a query is said where it is, and its remedy is one click away", async () => {
  await page.goto(`${dashboard.url}/jobs?q=${encodeURIComponent("broken statu:failed")}`);
  const fault = page.getByRole("alert").filter({ hasText: "There is no filter statu" });
  await fault.waitFor();
  expect(await fault.locator("pre").textContent()).toBe("broken statu:failed\n       ^^^^^^^^^^^^");
  await page.getByRole("link", { name: /^Failed/ }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("q")).toContain("status:failed");
});

test("all jobs of a query are counted, then retried, and their progress is shown", async () => {
  await page.goto(`${dashboard.url}/jobs?q=${encodeURIComponent("broken status:failed")}`);
  const grid = page.getByRole("grid");
  await grid.getByRole("row").nth(3).waitFor();
  await grid.evaluate((element) => {
    element.scrollTop = 4_000;
  });
  await page.getByRole("row").filter({ hasText: "broken" }).first().waitFor();
  expect(await page.getByRole("row").count()).toBeLessThanOrEqual(MAX_ROWS);
  const before = await attempts();
  await press("a");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Retry 301 jobs" }).click();
  await dialog.getByText(/^Done: 301 retried/).waitFor();
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect.poll(attempts).toBeGreaterThan(before + 300);
});

test("a key that a failed job halts is shown, limited and resumed", async () => {
  const { queues } = dashboard.client;
  await queues.setLimits("ledger", { keyMaxRunning: 1, keyOnFailure: "HALT" });
  const once = { key: "acme", maxAttempts: 1 };
  const { job } = await dashboard.client.enqueue("ledger", "fails", once);
  await dashboard.client.enqueue("ledger", "waits", once);
  const terms = { types: ["ledger"], maxJobs: 1, leaseMs: 60_000, workerId: "w", waitMs: 0 };
  for (const { job: leased, token } of await dashboard.store.lease(terms)) {
    const outcome = { kind: "failed", message: "no" } as const;
    await dashboard.store.settle([{ jobId: leased.id, token, outcome }]);
  }
  await page.goto(`${dashboard.url}/queues/ledger`);
  const row = page.getByRole("row", { name: /^acme/ });
  await row.getByText("halted").waitFor();
  const link = row.getByRole("link", { name: "a failed job" });
  expect(await link.getAttribute("href")).toContain(job.id);
  expect(await violations(page)).toEqual([]);
  await row.getByRole("button", { name: "Limits" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Turns for one of another key").fill("2.5");
  await dialog.getByRole("button", { name: "Set" }).click();
  await row.getByText("weight 2.5").waitFor();
  await row.getByRole("button", { name: "Resume" }).click();
  await row.getByText("ready").waitFor();
});

/** How many attempts of the jobs that never work have failed. */
async function attempts(): Promise<number> {
  const stats = await dashboard.client.queues.stats({ type: "broken" });
  return stats.reduce((sum, { failed }) => sum + failed, 0);
}

test("ten tabs over plain HTTP are all live, by one stream", async () => {
  const tabs = [
    page,
    ...(await Promise.all(Array.from({ length: 9 }, () => watchedPage(context, complaints)))),
  ];
  const asked: string[] = [];
  await Promise.all(tabs.map((tab) => tab.goto(`${dashboard.url}/queues/fresh`)));
  const tile = (tab: Page) => tab.getByRole("link", { name: /^Pending/ }).textContent();
  for (const tab of tabs) await expect.poll(() => tile(tab)).toBe("Pending0");
  await expect
    .poll(async () => {
      await dashboard.client.enqueue("fresh");
      return (await Promise.all(tabs.map(tile))).every((text) => text !== "Pending0");
    })
    .toBe(true);
  context.on("request", (request) => {
    if (/GetQueue$|ListQueues$/.test(request.url())) asked.push(request.url());
  });
  const { job } = await dashboard.client.enqueue("fresh");
  const jobs = (await dashboard.client.queues.get("fresh")).counts.PENDING.jobs;
  for (const tab of tabs) await expect.poll(() => tile(tab)).toBe(`Pending${jobs}`);
  // None of them had to ask.
  expect(asked).toEqual([]);
  expect(job.type).toBe("fresh");
});

test("a server that is away is told of, with what was there, and it goes on by itself", async () => {
  await page.goto(`${dashboard.url}/queues`);
  await page.getByRole("link", { name: "broken" }).first().waitFor();
  await dashboard.stopServer();
  try {
    await page.getByText("No answer since").waitFor();
    expect(await page.getByRole("link", { name: "broken" }).count()).toBeGreaterThan(0);
  } finally {
    await dashboard.start();
  }
  await page.getByText("No answer since").waitFor({ state: "detached" });
  // That it was away is what the browser complains of here.
  expectOutage();
});

test("payloads are shown as they are: with all digits, and byte for byte", async () => {
  const { client } = dashboard;
  const big = new TextEncoder().encode('{"id": 9223372036854775808, "price": 1.10}');
  const [number, bytes] = await client.enqueueMany([
    { type: "shown", payload: big, contentType: "application/json" },
    {
      type: "shown",
      payload: new Uint8Array([0, 255, 77, 128]),
      contentType: "application/x-protobuf",
    },
  ]);
  const idOf = (result: typeof number) => (result && "job" in result ? result.job.id : "");
  await page.goto(`${dashboard.url}/jobs/${idOf(number)}`);
  await page.getByText("9223372036854775808").waitFor();
  await page.getByText("1.10").waitFor();
  await page.goto(`${dashboard.url}/jobs/${idOf(bytes)}`);
  await page.getByText("00 ff 4d 80").waitFor();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the payload as a file" }).click();
  expect([...readFileSync(await (await saved).path())]).toEqual([0, 255, 77, 128]);
});

test("a dashboard that may only read offers nothing else", async () => {
  await using other = await dashboard.another({
    readOnly: true,
    hidePayloads: true,
    label: "production",
  });
  const { jobs } = await dashboard.client.listPage({ type: "broken", pageSize: 1 });
  await page.goto(`${other.url}/jobs/${jobs[0]?.id}`);
  await page.getByText("keeps payloads and results to itself").waitFor();
  await page.getByText("production", { exact: true }).waitFor();
  await page.getByText("read-only").waitFor();
  expect(await page.getByRole("button", { name: /Retry|Delete|Cancel|Edit/ }).count()).toBe(0);
  await page.goto(`${other.url}/workflows/order`);
  await page.getByText("keeps its definition to itself").waitFor();
  await page.getByRole("link", { name: waitingRun }).click();
  // The run tells of its steps by itself.
  await page.getByText("refund").waitFor();
  await page.getByText("This server keeps it to itself.").waitFor();
  expect(await page.getByText("1290").count()).toBe(0);
  const actions = /Pause|Signal|Cancel|Start|Edit|Skip/;
  expect(await page.getByRole("button", { name: actions }).count()).toBe(0);
  await page.goto(`${other.url}/workflows/order/edit`);
  await page.getByText("keeps definitions to itself").waitFor();
});

describe("every page", () => {
  const PAGES: readonly (readonly [path: string, shown: string | RegExp])[] = [
    ["/", "Needs attention"],
    ["/queues", "broken"],
    ["/queues/held", "Figures and limits"],
    ["/jobs?q=broken", "broken"],
    ["/jobs?q=nothing:x", /There is no filter/],
    ["/errors", "broken never works"],
    ["/operations", "Operations"],
    ["/workers", "tester"],
    ["/workers/tester", "Runs now"],
    ["/server", "Cost of the dashboard"],
    ["/schedules", "nightly"],
    ["/schedules/nightly", "Next times"],
    ["/workflows", "What becomes of an order"],
    ["/workflows/order", "charge"],
    ["/workflows/-/edit", "A workflow is made of steps"],
    ["/nowhere", "There is no such page"],
  ];

  test.each(["light", "dark"] as const)(
    "is free of what axe finds, and fits a phone, in %s",
    async (colorScheme) => {
      await openPage({ colorScheme });
      const { jobs } = await dashboard.client.listPage({ type: "broken", pageSize: 1 });
      const paths = [
        ...PAGES,
        [`/jobs/${jobs[0]?.id}`, "Life"],
        [`/workflows/runs/${waitingRun}`, "refund"],
        [`/workflows/runs/${waitingRun}?view=list&step=each`, "3 completed"],
        [`/workflows/runs/${failedRun}?view=timeline&step=charge`, "amount must be a number"],
      ] as const;
      for (const [path, shown] of paths) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.goto(dashboard.url + path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.getByText(shown).filter({ visible: true }).first().waitFor();
        expect(await violations(page), path).toEqual([]);
        await page.setViewportSize({ width: 360, height: 740 });
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, path).toBeLessThanOrEqual(360);
      }
    },
  );

  test("is small at first", async () => {
    const asked: string[] = [];
    page.on("request", (request) => {
      if (!request.url().includes("/api/")) asked.push(new URL(request.url()).pathname);
    });
    await page.goto(`${dashboard.url}/jobs?q=lonely`);
    await page.getByRole("row", { name: /lonely/ }).waitFor();
    const zipped = (ending: string) =>
      asked
        .filter((path) => path.endsWith(ending))
        .map((path) => readFileSync(join(dashboard.files, `${path.replace("/ui/", "")}.gz`)).length)
        .reduce((sum, bytes) => sum + bytes, 0);
    expect(zipped(".js")).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
    expect(zipped(".css")).toBeLessThanOrEqual(MAX_STYLE_BYTES);
    expect(asked.length, asked.join(" ")).toBeLessThanOrEqual(MAX_REQUESTS);
    expect(asked.filter((path) => /\.(woff2?|ttf)$/.test(path))).toEqual([]);
  });
});
