import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchChromium, NO_CHROMIUM } from "@millrace/bundles/chromium";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { Example } from "../../test/example.ts";
import { buildPage, serveFolder } from "../../test/web-page.ts";

const ROOT = join(import.meta.dirname, "../../..");

let browser: Browser;
let folder: string;
let stack: AsyncDisposableStack;
/** Serves what is built into `folder/dist`. */
let origin: string;
let example: Example;

beforeAll(async () => {
  if (NO_CHROMIUM === undefined) browser = await launchChromium();
});

afterAll(() => browser?.close());

beforeEach(async (context) => {
  if (NO_CHROMIUM !== undefined) return context.skip(NO_CHROMIUM);
  stack = new AsyncDisposableStack();
  folder = mkdtempSync(join(tmpdir(), "millrace-page-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  ({ origin } = stack.use(await serveFolder(join(folder, "dist"), () => example.url)));
  example = stack.use(await Example.open("browser", [origin]));
});

afterEach(() => stack?.disposeAsync());

test("the page enqueues reports, shows how far they are, and cancels them", async () => {
  await buildPage(join(folder, "dist"), {
    define: { "import.meta.env.VITE_MILLRACE_URL": JSON.stringify(example.url) },
  });
  const tabs = await browser.newContext({ colorScheme: "light" });
  // Less than the test has, so that a failure names what was waited for.
  tabs.setDefaultTimeout(20_000);
  const page = await tabs.newPage();
  await page.goto(origin);
  const write = async (title: string, pages: number) => {
    await page.getByLabel("Title").fill(title);
    await page.getByLabel("Pages").fill(String(pages));
    await page.getByRole("button", { name: "Write it" }).click();
  };
  const report = (title: string, tab = page) =>
    tab.getByRole("listitem").filter({ hasText: title });

  await write("Too long", 50);
  await report("Too long").getByText("waits for a worker").waitFor();
  example.start("worker.ts");
  await report("Too long")
    .getByText(/page \d+ of 50/)
    .waitFor();
  await write("Short", 1);
  await report("Short").getByText("320 words").waitFor();

  // Another tab finds what is there, and sees how it goes on.
  const other = await tabs.newPage();
  await other.goto(origin);
  await report("Short", other).getByText("Completed").waitFor();
  await report("Too long", other).getByText("Running").waitFor();
  await report("Too long").getByRole("button", { name: "Cancel" }).click();
  await report("Too long", other).getByText("Cancelled").waitFor();
  await report("Too long").getByText("Cancelled").waitFor();
  const { jobs } = await example.store.list({ type: "report" });
  expect(jobs.map(({ status }) => status).toSorted()).toEqual(["CANCELLED", "COMPLETED"]);
  await tabs.close();
});

test("the page that the documentation shows enqueues a job and watches it by its worker", async () => {
  const page = readFileSync(join(ROOT, "docs/browser.md"), "utf8");
  const source = join(folder, "page");
  mkdirSync(source);
  for (const [, name = "", code = ""] of page.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gms)) {
    writeFileSync(join(source, name), code.replace("http://localhost:8080", example.url));
  }
  writeFileSync(join(source, "index.html"), '<script type="module" src="./page.ts"></script>');
  symlinkSync(join(ROOT, "examples/node_modules"), join(source, "node_modules"));
  await buildPage(join(folder, "dist"), { root: source });
  const watched = vi.spyOn(example.store, "watch");
  const tab = await browser.newPage();
  const lines: string[] = [];
  tab.on("console", (line) => lines.push(line.text()));
  tab.on("pageerror", ({ message }) => lines.push(message));
  await tab.goto(origin);
  await expect.poll(() => lines).toEqual(["PENDING undefined"]);
  // The tab itself would poll, were it not for the worker.
  expect(watched).toHaveBeenCalledOnce();
  const { jobs } = await example.store.list({ type: "report" });
  await example.store.cancel(jobs[0]?.id as string);
  await expect.poll(() => lines).toEqual(["PENDING undefined", "CANCELLED undefined"]);
  await tab.close();
});
