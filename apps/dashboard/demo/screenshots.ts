// Takes the pictures of docs/dashboard.md and of the README, from the demo:
// `MILLRACE_TEST_CHROMIUM_BINARY=/usr/bin/chromium node --conditions=@millrace/source apps/dashboard/demo/screenshots.ts`,
// and the names of pictures, to take no others.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launchChromium } from "@millrace/bundles/chromium";
import { type RunStatus, sleep, systemClock } from "@millrace/core";
import type { Page } from "playwright-core";
import { startDemo } from "./demo.ts";
import { DEMO_WORKFLOW } from "./demo-workflow.ts";

const FOLDER = join(import.meta.dirname, "../../../docs/images/dashboard");
const SIZE = { width: 1140, height: 600 };
const PHONE = { width: 390, height: 760 };
/** Until the queues have something to tell, and a page has drawn what it plots. */
const BEGIN_MS = 30_000;
const DRAW_MS = 2_500;

interface Picture {
  readonly name: string;
  readonly path: string;
  /** Whether it is taken as on a phone as well. */
  readonly phone?: boolean;
  /** Done on the page before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const demo = await startDemo(0);
await sleep(systemClock, BEGIN_MS);
const failed = await demo.client.listPage({ type: "payment.capture", statuses: ["FAILED"] });
const waiting = await demo.client.listPage({ type: "search.index", statuses: ["PENDING"] });

const { runs } = await demo.client.workflows.listRuns();
/** The run of a workflow that began first in a state. */
const runOf = (workflow: string, status: RunStatus) =>
  `/workflows/runs/${runs.findLast((run) => run.workflow === workflow && run.status === status)?.id}`;
const child = runs.find(({ workflow }) => workflow === "publish");

const PICTURES: readonly Picture[] = [
  { name: "overview", path: "/", phone: true },
  { name: "queues", path: "/queues" },
  { name: "queue", path: "/queues/email.send" },
  {
    name: "keys",
    path: "/queues/parcel.label",
    act: (page) => page.getByRole("region", { name: "Concurrency keys" }).scrollIntoViewIfNeeded(),
  },
  { name: "jobs", path: "/jobs?q=status:failed", phone: true },
  {
    name: "bulk",
    path: "/jobs?q=email.send status:failed",
    act: (page) => page.keyboard.press("a"),
  },
  { name: "job", path: `/jobs/${failed.jobs[0]?.id}`, phone: true },
  {
    name: "mend",
    path: `/jobs/${failed.jobs[0]?.id}`,
    act: (page) => page.keyboard.press("e"),
  },
  { name: "explain", path: `/jobs/${waiting.jobs[0]?.id}` },
  { name: "errors", path: "/errors" },
  { name: "workers", path: "/workers" },
  { name: "schedules", path: "/schedules" },
  { name: "schedule", path: "/schedules/nightly-report" },
  { name: "workflows", path: "/workflows", phone: true },
  { name: "workflow", path: "/workflows/catalog-import" },
  { name: "run", path: runOf("order", "RUNNING"), phone: true },
  { name: "run-list", path: `${runOf("order", "FAILED")}?view=list&step=charge` },
  { name: "run-timeline", path: `${runOf("order", "COMPLETED")}?view=timeline&step=notify` },
  { name: "run-map", path: `${runOf("catalog-import", "RUNNING")}?step=products` },
  { name: "run-child", path: `/workflows/runs/${child?.id}` },
  { name: "operations", path: "/operations" },
  { name: "server", path: "/server" },
  {
    name: "editor",
    path: "/workflows/-/edit",
    async act(page) {
      await openWorkflow(page);
      await page.getByRole("option", { name: /^ship/ }).click();
    },
  },
  { name: "editor-text", path: "/workflows/-/edit?view=split", act: openWorkflow },
  {
    name: "dry-run",
    path: "/workflows/-/edit?try=run",
    async act(page) {
      await openWorkflow(page);
      for (let step = 0; step < 3; step++) {
        await page.getByRole("button", { name: "Complete", exact: true }).first().click();
      }
    },
  },
];
const wanted = process.argv.slice(2);

async function openWorkflow(page: Page): Promise<void> {
  const file = { name: "order.yaml", mimeType: "text/yaml", buffer: Buffer.from(DEMO_WORKFLOW) };
  await page.getByLabel("File to open").setInputFiles(file);
  await page.getByText("In order, says the server").waitFor();
}

mkdirSync(FOLDER, { recursive: true });
const browser = await launchChromium();
for (const colorScheme of ["light", "dark"] as const) {
  const context = await browser.newContext({ colorScheme });
  for (const { name, path, phone, act } of PICTURES) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const page = await context.newPage();
    await page.setViewportSize(SIZE);
    await page.goto(demo.url + path);
    await sleep(systemClock, DRAW_MS);
    if (act !== undefined) {
      await act(page);
      await sleep(systemClock, DRAW_MS);
    }
    await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
    if (phone) {
      await page.setViewportSize(PHONE);
      // So that what the page brings into sight as it opens is in sight.
      await page.reload();
      await sleep(systemClock, DRAW_MS);
      await page.screenshot({ path: join(FOLDER, `${name}-phone-${colorScheme}.png`) });
    }
    await page.close();
  }
  await context.close();
}
await browser.close();
await demo.stop();
