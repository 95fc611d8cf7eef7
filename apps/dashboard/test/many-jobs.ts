import type { Page } from "playwright-core";
import type { ServerProcess } from "./server-process.ts";

/** What a list of very many jobs has cost a page. */
export interface ListCost {
  /** How many rows were read. */
  readonly rows: number;
  /** The most rows that the page had at once. */
  readonly shownRows: number;
  /** How much its heap has grown, without what could be collected. */
  readonly heapBytes: number;
  /** Of the largest page of the list, before it is compressed. */
  readonly pageBytes: number;
}

/** Goes down in the list of jobs of a page, until it has read so many rows. */
export async function scrollDown(page: Page, rows: number): Promise<ListCost> {
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize;
  };
  let pageBytes = 0;
  const sizes: Promise<void>[] = [];
  page.on("requestfinished", (request) => {
    if (!request.url().endsWith("/ListJobs")) return;
    const size = async () => {
      const body = await (await request.response())?.body();
      pageBytes = Math.max(pageBytes, body?.length ?? 0);
    };
    sizes.push(size());
  });
  const grid = page.getByRole("grid");
  await grid.getByRole("row").nth(3).waitFor();
  const before = await heap();
  let shownRows = 0;
  let read = 0;
  while (read < rows) {
    read = await grid.evaluate(async (element) => {
      element.scrollTop = element.scrollHeight;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const last = [...element.querySelectorAll("[role=row]")].at(-1);
      return Number(last?.getAttribute("aria-rowindex") ?? 1) - 1;
    });
    shownRows = Math.max(shownRows, await grid.getByRole("row").count());
  }
  const heapBytes = (await heap()) - before;
  await Promise.all(sizes);
  await session.detach();
  return { rows: read, shownRows, heapBytes, pageBytes };
}

/**
 * Has the page retry all jobs of its query, kills the server once it has begun with that and starts it again, and
 * waits for the end.
 */
export async function retryThroughKill(
  page: Page,
  server: ServerProcess,
  { count, perSecond }: { readonly count: number; readonly perSecond?: number },
): Promise<void> {
  // As long as it takes: a million are counted first.
  const whenever = { timeout: 0 };
  const shown = new Intl.NumberFormat("en").format(count);
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog");
  await dialog
    .getByLabel("At most so many a second")
    .fill(perSecond === undefined ? "" : String(perSecond));
  await dialog.getByRole("button", { name: `Retry ${shown} jobs` }).click(whenever);
  await dialog.getByText(/^Under way: [1-9]/).waitFor(whenever);
  await server.kill();
  await page.getByText("No answer since").waitFor();
  await server.start();
  await page.getByText("No answer since").waitFor({ state: "detached" });
  await dialog.getByText(`Done: ${shown} retried of ${shown}.`).waitFor(whenever);
}
