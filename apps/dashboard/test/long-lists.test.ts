import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { failJobs } from "./failed-jobs.ts";
import { dashboard, expectOutage, inChromium, page, withPage } from "./in-chromium.ts";
import { retryThroughKill, scrollDown } from "./many-jobs.ts";

/** Those of a list, and what it has beyond. */
const MAX_ROWS = 80;
const JOBS = 3_000;
const RUNS = 130;
const WORKFLOWS = 70;

inChromium(() => failJobs(dashboard.store, "mail", JOBS));
withPage();

test("very many failed jobs are scrolled, and retried through a kill of the server", async () => {
  await using killable = await dashboard.killable();
  await page.goto(`${dashboard.url}/jobs?q=${encodeURIComponent("mail status:failed")}`);
  const cost = await scrollDown(page, JOBS);
  expect(cost.rows).toBe(JOBS);
  expect(cost.shownRows).toBeLessThanOrEqual(MAX_ROWS);
  expect(cost.pageBytes).toBeLessThanOrEqual(100_000);
  // 30 MB after 20,000 rows is the budget; some of it is there from the first row on.
  expect(cost.heapBytes).toBeLessThanOrEqual(10_000_000);
  await retryThroughKill(page, killable.server, { count: JOBS, perSecond: 1_000 });
  expectOutage();
  const { counts } = await dashboard.client.queues.get("mail");
  expect([counts.PENDING.jobs, counts.FAILED.jobs]).toEqual([JOBS, 0]);
}, 60_000);

test("runs and workflows go on as far as there are any, with few of them in the page", async () => {
  const { workflows } = dashboard.client;
  const definition = (name: string) => ({ name, schema: 1, steps: { told: { decide: "input" } } });
  for (let i = 0; i < WORKFLOWS; i++) {
    await workflows.put(definition(`flow-${String(i).padStart(2, "0")}`));
  }
  const first = await workflows.start("flow-00");
  for (let i = 1; i < RUNS; i++) await workflows.start("flow-00");
  await page.goto(`${dashboard.url}/workflows`);
  const list = page.getByRole("region", { name: "List of the workflows" });
  const flows = page.getByRole("table", { name: "Workflows" });
  await flows.getByRole("row", { name: /flow-00/ }).waitFor();
  await toTheEnd(list);
  await page.getByText(`${WORKFLOWS} workflows`).waitFor();
  await toTheEnd(list);
  await flows.getByRole("row", { name: `flow-${WORKFLOWS - 1}` }).waitFor();
  expect(await flows.getByRole("row").count()).toBeLessThanOrEqual(MAX_ROWS);

  const runs = page.getByRole("table", { name: "Runs" });
  await toTheEnd(page.getByRole("main"));
  await page.getByText(`${RUNS} runs`).waitFor();
  await toTheEnd(page.getByRole("main"));
  await runs.getByRole("link", { name: first.id }).waitFor();
  expect(await runs.getByRole("row").count()).toBeLessThanOrEqual(MAX_ROWS);
  // Each bar stands in its own column.
  const room = await runs.locator("td svg[preserveAspectRatio]").evaluateAll((bars) =>
    bars.map((bar) => {
      const cell = bar.closest("td")?.getBoundingClientRect();
      return (cell?.right ?? 0) - bar.getBoundingClientRect().right;
    }),
  );
  expect(Math.min(...room)).toBeGreaterThanOrEqual(0);
  await workflows.start("flow-01");
  // It does not move the list: a button tells of it.
  await page.getByRole("button", { name: "1 new one" }).click();
  await page.getByText("the latest first").waitFor();
});

function toTheEnd(scroller: Locator): Promise<void> {
  return scroller.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
}
