import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { build, type InlineConfig } from "vite";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

const CONFIG = join(import.meta.dirname, "../browser/vite.config.js");

/** A site on an origin of its own. */
export interface Site extends AsyncDisposable {
  readonly origin: string;
}

/**
 * Serves the files of a folder as sites do that let scripts do no more than they must.
 *
 * @param connectsTo the origin that its pages may call.
 */
export async function serveFolder(folder: string, connectsTo: () => string): Promise<Site> {
  const server = createServer((request, response) => {
    const file = join(folder, request.url === "/" ? "index.html" : (request.url as string));
    if (!existsSync(file)) return response.writeHead(404).end();
    const policy = `default-src 'self'; img-src data:; worker-src 'self'; connect-src ${connectsTo()}`;
    response.setHeader("content-security-policy", policy);
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    return response.end(readFileSync(file));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Builds a page by Vite into `outDir`. */
export async function buildPage(outDir: string, config: InlineConfig): Promise<void> {
  await build({
    configFile: CONFIG,
    logLevel: "warn",
    ...config,
    build: { outDir, emptyOutDir: false },
  });
}
