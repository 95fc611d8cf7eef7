// What `long-lists.test.ts` does, with a million failed jobs: `pnpm million [jobs] [rows to scroll]`, which wants
// MILLRACE_TEST_CHROMIUM_BINARY and the REDIS_URL of a Redis with about a gigabyte of room.
import { launchChromium } from "@millrace/bundles/chromium";
import { failJobs } from "./failed-jobs.ts";
import { retryThroughKill, scrollDown } from "./many-jobs.ts";
import { OpenedDashboard } from "./opened-dashboard.ts";

const [jobs = 1_000_000, rows = 20_000] = process.argv.slice(2).map(Number);
const begin = performance.now();
const say = (what: string, more: object = {}) =>
  console.log(`${((performance.now() - begin) / 1_000).toFixed(1)} s: ${what}`, more);

const dashboard = await OpenedDashboard.open();
const browser = await launchChromium();
try {
  await using killable = await dashboard.killable();
  await failJobs(dashboard.store, "mail", jobs);
  say(`${jobs} jobs have failed`);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${dashboard.url}/jobs?q=${encodeURIComponent("mail status:failed")}`);
  say("scrolled", await scrollDown(page, Math.min(rows, jobs)));
  await retryThroughKill(page, killable.server, { count: jobs });
  const { counts } = await dashboard.client.queues.get("mail");
  say("retried through a kill", { pending: counts.PENDING.jobs, failed: counts.FAILED.jobs });
  if (counts.PENDING.jobs !== jobs || counts.FAILED.jobs !== 0) process.exitCode = 1;
} finally {
  await browser.close();
  await (await dashboard.client.operations.purge("mail")).wait();
  await dashboard.close();
}
