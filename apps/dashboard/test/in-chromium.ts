import { launchChromium, NO_CHROMIUM } from "@millrace/bundles/chromium";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { NO_REDIS, OpenedDashboard } from "./opened-dashboard.ts";
import { WAIT_MS, watchedPage } from "./watched-page.ts";

type WindowOptions = Parameters<Browser["newContext"]>[0];

const SKIP = NO_CHROMIUM ?? NO_REDIS;
const OUTAGE = /ERR_CONNECTION|Failed to fetch|ERR_EMPTY|ERR_INCOMPLETE/;

// Those of the test that runs: who imports them sees what they are then.
export let browser: Browser;
export let dashboard: OpenedDashboard;
export let context: BrowserContext;
export let page: Page;
/** What the browser has complained of since the latest window was opened, such as what its policy forbids. */
export const complaints: string[] = [];
let isOutageExpected = false;

/**
 * Opens a browser and a dashboard for the tests of a file, which are skipped where there is no Chromium or no Redis.
 *
 * @param prepare what the tests need besides.
 */
export function inChromium(prepare: () => Promise<void> = async () => {}): void {
  beforeAll(async () => {
    if (SKIP !== undefined) return;
    [browser, dashboard] = await Promise.all([launchChromium(), OpenedDashboard.open()]);
    await prepare();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
  });
  beforeEach((test) => {
    if (SKIP !== undefined) test.skip(SKIP);
  });
}

/** Opens a page for each test, and looks that the browser had nothing to complain of. */
export function withPage(options?: WindowOptions): void {
  beforeEach(() => openPage(options));
  afterEach(async () => {
    await context?.close();
    const others = complaints.filter((text) => !(isOutageExpected && OUTAGE.test(text)));
    if (SKIP === undefined) expect(others).toEqual([]);
  });
}

/** Opens another window, and closes the one before. */
export async function openPage(options?: WindowOptions): Promise<void> {
  await context?.close();
  ({ context, page } = await openWindow(options));
}

/** Opens a window besides. */
export async function openWindow(
  options?: WindowOptions,
): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  complaints.length = 0;
  isOutageExpected = false;
  const opened = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  opened.setDefaultTimeout(WAIT_MS);
  return { context: opened, page: await watchedPage(opened, complaints) };
}

/** Lets the browser complain in this test that a server is away. */
export function expectOutage(): void {
  isOutageExpected = true;
}
