import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createProxyServer } from "httpxy";

interface ProxyRules {
  /** What it makes of the path that it is asked for. */
  readonly rewrite: (path: string) => string;
  /** What it lets nobody ask for. Defaults to nothing. */
  readonly refuses?: (request: IncomingMessage) => boolean;
}

/** A proxy in front of the server of `target`; its port, and what it was asked for. */
export async function startProxy(
  target: string,
  { rewrite, refuses = () => false }: ProxyRules,
): Promise<AsyncDisposable & { readonly port: number; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  // Only the browser knows names below `.test`.
  const proxy = createProxyServer({ target: `http://127.0.0.1:${new URL(target).port}` });
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (refuses(request)) {
      response.writeHead(502).end("this proxy knows no streams");
      return;
    }
    request.url = rewrite(request.url ?? "/");
    proxy.web(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    asked,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
