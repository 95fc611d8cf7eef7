import { type Browser, chromium } from "playwright-core";

const BINARY = process.env["MILLRACE_TEST_CHROMIUM_BINARY"];

/** Why there is no browser on this machine, or `undefined` when there is one. */
export const NO_CHROMIUM =
  BINARY === undefined ? "MILLRACE_TEST_CHROMIUM_BINARY names no Chromium" : undefined;

const ARGS = [
  // In containers there is no user to sandbox for, and no device to draw on.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  // Nothing but what the tests ask for.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // Names of our own: on `localhost`, plain HTTP counts as secure.
  "--host-resolver-rules=MAP *.test 127.0.0.1",
];

/** Starts Chromium without a window. Names below `.test` lead to this machine. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: BINARY as string, args: ARGS });
}
