import { once } from "node:events";
import { Client } from "@millrace/client";
import { silentLogger } from "@millrace/core";
import { findDashboard, MillraceServer } from "@millrace/server";
import { parseStoreUrl } from "@millrace/store-url";
import { Worker } from "@millrace/worker";
import { CliError, usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { storeUrl } from "../connection.ts";
import type { View } from "../output/view.ts";
import { openOwnStore } from "../own-store.ts";
import { enqueueSamples, SAMPLE_HANDLERS } from "../sample-jobs.ts";
import type { DEV } from "../specs/local.ts";
import { VERSION } from "../version.ts";

const HOST = "localhost";

export const run: Run<typeof DEV> = async ({ options, global, io, output, messages }) => {
  const { port = 8080, seed } = options;
  if (global.server !== undefined || global.context !== undefined) {
    throw usageError("this starts a server, and speaks to none", "name a store by --store");
  }
  const place =
    global.store === undefined ? parseStoreUrl("memory:") : storeUrl("--store", global.store);
  await using opened = await openOwnStore(place, (text) => messages.note(text));
  const { store } = opened;
  const server = new MillraceServer(store, {
    version: VERSION,
    metrics: true,
    dashboard: { files: findDashboard(import.meta.url) },
  });
  const address = await server.start(port, HOST).catch((error: unknown) => {
    throw cannotListen(port, error);
  });
  const url = `http://${HOST}:${address.port}`;
  const worker = new Worker(SAMPLE_HANDLERS, { source: store, logger: silentLogger });
  await worker.start();
  try {
    if (seed) await enqueueSamples(new Client({ store }));
    const dashboard = `${url}/ui/`;
    const links = {
      dashboard,
      docs: `${url}/docs`,
      metrics: `${url}/metrics`,
      health: `${url}/readyz`,
    };
    await output.item({ url, store: place.shown, ...links }, STARTED_VIEW);
    messages.note(whatToTry(url, port));
    if (!io.signal.aborted) await once(io.signal, "abort");
  } finally {
    await worker.stop();
    await server.stop();
  }
  return "ok";
};

interface Started {
  readonly url: string;
  readonly store: string;
  readonly dashboard: string;
  readonly docs: string;
  readonly metrics: string;
  readonly health: string;
}

const STARTED_VIEW: View<Started> = {
  columns: [
    { header: "URL", cell: ({ url }) => url },
    { header: "STORE", cell: ({ store }) => store },
    { header: "DASHBOARD", cell: ({ dashboard }) => dashboard },
    { header: "DOCS", cell: ({ docs }) => docs },
    { header: "METRICS", cell: ({ metrics }) => metrics },
    { header: "HEALTH", cell: ({ health }) => health },
  ],
  fields: ["url", "store", "dashboard", "docs", "metrics", "health"],
  id: ({ url }) => url,
  json: (started) => started,
};

function whatToTry(url: string, port: number): string {
  const server = port === 8080 ? "" : ` --server ${url}`;
  return `
Try in another terminal:

  millrace job enqueue print '{"hello": "you"}' --wait${server}
  millrace job list${server}

Ctrl-C ends it.`;
}

function cannotListen(port: number, error: unknown): CliError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === "EADDRINUSE" ? "it is in use" : message;
  return new CliError(`cannot listen on port ${port} of ${HOST}: ${reason}`, {
    exit: "unavailable",
    code: "UNAVAILABLE",
    remedy: "choose another one by --port, or 0 for any free one",
  });
}
