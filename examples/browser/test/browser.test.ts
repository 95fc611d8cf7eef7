import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { launchChromium, NO_CHROMIUM } from "@millrace/bundles/chromium";
import { build } from "vite";
import { expect, test } from "vitest";
import { Example } from "../../test/example.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

/** Serves the files of a folder, which may be empty at first, on a port of its own. */
async function serveFolder(folder: string) {
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : (request.url as string);
    const file = join(folder, path);
    if (!existsSync(file)) return response.writeHead(404).end();
    return response
      .writeHead(200, { "content-type": TYPES[extname(file)] })
      .end(readFileSync(file));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

test("the page enqueues reports, shows how far they are, and cancels them", async (context) => {
  if (NO_CHROMIUM !== undefined) return context.skip(NO_CHROMIUM);
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "millrace-page-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const site = await serveFolder(folder);
  stack.defer(site.close);
  const example = stack.use(await Example.open("browser", [site.origin]));
  await build({
    configFile: join(import.meta.dirname, "../vite.config.ts"),
    logLevel: "warn",
    define: { "import.meta.env.VITE_MILLRACE_URL": JSON.stringify(example.url) },
    build: { outDir: folder, emptyOutDir: false },
  });
  const browser = stack.adopt(await launchChromium(), (each) => each.close());
  const tabs = await browser.newContext({ colorScheme: "light" });
  const page = await tabs.newPage();
  await page.goto(site.origin);
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
  await report("Too long").getByText("page 1 of 50").waitFor();
  await write("Short", 1);
  await report("Short").getByText("320 words").waitFor();

  // Another tab finds what is there, and sees how it goes on.
  const other = await tabs.newPage();
  await other.goto(site.origin);
  await report("Short", other).getByText("Completed").waitFor();
  await report("Too long", other).getByText("Running").waitFor();
  await report("Too long").getByRole("button", { name: "Cancel" }).click();
  await report("Too long", other).getByText("Cancelled").waitFor();
  await report("Too long").getByText("Cancelled").waitFor();
  const { jobs } = await example.store.list({ type: "report" });
  expect(jobs.map(({ status }) => status).toSorted()).toEqual(["CANCELLED", "COMPLETED"]);
});
