import type { BrowserContext, Page } from "playwright-core";

/** Less than a test has, so that a failure names what was waited for. */
export const WAIT_MS = 15_000;

/** A page that notes what the browser complains of, such as what its policy forbids. */
export async function watchedPage(of: BrowserContext, complaints: string[]): Promise<Page> {
  const opened = await of.newPage();
  opened.on("pageerror", ({ message }) => complaints.push(message));
  opened.on("console", (line) => {
    // Which it does not keep over plain HTTP, where there is nothing to keep.
    const isOfPlainHttp = line.text().startsWith("The Cross-Origin-Opener-Policy header has been");
    if (line.type() === "error" && !isOfPlainHttp) complaints.push(line.text());
  });
  return opened;
}
