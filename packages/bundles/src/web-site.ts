import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";

/** A web site of one page, whose script has the exports of `programs/tab.ts` as the global `tab`. */
export class WebSite implements AsyncDisposable {
  readonly #server: Server;
  readonly origin: string;

  private constructor(server: Server) {
    const { port } = server.address() as AddressInfo;
    this.#server = server;
    this.origin = `http://page.test:${port}`;
  }

  static async start(): Promise<WebSite> {
    const [tab, worker] = await Promise.all([script("tab"), script("watch-worker")]);
    const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
      "/": ["text/html", '<!doctype html><script src="/tab.js"></script>'],
      "/tab.js": ["text/javascript", tab],
      "/watch-worker.js": ["text/javascript", worker],
    };
    const server = createServer(({ url = "/" }, response) => {
      const file = files[new URL(url, "http://page.test").pathname];
      if (file === undefined) response.writeHead(404).end();
      else response.writeHead(200, { "content-type": file[0] }).end(file[1]);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new WebSite(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}

/** A program as pages load it; what it exports is the global `tab`. */
async function script(name: string): Promise<string> {
  const source = `export * from "./${name}.ts"`;
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: join(import.meta.dirname, "programs") },
    bundle: true,
    format: "iife",
    globalName: "tab",
    conditions: ["@millrace/source"],
    target: "es2022",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
